package dev.lethe.promises;

import static dev.lethe.promises.House.form;
import static dev.lethe.promises.House.question;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.submissions.events.Note;
import dev.lethe.promises.Client.Pair;
import dev.lethe.promises.House.Sent;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.ui.Once;
import dev.lethe.ui.TestLethe.Member;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of reports share: the whole application, a caseworker who reads, and for each test a form of its own. */
abstract class ReportPages {

    static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");
    static final String NOT_A_READER = "Each form names who may read what people sent with it";

    /** One for all of these tests that this JVM runs; it ends with the JVM. */
    static final House house = new House(
            Once.perBuild("reports").resolve("root-" + ProcessHandle.current().pid()));

    static final Member caseworker = house.member("Casey Worker", Role.CASEWORKER);
    static final Client reader = house.client(caseworker);

    FormVersion form;
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
        form = house.publish(definition);
        house.letRead(form.form(), Set.of(), Role.CASEWORKER);
        list = "/staff/submissions/forms/" + form.form();
    }

    Sent send(String name) {
        return send(name, MONDAY);
    }

    Sent send(String name, Instant at) {
        Sent sent = house.send(form, at, Map.of("q1", name, "q2", name.toLowerCase(Locale.ROOT) + "@example.org"));
        house.caughtUp();
        return sent;
    }

    static String one(Sent sent) {
        return "/staff/submissions/" + sent.id();
    }

    List<String> references(String query) {
        return reader.get(list + query).select("main tbody th").eachText();
    }

    static Document press(Client client, Document page, String button, Pair... typed) {
        List<Pair> pairs = new ArrayList<>(List.of(typed));
        Element pressed = page.select("main button").stream()
                .filter(each -> each.text().equals(button))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No button " + button + " in: " + page.text()));
        if (pressed.hasAttr("name")) pairs.add(new Pair(pressed.attr("name"), pressed.val()));
        return client.post(page, pressed.closest("form"), pairs);
    }

    static Pair tick(Sent sent) {
        return new Pair("ticked", sent.id().toString());
    }

    String title() {
        return house.bean(Forms.class).version(form).orElseThrow().definition().title();
    }

    static List<String> cells(Document page, Sent sent) {
        return page.select("main tbody tr:contains(" + sent.reference() + ") td")
                .eachText();
    }

    static Document search(Client client, String reference) {
        Document page = client.get("/staff/submissions/search");
        return client.post(
                page, Client.formWith(page, "input[name=reference]"), List.of(new Pair("reference", reference)));
    }

    static List<Opened<Note>> notes(Sent sent) {
        house.caughtUp();
        KeyVault vault = house.bean(KeyVault.class);
        return house.bean(Submissions.class).notesOf(List.of(sent.id())).getOrDefault(sent.id(), List.of()).stream()
                .map(note -> note.in(vault.openAll(note.sealed().toList())))
                .toList();
    }
}
