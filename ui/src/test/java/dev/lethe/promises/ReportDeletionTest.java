package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.submissions.AddNote;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.ui.Client;
import dev.lethe.ui.web.Commands;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Submissions and notes that are deleted, and what is kept. */
class ReportDeletionTest extends ReportPages {

    @Test
    void f15_ticked_submissions_are_deleted_after_a_last_word_and_every_count_stays() {
        Accepted ann = send("Ann");
        Accepted bob = send("Bob");
        Accepted cy = send("Cy");
        reader.press(reader.page(one(ann)), "Save the note", "text", "About Ann");
        Document ask = reader.press(reader.page(list), "Delete", "ticked", id(ann), "ticked", id(bob));
        assertThat(ask.text()).contains(ann.reference(), bob.reference()).doesNotContain(cy.reference());
        assertThat(reader.page(one(ann)).text()).as("nothing happened yet").contains("Ann");

        Document missing = reader.press(ask, "Delete these 2 submissions");
        assertThat(missing.title()).startsWith("Error: ");
        assertThat(missing.text()).contains("Choose why you delete it");
        Document done = reader.press(missing, "Delete these 2 submissions", "ground", "DELETED_DUPLICATE");
        assertThat(done.text()).contains("They are deleted. Nothing of them opens any more.");
        assertThat(done.location()).contains(list);
        reader.press(ask, "Delete these 2 submissions", "ground", "DELETED_DUPLICATE");

        Document after = reader.page(list);
        assertThat(after.select("#count").text()).startsWith("3 submissions");
        assertThat(cells(after, ann)).last().asString().startsWith("Erased on ");
        assertThat(cells(after, bob)).last().asString().startsWith("Erased on ");
        assertThat(after.text()).contains("cy@example.org").doesNotContain("ann@example.org", "bob@example.org");
        Document gone = reader.page(one(ann));
        assertThat(gone.text()).contains("It is a duplicate").doesNotContain("About Ann");
        assertThat(gone.select(".lethe-note").text()).contains("Erased on ");
        assertThat(notes(ann)).allMatch(note -> note instanceof Opened.Erased);
        assertThat(gone.select("#no-note")).hasSize(1);
        assertThat(gone.select("textarea")).isEmpty();
        assertThat(overview()).contains("3", "0");
        assertThat(onceTidied(one(ann) + "/delete")).contains("One of them was erased before");

        Client officer = lethe.member("Otto", Role.PRIVACY_OFFICER).client();
        assertThat(officer.page("/staff/audit?kind=erasure.ordered&account=" + caseworker.account())
                        .select("main tbody tr")
                        .first()
                        .text())
                .contains("Casey Worker", "Ordered an erasure: It is a duplicate");
        String erasure = officer.page("/staff/audit?kind=erasure.ordered&account=" + caseworker.account())
                .select("main tbody tr a[href^=/staff/erasures/]")
                .attr("href");
        assertThat(officer.page(erasure).text())
                .contains("Single submissions", ann.reference(), bob.reference(), "Nothing of it opens any more.");
        assertThat(officer.page("/staff/submissions/" + cy.submission() + "/erase")
                        .text())
                .as("an officer's grounds are the law's")
                .contains("Consent was withdrawn")
                .doesNotContain("It is a duplicate");
    }

    private List<String> overview() {
        return reader.page("/staff/submissions")
                .select("main tbody tr:contains(" + title() + ") td")
                .eachText();
    }

    @Test
    void a_page_that_deleted_one_submission_deletes_no_other_and_says_so() {
        Accepted ann = send("Ann");
        Accepted bob = send("Bob");
        Document first = reader.page(one(ann) + "/delete");
        String used = first.select("input[name=erasure]").val();
        reader.press(first, "Delete this submission", "ground", "DELETED_SPAM");

        Element second = Client.formWith(reader.page(one(bob) + "/delete"), "input[name=erasure]");
        second.select("input[name=erasure]").val(used);
        Document refused = reader.submit(second, "ground", "DELETED_SPAM");
        assertThat(refused.title()).startsWith("Error: ");
        assertThat(refused.text())
                .contains("to delete " + ann.reference(), "Nothing of what it lists now was deleted", bob.reference());
        assertThat(refused.select("input[value=DELETED_SPAM]").hasAttr("checked"))
                .isTrue();
        assertThat(reader.page(one(bob)).text()).contains("Bob");

        Document done = reader.press(refused, "Delete this submission");
        assertThat(done.text()).contains("It is deleted. Nothing of it opens any more.");
    }

