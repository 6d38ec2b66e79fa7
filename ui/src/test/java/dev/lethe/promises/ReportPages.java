package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.ui.Client;
import dev.lethe.ui.Once;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.TestLethe.Published;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of reports share: the whole application, a caseworker who reads, and for each test a form of its own. */
abstract class ReportPages {

    static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");
    static final String NOT_A_READER = "Each form names who may read what people sent with it";

    /** One for all of these tests that this JVM runs; it ends with the JVM. */
    static final TestLethe lethe = TestLethe.start(
            Once.perBuild("reports").resolve("root-" + ProcessHandle.current().pid()));

    static final Member caseworker = lethe.member("Casey Worker", Role.CASEWORKER);
    static final Client reader = caseworker.client();

    Published form;
    String list = "";

    @BeforeEach
    void publish() {
        open(form(
                "Form " + UUID.randomUUID(),
                null,
                question(1, FieldType.SINGLE_LINE, "Your name"),
                question(2, FieldType.EMAIL, "Your email address"),
                question(3, FieldType.SINGLE_LINE, "Submit time")));
    }

    /** Publishes it and lets caseworkers read it. */
    void open(FormDefinition definition) {
        form = lethe.publish(definition);
        lethe.readers(form, Set.of(), Role.CASEWORKER);
        list = "/staff/submissions/forms/" + form.id();
    }

    Accepted send(String name) {
        return send(name, MONDAY);
    }

    Accepted send(String name, Instant at) {
        Accepted sent = lethe.bring(form, at, "q1", name, "q2", name.toLowerCase(Locale.ROOT) + "@example.org");
        lethe.settle();
        return sent;
    }

    static String id(Accepted sent) {
        return sent.submission().toString();
    }

    static String one(Accepted sent) {
        return "/staff/submissions/" + id(sent);
    }

    List<String> references(String query) {
        return reader.page(list + query).select("main tbody th").eachText();
    }

    String title() {
        return lethe.bean(Forms.class)
                .version(form.version())
                .orElseThrow()
                .definition()
                .title();
    }

    static List<String> cells(Document page, Accepted sent) {
        return page.select("main tbody tr:contains(" + sent.reference() + ") td")
                .eachText();
    }

    static Document search(Client client, String reference) {
        Document page = client.page("/staff/submissions/search");
        return client.submit(Client.formWith(page, "input[name=reference]"), "reference", reference);
    }

    static List<Opened<Note>> notes(Accepted sent) {
        lethe.settle();
        KeyVault vault = lethe.bean(KeyVault.class);
        return lethe
                .bean(Submissions.class)
                .notesOf(List.of(sent.submission()))
                .getOrDefault(sent.submission(), List.of())
                .stream()
                .map(note -> note.in(vault.openAll(note.sealed().toList())))
                .toList();
    }
}
