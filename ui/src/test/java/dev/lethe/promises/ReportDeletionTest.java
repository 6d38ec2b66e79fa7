package dev.lethe.promises;

import static dev.lethe.promises.House.form;
import static dev.lethe.promises.House.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.submissions.AddNote;
import dev.lethe.command.submissions.events.Note;
import dev.lethe.command.submissions.events.NoteId;
import dev.lethe.promises.Client.Pair;
import dev.lethe.promises.House.Sent;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.ui.web.Commands;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Submissions and notes that are deleted, and what is kept. */
class ReportDeletionTest extends ReportPages {

    @Test
    void f15_ticked_submissions_are_deleted_after_a_last_word_and_every_count_stays() {
        Sent ann = send("Ann");
        Sent bob = send("Bob");
        Sent cy = send("Cy");
        press(reader, reader.get(one(ann)), "Save the note", new Pair("text", "About Ann"));
        Document ask = press(reader, reader.get(list), "Delete", tick(ann), tick(bob));
        assertThat(ask.text()).contains(ann.reference(), bob.reference()).doesNotContain(cy.reference());
        assertThat(reader.get(one(ann)).text()).as("nothing happened yet").contains("Ann");

        Document missing = press(reader, ask, "Delete these 2 submissions");
        assertThat(missing.title()).startsWith("Error: ");
        assertThat(missing.text()).contains("Choose why you delete it");
        Document done = press(reader, missing, "Delete these 2 submissions", new Pair("ground", "DELETED_DUPLICATE"));
        assertThat(done.text()).contains("They are deleted. Nothing of them opens any more.");
        assertThat(done.location()).contains(list);
        press(reader, ask, "Delete these 2 submissions", new Pair("ground", "DELETED_DUPLICATE"));

        Document after = reader.get(list);
        assertThat(after.select("#count").text()).startsWith("3 submissions");
        assertThat(cells(after, ann)).last().asString().startsWith("Erased on ");
        assertThat(cells(after, bob)).last().asString().startsWith("Erased on ");
        assertThat(after.text()).contains("cy@example.org").doesNotContain("ann@example.org", "bob@example.org");
        Document gone = reader.get(one(ann));
        assertThat(gone.text()).contains("It is a duplicate").doesNotContain("About Ann");
        assertThat(gone.select(".lethe-note").text()).contains("Erased on ");
        assertThat(notes(ann)).allMatch(note -> note instanceof Opened.Erased);
        assertThat(gone.select("#no-note")).hasSize(1);
        assertThat(gone.select("textarea")).isEmpty();
        assertThat(overview()).contains("3", "0");
        assertThat(reader.get(one(ann) + "/delete").text()).contains("One of them was erased before");

        Client officer = house.client(house.member("Otto", Role.PRIVACY_OFFICER));
        assertThat(officer.get("/staff/audit?kind=erasure.ordered&account=" + caseworker.account())
                        .select("main tbody tr")
                        .first()
                        .text())
                .contains("Casey Worker", "Ordered an erasure: It is a duplicate");
        String erasure = officer.get("/staff/audit?kind=erasure.ordered&account=" + caseworker.account())
                .select("main tbody tr a[href^=/staff/erasures/]")
                .attr("href");
        assertThat(officer.get(erasure).text())
                .contains("Single submissions", ann.reference(), bob.reference(), "Nothing of it opens any more.");
        assertThat(officer.get("/staff/submissions/" + cy.id() + "/erase").text())
                .as("an officer's grounds are the law's")
                .contains("Consent was withdrawn")
                .doesNotContain("It is a duplicate");
    }

    private List<String> overview() {
        return reader.get("/staff/submissions")
                .select("main tbody tr:contains(" + title() + ") td")
                .eachText();
    }

    @Test
    void one_submission_is_deleted_from_its_page_and_a_note_that_was_being_written_is_refused_in_words() {
        Sent sent = send("Ann");
        Document writing = reader.get(one(sent));
        Document ask = reader.get(one(sent) + "/delete");
        Document done = press(reader, ask, "Delete this submission", new Pair("ground", "DELETED_SPAM"));
        assertThat(done.text()).contains("It is deleted. Nothing of it opens any more.", "It is spam");
        Document refused = press(reader, writing, "Save the note", new Pair("text", "Too late"));
        assertThat(refused.text())
                .contains("The answers of the sender were erased, so no note about them can be added");
        assertThat(refused.select("textarea").val()).isEqualTo("Too late");
        assertThat(notes(sent)).isEmpty();
    }