    @Test
    void a_note_that_was_changed_on_a_page_that_was_sent_before_is_not_dropped() {
        Accepted sent = send("Ann");
        Document page = reader.page(one(sent));
        reader.press(page, "Save the note", "text", "Rang back");
        Document refused = reader.press(page, "Save the note", "text", "Rang back twice");
        assertThat(refused.text()).contains("You saved another note from this page before", "Rang back");
        assertThat(refused.select("textarea").val()).isEqualTo("Rang back twice");
        Document both = reader.press(refused, "Save the note");
        assertThat(both.select(".lethe-note").eachText())
                .hasSize(2)
                .last()
                .asString()
                .contains("Rang back twice");
    }

    @Test
    void one_submission_is_deleted_from_its_page_and_a_note_that_was_being_written_is_refused_in_words() {
        Accepted sent = send("Ann");
        Document writing = reader.page(one(sent));
        Document ask = reader.page(one(sent) + "/delete");
        Document done = reader.press(ask, "Delete this submission", "ground", "DELETED_SPAM");
        assertThat(done.text()).contains("It is deleted. Nothing of it opens any more.", "It is spam");
        Document refused = reader.press(writing, "Save the note", "text", "Too late");
        assertThat(refused.text())
                .contains("The answers of the sender were erased, so no note about them can be added");
        assertThat(refused.select("textarea").val()).isEqualTo("Too late");
        assertThat(notes(sent)).isEmpty();
    }

    @Test
    void a_note_that_comes_after_its_submission_was_deleted_died_with_it() {
        Accepted sent = send("Ann");
        UUID sender = lethe.bean(Submissions.class)
                .byId(sent.submission())
                .orElseThrow()
                .parts()
                .getFirst()
                .keyId();
        // The key is made before the deletion, and the event comes after it: it lies beside the sender's and went with
        // that.
        try (RecordKeys keys = lethe.bean(KeyVault.class).moreKeysBeside(sender, 1)) {
            var text = keys.seal(0, Note.NOTE.in(sent.submission()), new Note("Too late"));
            reader.press(reader.page(one(sent) + "/delete"), "Delete this submission", "ground", "DELETED_SPAM");
            lethe.bean(Commands.class)
                    .send(caseworker.account(), new AddNote(sent.submission(), new NoteId(UUID.randomUUID()), text));
        }
        assertThat(notes(sent)).allMatch(note -> note instanceof Opened.Erased).hasSize(1);

        // Its token is still in the read model, so the page asks once more; that takes it out.
        Document ask = reader.page(one(sent) + "/delete");
        assertThat(ask.select("#doomed").text()).contains(sent.reference());
        reader.press(ask, "Delete this submission", "ground", "DELETED_SPAM");
        assertThat(reader.page(one(sent) + "/delete").text()).contains("erased before");
    }

    @Test
    void a_deletion_leads_back_to_us_and_to_nobody_else() {
        Accepted sent = send("Ann");
        Document ask = reader.page(one(sent) + "/delete");
        Element form = Client.formWith(ask, "input[name=erasure]");
        form.select("input[name=back]").val("https://evil.example/");
        Document done = reader.submit(form, "ground", "DELETED_TEST");
        assertThat(done.location()).startsWith(lethe.address() + "/staff/submissions");
    }

