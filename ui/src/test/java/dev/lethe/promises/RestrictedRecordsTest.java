package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.privacy.model.RestrictionGround;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Upload;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Restricting;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** What is restricted is shown to nobody but privacy officers, and nothing is done with it but by them. */
class RestrictedRecordsTest extends ReportPages {

    private static final String SINCE = "Restricted since ";

    private static final Field PHOTO = question(4, FieldType.FILE, "A photo");

    private static Restricting vault() {
        return lethe.bean(KeyVault.class);
    }

    private static UUID sender(Accepted sent) {
        return lethe.bean(Submissions.class)
                .byId(sent.submission())
                .orElseThrow()
                .parts()
                .getFirst()
                .keyId();
    }

    private static void restrict(Accepted sent) {
        vault().restrict(Set.of(sender(sent)), RestrictionGround.ACCURACY_CONTESTED.code());
    }

    private String csv() {
        String export = list + "/export";
        byte[] file = reader.stay(
                        reader.postingFromPage(export, export, "format", "csv", "notes", "yes"),
                        BodyHandlers.ofByteArray())
                .body();
        return new String(file, StandardCharsets.UTF_8);
    }

    @Test
    void whoever_reads_reports_is_shown_that_it_is_restricted_and_nothing_of_it() throws IOException {
        open(form(
                "Form " + UUID.randomUUID(),
                null,
                question(1, FieldType.SINGLE_LINE, "Your name"),
                question(2, FieldType.EMAIL, "Your email address"),
                PHOTO));
        Uploads uploads = lethe.bean(Uploads.class);
        byte[] content = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        UploadedFile file = ((Upload.Stored) uploads.receive(PHOTO, "a.pdf", new ByteArrayInputStream(content))).file();
        Accepted zoe = lethe.submit(
                form,
                "q1",
                "Zoe Kestrel",
                "q2",
                "zoe.kestrel@example.org",
                "q4",
                uploads.token(form.version(), PHOTO.id(), file));
        Accepted bob = send("Bob");
        reader.press(reader.page(one(zoe)), "Save the note", "text", "Rang Kestrel back");
        Document writing = reader.page(one(zoe));
        String photo = one(zoe) + "/files/" + file.id();
        assertThat(writing.text()).contains("Zoe Kestrel");
        assertThat(csv()).contains("Zoe Kestrel", "Rang Kestrel back");
        assertThat(reader.get(photo).statusCode()).isEqualTo(200);

        restrict(zoe);

        Document report = reader.page(list);
        assertThat(report.select("#count").text()).as("that it was sent stays").startsWith("2 submissions");
        assertThat(cells(report, zoe)).last().asString().startsWith(SINCE);
        assertThat(cells(report, bob)).asString().contains("bob@example.org");
        assertThat(reader.page(list + "/period").text()).doesNotContainIgnoringCase("kestrel");
        Document shown = reader.page(one(zoe));
        assertThat(shown.select(".lethe-note").text()).contains(SINCE);
        assertThat(shown.select("#no-note").text()).contains("are restricted");
        assertThat(shown.select("textarea")).isEmpty();
        assertThat(csv()).contains(SINCE, "bob@example.org").doesNotContainIgnoringCase("kestrel");
        assertThat(reader.get(photo).statusCode()).isEqualTo(404);
        for (Document page : List.of(report, shown, search(reader, zoe.reference())))
            assertThat(page.html()).doesNotContainIgnoringCase("kestrel");
        assertThat(notes(zoe)).hasSize(1).allMatch(note -> note instanceof Opened.Restricted);

        Document refused = reader.press(writing, "Save the note", "text", "Too late");
        assertThat(refused.text()).contains("The answers of the sender are restricted");
        assertThat(refused.select("textarea").val()).isEqualTo("Too late");
        assertThat(notes(zoe)).hasSize(1);
        Document ask = reader.page(one(zoe) + "/delete");
        assertThat(reader.press(ask, "Delete this submission", "ground", "DELETED_TEST")
                        .text())
                .contains("Nothing was deleted", "only a privacy officer can have it erased");

        vault().liftRestriction(Set.of(sender(zoe)));
        assertThat(reader.page(one(zoe)).text()).contains("Zoe Kestrel", "Rang Kestrel back");
        assertThat(reader.get(photo).statusCode()).isEqualTo(200);
    }

    @Test
    void a_privacy_officer_is_shown_it_and_an_order_destroys_it() {
        Accepted one = send("Wren");
        Accepted other = send("Wren", MONDAY.plusSeconds(1));
        restrict(one);
        restrict(other);
        Client officer = lethe.member("Otto", Role.PRIVACY_OFFICER).client();

        Document person = officer.submit(
                Client.formWith(officer.page("/staff/people"), "input[name=email]"), "email", "wren@example.org");
        assertThat(person.select(".govuk-summary-card"))
                .hasSize(2)
                .allSatisfy(record ->
                        assertThat(record.text()).contains("Wren", SINCE, "The person contests that it is accurate"));

        Document ask = officer.page("/staff/submissions/" + one.submission() + "/erase");
        assertThat(ask.select("#restricted").text()).contains(SINCE);
        Document again = officer.press(ask, "Erase this submission", "ground", "OBJECTION");
        assertThat(again.select("#end-error").text()).contains("no longer holds");
        officer.press(again, "Erase this submission", "ground", "OBJECTION", "end", "true");
        lethe.settle();
        assertThat(cells(reader.page(list), one)).last().asString().startsWith("Erased on ");
        assertThat(cells(reader.page(list), other)).last().asString().startsWith(SINCE);

        Document confirm = officer.press(
                officer.submit(
                        Client.formWith(officer.page("/staff/people"), "input[name=email]"),
                        "email",
                        "wren@example.org"),
                "Check what will be destroyed",
                "ground",
                "OBJECTION");
        assertThat(officer.press(confirm, "Erase this person").text()).contains("Nothing of it opens any more.");
        lethe.settle();
        assertThat(cells(reader.page(list), other)).last().asString().startsWith("Erased on ");
    }

    @Test
    void nobody_signs_in_to_an_account_that_is_restricted() {
        Member rita = lethe.member("Rita Example", Role.EDITOR);
        UUID key = lethe.bean(KeyVault.class)
                .memberOfStaff(Identifier.email(rita.email()))
                .orElseThrow()
                .key();
        vault().restrict(Set.of(key), RestrictionGround.OBJECTED.code());

        assertThatThrownBy(() -> lethe.visitor().signIn(rita.email(), TestLethe.PASSWORD))
                .hasMessageContaining("Not signed in");

        vault().liftRestriction(Set.of(key));
        lethe.visitor().signIn(rita.email(), TestLethe.PASSWORD);
    }
}