    @Test
    void a_note_that_outlived_its_submission_since_the_process_died_can_be_deleted() {
        Sent sent = send("Ann");
        UUID sender = house.bean(Submissions.class)
                .byId(sent.id())
                .orElseThrow()
                .parts()
                .getFirst()
                .keyId();
        // The key is made before the deletion, and the event comes after it: then nobody destroys the key.
        try (RecordKeys keys = house.bean(KeyVault.class).moreKeysBeside(sender, 1)) {
            var text = keys.seal(0, Note.NOTE.in(sent.id()), new Note("Too late"));
            press(
                    reader,
                    reader.get(one(sent) + "/delete"),
                    "Delete this submission",
                    new Pair("ground", "DELETED_SPAM"));
            house.bean(Commands.class)
                    .send(caseworker.account(), new AddNote(sent.id(), new NoteId(UUID.randomUUID()), text));
        }
        assertThat(notes(sent)).allMatch(note -> note instanceof Opened.Known).hasSize(1);

        Document ask = reader.get(one(sent) + "/delete");
        assertThat(ask.select("#doomed").text()).contains(sent.reference());
        press(reader, ask, "Delete this submission", new Pair("ground", "DELETED_SPAM"));

        assertThat(notes(sent)).allMatch(note -> note instanceof Opened.Erased).hasSize(1);
        assertThat(reader.get(one(sent) + "/delete").text()).contains("erased before");
    }

    @Test
    void a_deletion_leads_back_to_us_and_to_nobody_else() {
        Sent sent = send("Ann");
        Document ask = reader.get(one(sent) + "/delete");
        Element form = Client.formWith(ask, "input[name=erasure]");
        form.select("input[name=back]").val("https://evil.example/");
        Document done = reader.post(ask, form, List.of(new Pair("ground", "DELETED_TEST")));
        assertThat(done.location()).startsWith(house.address() + "/staff/submissions");
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
        Sent gone = house.send(form, MONDAY, Map.of("q1", "Ann", "q2", email, "q3", "neighbour@example.org"));
        Sent kept = house.send(form, MONDAY.plusSeconds(1), Map.of("q1", "Ann", "q2", email));
        Sent other = house.send(form, MONDAY, Map.of("q1", "Bob", "q2", "stays." + days + "@example.org"));
        house.caughtUp();
        for (Sent sent : List.of(gone, kept, other))
            press(reader, reader.get(one(sent)), "Save the note", new Pair("text", "A note about it"));

        Client officer = house.client(house.member("Otto", Role.PRIVACY_OFFICER));
        Document asking = officer.get("/staff/people");
        Document person =
                officer.post(asking, Client.formWith(asking, "input[name=email]"), List.of(new Pair("email", email)));
        assertThat(person.text())
                .contains("A note that staff wrote", "A note about it")
                .doesNotContain("Keys without a record");
        Document confirm = press(
                officer,
                person,
                "Check what will be destroyed",
                new Pair("keep-" + kept.id(), "LEGAL_CLAIMS"),
                new Pair("ground", "OBJECTION"));
        Document proof = press(officer, confirm, "Erase this person");
        assertThat(proof.text()).contains("Nothing of it opens any more.", "Keys kept 2", "Keys destroyed 2");

        assertThat(notes(gone)).hasSize(1).allMatch(note -> note instanceof Opened.Erased);
        assertThat(notes(kept)).containsExactly(new Opened.Known<>(new Note("A note about it")));
        assertThat(notes(other)).containsExactly(new Opened.Known<>(new Note("A note about it")));
        assertThat(reader.get(one(gone)).text())
                .contains("neighbour@example.org")
                .doesNotContain("A note about it");
        assertThat(reader.get(one(gone)).select("textarea")).isEmpty();
        assertThat(reader.get(list).select("#count").text()).startsWith("3 submissions");
        press(reader, reader.get(one(kept)), "Save the note", new Pair("text", "Another one"));
        assertThat(notes(kept)).as("what is kept can still be worked on").hasSize(2);
        Document held = reader.get(one(kept) + "/delete");
        assertThat(held.select("#kept").text()).contains(kept.reference(), "Legal claims", "Ask a privacy officer");
        assertThat(held.select("input[name=erasure]")).isEmpty();
        Document another = reader.get(one(other) + "/delete");
        Element forged = Client.formWith(another, "input[name=erasure]").clone();
        forged.select("input[name=submission]").val(kept.id().toString());
        assertThat(reader.post(another, forged, List.of(new Pair("ground", "DELETED_TEST")))
                        .text())
                .contains("Nothing was deleted: something of it was kept");
        assertThat(notes(kept)).as("a deletion leaves what is kept").allMatch(note -> note instanceof Opened.Known);
        assertThat(officer.get("/staff/submissions/" + kept.id() + "/erase").text())
                .contains("the notes about it");
        Document ask = officer.get("/staff/submissions/" + kept.id() + "/erase");
        assertThat(ask.select("#held").text()).contains("kept when its person was erased", "Legal claims");
        Document again = press(officer, ask, "Erase this submission", new Pair("ground", "OBJECTION"));
        assertThat(again.title()).startsWith("Error: ");
        assertThat(again.select("#end-error").text()).contains("no longer holds");
        assertThat(notes(kept)).as("nobody said that the hold ends").allMatch(note -> note instanceof Opened.Known);
        press(officer, again, "Erase this submission", new Pair("ground", "OBJECTION"), new Pair("end", "true"));
        assertThat(notes(kept)).hasSize(2).allMatch(note -> note instanceof Opened.Erased);
    }
}