    /** Lasting records of a person share one subject, each one that expires is a subject of its own: 0 days means forever. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void a_note_dies_with_its_person_and_lives_on_with_a_record_that_is_kept(int days) {
        open(form(
                "Form " + UUID.randomUUID(),
                days == 0 ? null : days,
                question(1, FieldType.SINGLE_LINE, "Your name"),
                question(2, FieldType.EMAIL, "Your email address"),
                question(3, FieldType.EMAIL, "Their email address").about(1)));
        String email = "dies.with." + days + "@example.org";
        Accepted gone = lethe.bring(form, MONDAY, "q1", "Ann", "q2", email, "q3", "neighbour@example.org");
        Accepted kept = lethe.bring(form, MONDAY.plusSeconds(1), "q1", "Ann", "q2", email);
        Accepted other = lethe.bring(form, MONDAY, "q1", "Bob", "q2", "stays." + days + "@example.org");
        lethe.settle();
        for (Accepted sent : List.of(gone, kept, other))
            reader.press(reader.page(one(sent)), "Save the note", "text", "A note about it");

        Client officer = lethe.member("Otto", Role.PRIVACY_OFFICER).client();
        Document asking = officer.page("/staff/people");
        Document person = officer.submit(Client.formWith(asking, "input[name=email]"), "email", email);
        assertThat(person.text())
                .contains("A note that staff wrote", "A note about it")
                .doesNotContain("Keys without a record");
        Document confirm = officer.press(
                person,
                "Check what will be destroyed",
                "keep-submissions-" + kept.submission(),
                "LEGAL_CLAIMS",
                "ground",
                "OBJECTION");
        Document proof = officer.press(confirm, "Erase this person");
        assertThat(proof.text()).contains("Nothing of it opens any more.", "Keys kept 2", "Keys destroyed 2");

        assertThat(notes(gone)).hasSize(1).allMatch(note -> note instanceof Opened.Erased);
        assertThat(notes(kept)).containsExactly(new Opened.Known<>(new Note("A note about it")));
        assertThat(notes(other)).containsExactly(new Opened.Known<>(new Note("A note about it")));
        assertThat(reader.page(one(gone)).text())
                .contains("neighbour@example.org")
                .doesNotContain("A note about it");
        assertThat(reader.page(one(gone)).select("textarea")).isEmpty();
        assertThat(reader.page(list).select("#count").text()).startsWith("3 submissions");
        reader.press(reader.page(one(kept)), "Save the note", "text", "Another one");
        assertThat(notes(kept)).as("what is kept can still be worked on").hasSize(2);
        Document held = reader.page(one(kept) + "/delete");
        assertThat(held.select("#kept").text()).contains(kept.reference(), "Legal claims", "Ask a privacy officer");
        assertThat(held.select("input[name=erasure]")).isEmpty();
        Document another = reader.page(one(other) + "/delete");
        Element forged = Client.formWith(another, "input[name=erasure]").clone();
        forged.select("input[name=submission]").val(id(kept));
        assertThat(reader.submit(forged, "ground", "DELETED_TEST").text())
                .contains("Nothing was deleted: something of it was kept");
        assertThat(notes(kept)).as("a deletion leaves what is kept").allMatch(note -> note instanceof Opened.Known);
        assertThat(officer.page("/staff/submissions/" + kept.submission() + "/erase")
                        .text())
                .contains("the notes about it");
        Document ask = officer.page("/staff/submissions/" + kept.submission() + "/erase");
        assertThat(ask.select("#held").text()).contains("kept when its person was erased", "Legal claims");
        Document again = officer.press(ask, "Erase this submission", "ground", "OBJECTION");
        assertThat(again.title()).startsWith("Error: ");
        assertThat(again.select("#end-error").text()).contains("no longer holds");
        assertThat(notes(kept)).as("nobody said that the hold ends").allMatch(note -> note instanceof Opened.Known);
        officer.press(again, "Erase this submission", "ground", "OBJECTION", "end", "true");
        assertThat(notes(kept)).hasSize(2).allMatch(note -> note instanceof Opened.Erased);
    }

    /** What the page says once the rows were tidied, which is done by itself a moment after the erasure. */
    private static String onceTidied(String page) {
        for (int tries = 0; tries < 3_000; tries++) {
            String text = reader.page(page).text();
            if (text.contains("erased before")) return text;
            LockSupport.parkNanos(20_000_000);
        }
        return reader.page(page).text();
    }
}
