package dev.lethe.promises;

import static dev.lethe.promises.House.form;
import static dev.lethe.promises.House.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.SubmissionStatus;
import dev.lethe.command.submissions.AddNote;
import dev.lethe.command.submissions.SetStatus;
import dev.lethe.command.submissions.events.Note;
import dev.lethe.command.submissions.events.NoteId;
import dev.lethe.promises.Client.Pair;
import dev.lethe.promises.House.Member;
import dev.lethe.promises.House.Sent;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.web.Commands;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What editors and caseworkers see of what was sent, what they do with it, and what is refused. Each test has a form of its own. */
class ReportPagesTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");
    private static final String NOT_A_READER = "Each form names who may read what people sent with it";

    @TempDir
    static Path root;

    private static House house;
    private static Member caseworker;
    private static Client reader;

    private FormVersion form;
    private String list = "";

    @BeforeAll
    static void start() {
        house = new House(root);
        caseworker = house.member("Casey Worker", Role.CASEWORKER);
        reader = house.client(caseworker);
    }

    @AfterAll
    static void stop() {
        if (house != null) house.close();
    }

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
    private void open(FormDefinition definition) {
        form = house.publish(definition);
        house.letRead(form.form(), Set.of(), Role.CASEWORKER);
        list = "/staff/submissions/forms/" + form.form();
    }

    private Sent send(String name) {
        return send(name, MONDAY);
    }

    private Sent send(String name, Instant at) {
        Sent sent = house.send(form, at, Map.of("q1", name, "q2", name.toLowerCase(Locale.ROOT) + "@example.org"));
        house.caughtUp();
        return sent;
    }

    private static String one(Sent sent) {
        return "/staff/submissions/" + sent.id();
    }

    private List<String> references(String query) {
        return reader.get(list + query).select("main tbody th").eachText();
    }

    private static Document press(Client client, Document page, String button, Pair... typed) {
        List<Pair> pairs = new ArrayList<>(List.of(typed));
        Element pressed = page.select("main button").stream()
                .filter(each -> each.text().equals(button))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No button " + button + " in: " + page.text()));
        if (pressed.hasAttr("name")) pairs.add(new Pair(pressed.attr("name"), pressed.val()));
        return client.post(page, pressed.closest("form"), pairs);
    }

    private static Pair tick(Sent sent) {
        return new Pair("ticked", sent.id().toString());
    }

    // --- Who may read ---

    @ParameterizedTest
    @EnumSource(names = {"EDITOR", "CASEWORKER", "PRIVACY_OFFICER"})
    void f17_what_was_sent_is_read_by_those_whom_the_form_names_and_by_nobody_else(Role role) {
        Sent sent = send("Ann");
        house.letRead(form.form(), Set.of());
        Member member = house.member("Some Body", role);
        Client client = house.client(member);
        List<String> pages = List.of(list, one(sent), one(sent) + "/delete");

        for (String page : pages) {
            var refused = client.getForAnswer(page);
            assertThat(refused.statusCode()).as(page).isEqualTo(403);
            assertThat(refused.body())
                    .as(page)
                    .contains(NOT_A_READER, "ask an administrator")
                    .doesNotContain("/readers", sent.reference());
        }
        Document overview = client.get("/staff/submissions");
        assertThat(overview.text()).doesNotContain(title());
        // Every address that changes something, with the token of a page that may be seen.
        Map<String, List<Pair>> posts = new HashMap<>();
        posts.put(one(sent) + "/status", List.of(new Pair("set", "done")));
        posts.put(one(sent) + "/archive", List.of());
        posts.put(one(sent) + "/restore", List.of());
        posts.put(
                one(sent) + "/notes",
                List.of(new Pair("note", UUID.randomUUID().toString()), new Pair("text", "Seen")));
        posts.put("/staff/submissions/ticked", List.of(tick(sent), new Pair("do", "archive")));
        posts.put(
                "/staff/submissions/delete",
                List.of(
                        new Pair("submission", sent.id().toString()),
                        new Pair("erasure", UUID.randomUUID().toString()),
                        new Pair("ground", "DELETED_TEST")));
        Element any = overview.selectFirst("form[action$=sign-out]");
        posts.forEach((address, typed) -> {
            var refused = client.postForAnswer(overview, any.clone().attr("action", address), typed);
            assertThat(refused.statusCode()).as(address).isEqualTo(403);
            assertThat(refused.body()).as(address).contains(NOT_A_READER);
        });
        assertThat(client.get("/staff/submissions/all").text()).doesNotContain(sent.reference());
        assertThat(search(client, sent.reference()).select("#nothing")).hasSize(1);

        house.letRead(form.form(), Set.of(), role);
        for (String page : pages)
            assertThat(client.getForAnswer(page).statusCode()).as(page).isEqualTo(200);
        assertThat(client.get(one(sent)).text()).contains("Ann").doesNotContain("Status set");
        assertThat(client.get("/staff/submissions").text()).contains(title());
        assertThat(search(client, sent.reference()).text()).contains(sent.reference());

        house.letRead(form.form(), Set.of(member.account()));
        assertThat(client.getForAnswer(list).statusCode())
                .as("named as a person")
                .isEqualTo(200);
        house.letRead(form.form(), Set.of(caseworker.account()));
        assertThat(client.getForAnswer(list).statusCode())
                .as("no longer named, from the next click")
                .isEqualTo(403);
    }

    private String title() {
        return house.bean(Forms.class).version(form).orElseThrow().definition().title();
    }

    @Test
    void f17_an_administrator_who_is_no_reader_is_led_to_where_readers_are_named() {
        house.letRead(form.form(), Set.of());
        Client both = house.client(house.member("Addy Editor", Role.ADMINISTRATOR, Role.EDITOR));
        assertThat(both.getForAnswer(list).body()).contains("/staff/forms/" + form.form() + "/readers");
        assertThat(both.getForAnswer("/staff/submissions/forms/" + UUID.randomUUID())
                        .statusCode())
                .isEqualTo(404);
        Client administrator = house.client(house.member("Addy Only", Role.ADMINISTRATOR));
        assertThat(administrator.getForAnswer("/staff/submissions").statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_old_address_of_the_list_leads_to_the_new_one() {
        house.letRead(form.form(), Set.of(), Role.EDITOR);
        Client editor = house.client(house.member("Edda", Role.EDITOR));
        assertThat(editor.get("/staff/forms/" + form.form() + "/submissions").location())
                .endsWith(list);
    }

    @Test
    void f18_what_was_sent_with_an_archived_form_can_still_be_read() {
        Sent sent = send("Ann");
        house.bean(Commands.class).send(caseworker.account(), new ArchiveForm(form.form()));
        house.caughtUp();
        assertThat(reader.get(list).text()).contains(sent.reference(), "Ann", "Archived form");
        assertThat(reader.get(one(sent)).text()).contains("Ann");
        assertThat(reader.get("/staff/submissions").text()).contains(title());
    }

    // --- The list ---

    @Test
    void f15_days_are_whole_days_in_london_and_both_count() {
        Sent before = send("Before", Instant.parse("2026-06-30T22:59:59Z"));
        Sent first = send("First", Instant.parse("2026-06-30T23:00:00Z")); // 00:00 on 1 July in London
        Sent last = send("Last", Instant.parse("2026-07-02T22:59:59Z"));
        Sent after = send("After", Instant.parse("2026-07-02T23:00:00Z"));
        assertThat(references("?from-day=1&from-month=7&from-year=2026&to-day=2&to-month=7&to-year=2026"))
                .containsExactly(last.reference(), first.reference());
        assertThat(references("?from-day=3&from-month=7&from-year=2026")).containsExactly(after.reference());
        assertThat(references("?to-day=30&to-month=6&to-year=2026")).containsExactly(before.reference());
        assertThat(references("?order=oldest"))
                .containsExactly(before.reference(), first.reference(), last.reference(), after.reference());
    }

    @Test
    void f15_a_day_that_cannot_be_read_is_said_at_its_field_and_no_rows_are_shown() {
        Sent sent = send("Ann");
        Document page = reader.get(list + "?from-day=31&from-month=2&from-year=2026&to-day=1");
        assertThat(page.title()).startsWith("Error: ");
        assertThat(page.select(".govuk-error-summary a").eachAttr("href")).containsExactly("#from", "#to");
        assertThat(page.select("input[name=from-day]").val()).isEqualTo("31");
        assertThat(page.select("main tbody tr")).isEmpty();
        assertThat(page.select("#count")).isEmpty();
        assertThat(page.text()).doesNotContain(sent.reference());
    }

    @Test
    void f15_a_report_is_narrowed_by_status_version_and_archive_and_says_when_nothing_matches() {
        Sent ann = send("Ann");
        FormVersion second = house.publishAgain(
                form.form(),
                house.bean(Forms.class)
                        .version(form)
                        .orElseThrow()
                        .definition()
                        .with(List.of(question(1, FieldType.SINGLE_LINE, "Your full name"))));
        Sent bob = house.send(second, MONDAY.plusSeconds(1), Map.of("q1", "Bob"));
        house.bean(Commands.class).send(caseworker.account(), new SetStatus(bob.id(), SubmissionStatus.WAITING));
        house.caughtUp();
        assertThat(references("")).containsExactly(bob.reference(), ann.reference());
        assertThat(references("?version=1")).containsExactly(ann.reference());
        assertThat(references("?status=waiting")).containsExactly(bob.reference());
        assertThat(references("?status=waiting&status=new")).containsExactly(bob.reference(), ann.reference());
        assertThat(references("?archived=true")).isEmpty();
        assertThat(reader.get(list + "?archived=true").text()).contains("No submissions match");
        press(reader, reader.get(one(ann)), "Archive");
        assertThat(references("?archived=true")).containsExactly(ann.reference());
        assertThat(references("")).containsExactly(bob.reference());
    }

    @Test
    void f15_pages_follow_each_other_in_the_size_that_was_chosen() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 45; i++)
            sent.addFirst(house.send(form, MONDAY.plusSeconds(i / 3), Map.of("q1", "Number " + i))
                    .reference());
        house.caughtUp();
        Document first = reader.get(list + "?size=20");
        assertThat(first.select("#count").text()).startsWith("45 submissions");
        List<String> shown = new ArrayList<>();
        Document page = first;
        while (true) {
            assertThat(page.select("main tbody tr").size()).isLessThanOrEqualTo(20);
            shown.addAll(page.select("main tbody th").eachText());
            Element next = page.selectFirst("a[rel=next]");
            if (next == null) break;
            page = reader.get(next.attr("href"));
        }
        assertThat(shown).hasSize(45).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
        Document previous = reader.get(page.selectFirst("a[rel=prev]").attr("href"));
        assertThat(previous.select("main tbody th").eachText()).isEqualTo(shown.subList(20, 40));
        Document last = reader.get(first.select("main a:containsOwn(Last page)").attr("href"));
        assertThat(last.select("main tbody th").eachText()).isEqualTo(shown.subList(25, 45));
        assertThat(reader.get(list).select("main tbody tr")).hasSize(45);
    }

    @Test
    void fw3_a_question_called_submit_time_stands_beside_the_time_of_the_record() {
        Sent sent = house.send(form, MONDAY, Map.of("q3", "half past ten"));
        house.caughtUp();
        Document page = reader.get(list);
        assertThat(page.select("main thead th").eachText()).contains("Received", "Submit time");
        assertThat(page.select("main tbody tr:contains(" + sent.reference() + ") td")
                        .eachText())
                .contains("2 March 2026, 09:00", "half past ten");
        assertThat(reader.get(one(sent)).text()).contains("Received on 2 March 2026, 09:00", "half past ten");
    }

    @Test
    void f16_fw4_answers_to_questions_that_are_asked_no_more_are_shown_and_said_to_be() {
        Sent old = house.send(form, MONDAY, Map.of("q1", "Ann", "q3", "teatime"));
        FormDefinition was = house.bean(Forms.class).version(form).orElseThrow().definition();
        Field colour = question(4, FieldType.SINGLE_LINE, "Favourite colour");
        FormVersion second = house.publishAgain(
                form.form(), was.with(List.of(was.fields().get(0), was.fields().get(1), colour)));
        Sent recent = house.send(second, MONDAY.plusSeconds(9), Map.of("q1", "Bob", "q4", "green"));
        house.caughtUp();
        Document page = reader.get(list);
        assertThat(page.select("main thead th").eachText())
                .endsWith("Your name", "Your email address", "Favourite colour", "Submit time Asked in version 1");
        assertThat(cells(page, old)).endsWith("Ann", "–No answer", "–Not asked", "teatime");
        assertThat(cells(page, recent)).endsWith("Bob", "–No answer", "green", "–Not asked");

        Document chosen = reader.get(list + "?columns=none&columns=q3");
        assertThat(chosen.select("main thead th").eachText()).endsWith("Status", "Submit time Asked in version 1");
        assertThat(chosen.text()).contains("teatime").doesNotContain("Bob");
        assertThat(reader.get(list + "?columns=none").select("main thead th").eachText())
                .endsWith("Status");
        assertThat(reader.get(one(old)).text()).contains("teatime", "It answers version 1");
    }

    private static List<String> cells(Document page, Sent sent) {
        return page.select("main tbody tr:contains(" + sent.reference() + ") td")
                .eachText();
    }

    @Test
    void fw5_every_look_leaves_a_trace() {
        Sent sent = send("Ann");
        Client officer = house.client(house.member("Otto", Role.PRIVACY_OFFICER));
        String account = caseworker.account().toString();
        String trail = "/staff/audit?kind=data.read&account=" + account;
        int before = looks(officer, trail, sent);
        reader.get(list);
        reader.get(one(sent));
        reader.get("/staff/submissions/all");
        search(reader, sent.reference());
        assertThat(looks(officer, trail, sent) - before).isEqualTo(4);
        assertThat(officer.get(trail).text())
                .contains("a page of submissions", "one submission", "the result of a search")
                .doesNotContain(sent.reference());
    }

    private static int looks(Client officer, String trail, Sent sent) {
        house.caughtUp();
        return officer.get(trail)
                .select("main tbody tr:contains(" + sent.id() + ")")
                .size();
    }

    private static Document search(Client client, String reference) {
        Document page = client.get("/staff/submissions/search");
        return client.post(
                page, Client.formWith(page, "input[name=reference]"), List.of(new Pair("reference", reference)));
    }

    @Test
    void a_submission_is_found_by_its_reference_however_it_is_typed_and_the_address_does_not_tell_it() {
        Sent sent = send("Ann");
        Document found =
                search(reader, " " + sent.reference().toLowerCase(Locale.ROOT).replace("-", " "));
        assertThat(found.location()).endsWith("/staff/submissions/search");
        assertThat(found.select("main a[href^=" + one(sent) + "]").text()).isEqualTo(sent.reference());
        assertThat(found.text()).contains(title());
        assertThat(search(reader, "222-2222-222").select("#nothing")).hasSize(1);
        Document wrong = search(reader, "K7Q");
        assertThat(wrong.title()).startsWith("Error: ");
        assertThat(wrong.select("input[name=reference]").val()).isEqualTo("K7Q");
        assertThat(search(reader, " ").text()).contains("Enter a reference");
    }

    @Test
    void f15_all_forms_are_read_together_without_those_that_are_not_for_this_reader() {
        Sent ours = send("Ann");
        FormVersion first = form;
        publish();
        Sent also = send("Bob");
        publish();
        Sent others = send("Cy");
        house.letRead(form.form(), Set.of());
        Document all = reader.get("/staff/submissions/all?size=200");
        assertThat(all.text()).contains(ours.reference(), also.reference()).doesNotContain(others.reference());
        assertThat(all.text())
                .contains(house.bean(Forms.class)
                        .version(first)
                        .orElseThrow()
                        .definition()
                        .title());
    }

    // --- One submission ---

    @Test
    void the_status_has_a_history_of_who_set_it_and_when_and_a_double_click_is_one() {
        Sent sent = send("Ann");
        Document page = reader.get(one(sent));
        Document done = press(reader, page, "Set the status", new Pair("set", "in-progress"));
        assertThat(done.text()).contains("The status is set.");
        press(reader, page, "Set the status", new Pair("set", "in-progress"));
        press(reader, page, "Archive");
        press(reader, page, "Archive");
        Document after = reader.get(one(sent));
        assertThat(after.select("#status").text()).isEqualTo("In progress");
        assertThat(after.select("#history li").eachText())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Status set to “In progress” Casey Worker, "),
                        line -> assertThat(line).startsWith("Archived Casey Worker, "));
        Document wrong = press(reader, page, "Set the status", new Pair("set", "lost"));
        assertThat(wrong.title()).startsWith("Error: ");
        Client officer = house.client(house.member("Otto", Role.PRIVACY_OFFICER));
        assertThat(officer.get("/staff/audit?kind=submission.status-set").text())
                .contains("Set the status of a submission: in progress", "Casey Worker");
        assertThat(officer.get("/staff/audit?kind=submission.status-set").select("a[href=" + one(sent) + "]"))
                .as("a link only for those who may read it")
                .isEmpty();
        house.letRead(form.form(), Set.of(), Role.PRIVACY_OFFICER, Role.CASEWORKER);
        assertThat(officer.get("/staff/audit?kind=submission.status-set").select("a[href=" + one(sent) + "]"))
                .hasSize(1);
    }

    @Test
    void a_note_is_kept_sealed_and_shown_with_its_author_and_sent_twice_it_is_one() {
        Sent sent = send("Ann");
        Document page = reader.get(one(sent));
        press(reader, page, "Save the note", new Pair("text", "Rang back,\r\nno answer <b>"));
        press(reader, page, "Save the note", new Pair("text", "Rang back,\r\nno answer <b>"));
        Document after = reader.get(one(sent));
        assertThat(after.select(".lethe-note")).hasSize(1);
        assertThat(after.select(".lethe-note").text()).contains("Casey Worker", "Rang back", "no answer <b>");
        assertThat(JdbcClient.create(house.rows())
                        .sql("SELECT count(*) FROM read_submissions.note WHERE token IS NOT NULL"
                                + " AND position('Rang back'::bytea IN token) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_note_that_cannot_be_taken_is_said_at_its_field_and_kept() {
        Sent sent = send("Ann");
        Document page = reader.get(one(sent));
        for (String typed : List.of("", "   ", "x".repeat(5_001), "a\u0000b")) {
            Document refused = press(reader, page, "Save the note", new Pair("text", typed));
            assertThat(refused.title()).as(typed).startsWith("Error: ");
            assertThat(refused.select(".govuk-error-summary a").attr("href")).isEqualTo("#text");
            if (typed.startsWith("x"))
                assertThat(refused.select("textarea").val()).isEqualTo(typed);
        }
        press(reader, page, "Save the note", new Pair("text", "👍".repeat(5_000)));
        assertThat(reader.get(one(sent)).select(".lethe-note")).hasSize(1);
    }

    @Test
    void from_one_submission_to_the_next_within_the_report_and_back_to_it() {
        Sent oldest = send("Ann", MONDAY);
        Sent middle = send("Bob", MONDAY.plusSeconds(1));
        Sent skipped = send("Spam", MONDAY.plusSeconds(2));
        Sent newest = send("Cy", MONDAY.plusSeconds(3));
        press(reader, reader.get(one(skipped)), "Set the status", new Pair("set", "spam"));
        Document report = reader.get(list + "?status=new&size=20");
        Document first = reader.get(
                report.select("a:containsOwn(" + newest.reference() + ")").attr("href"));
        assertThat(first.select("a[rel=prev]")).isEmpty();
        Document second = reader.get(first.select("a[rel=next]").attr("href"));
        assertThat(second.title()).contains(middle.reference());
        Document third = reader.get(second.select("a[rel=next]").attr("href"));
        assertThat(third.title()).contains(oldest.reference());
        assertThat(third.select("a[rel=next]")).isEmpty();
        assertThat(reader.get(third.select("a[rel=prev]").attr("href")).title()).contains(middle.reference());
        assertThat(third.select("a.govuk-back-link").attr("href")).isEqualTo(list + "?status=new&size=20");
        Document noted = press(reader, third, "Save the note", new Pair("text", "Seen"));
        assertThat(noted.select("a.govuk-back-link").attr("href")).isEqualTo(list + "?status=new&size=20");
    }

    // --- Several at once ---

    @Test
    void those_that_are_ticked_get_a_status_go_to_the_archive_and_come_back() {
        Sent ann = send("Ann");
        Sent bob = send("Bob");
        Sent cy = send("Cy");
        Document page =
                press(reader, reader.get(list), "Set the status", tick(ann), tick(bob), new Pair("set", "done"));
        assertThat(page.text()).contains("The status is set.");
        assertThat(references("?status=done")).containsExactlyInAnyOrder(ann.reference(), bob.reference());
        press(reader, page, "Archive", tick(ann), tick(cy));
        assertThat(references("")).containsExactly(bob.reference());
        press(reader, reader.get(list + "?archived=true"), "Bring back from the archive", tick(ann));
        assertThat(references("?archived=true")).containsExactly(cy.reference());

        Document none = press(reader, reader.get(list), "Archive");
        assertThat(none.title()).startsWith("Error: ");
        assertThat(none.select(".govuk-error-summary a").attr("href")).isEqualTo("#ticked");
        Document noStatus = press(reader, reader.get(list), "Set the status", tick(bob), new Pair("set", ""));
        assertThat(noStatus.title()).startsWith("Error: ");
        assertThat(noStatus.select("input[name=ticked][checked]").eachAttr("value"))
                .as("what was ticked stays ticked")
                .containsExactly(bob.id().toString());
        Document all =
                reader.get(reader.get(list).select("a:containsOwn(Tick all)").attr("href"));
        assertThat(all.select("input[name=ticked][checked]")).hasSize(2);
    }

    // --- Deleting ---

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

    private static List<Opened<Note>> notes(Sent sent) {
        house.caughtUp();
        KeyVault vault = house.bean(KeyVault.class);
        return house.bean(Submissions.class).notesOf(List.of(sent.id())).getOrDefault(sent.id(), List.of()).stream()
                .map(note -> note.in(vault.openAll(note.sealed().toList())))
                .toList();
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

    // --- Saved views ---

    @Test
    void a_view_is_saved_used_renamed_and_removed_and_is_its_owners_alone() {
        Sent ann = send("Ann");
        Sent bob = send("Bob");
        press(reader, reader.get(one(bob)), "Set the status", new Pair("set", "waiting"));
        String name = "Waiting for Mr " + UUID.randomUUID();
        Document page = reader.get(list + "?status=waiting&columns=none&columns=q1&order=oldest&size=100");
        assertThat(press(reader, page, "Save the view", new Pair("name", " ")).text())
                .contains("Enter a name for the view");
        Document saved = press(reader, page, "Save the view", new Pair("name", name));
        assertThat(saved.text()).contains("The view is saved.");
        press(reader, page, "Save the view", new Pair("name", name));

        Document overview = reader.get("/staff/submissions");
        assertThat(overview.select("#views a:containsOwn(" + name + ")")).hasSize(1);
        String view = overview.select("#views a:containsOwn(" + name + ")").attr("href");
        Document used = reader.get(view);
        assertThat(used.select("main tbody th").eachText()).containsExactly(bob.reference());
        assertThat(used.text()).doesNotContain("bob@example.org", ann.reference());
        assertThat(used.location()).contains("status=waiting", "order=oldest", "size=100", "columns=q1");

        Client other = house.client(house.member("Otis Other", Role.CASEWORKER));
        assertThat(other.get("/staff/submissions").text()).doesNotContain(name);
        assertThat(other.getForAnswer(view).statusCode()).isEqualTo(404);
        Document theirs = other.get("/staff/submissions/search");
        Element any = theirs.selectFirst("form[action$=sign-out]");
        assertThat(other.postForAnswer(
                                theirs,
                                any.clone().attr("action", view + "/rename"),
                                List.of(new Pair("name-" + id(view), "Mine")))
                        .statusCode())
                .isEqualTo(404);
        other.post(theirs, any.clone().attr("action", view + "/remove"), List.of());

        Document views = reader.get("/staff/submissions/views");
        Document wrong = reader.post(
                views,
                Client.formWith(views, "input[name=name-" + id(view) + "]"),
                List.of(new Pair("name-" + id(view), "x".repeat(101))));
        assertThat(wrong.title()).startsWith("Error: ");
        Document renamed = reader.post(
                views,
                Client.formWith(views, "input[name=name-" + id(view) + "]"),
                List.of(new Pair("name-" + id(view), name + " too")));
        assertThat(renamed.text()).contains("The view is renamed.", name + " too");
        assertThat(reader.get(view).location()).as("what it shows stays").contains("status=waiting");
        assertThat(JdbcClient.create(house.rows())
                        .sql("SELECT count(*) FROM read_views.view WHERE position('Waiting'::bytea IN name) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
        Document removed = reader.post(renamed, renamed.selectFirst("form[action=" + view + "/remove]"), List.of());
        assertThat(removed.text()).contains("The view is removed.");
        assertThat(reader.getForAnswer(view).statusCode()).isEqualTo(404);

        Document again = press(reader, page, "Save the view", new Pair("name", name));
        assertThat(again.text())
                .as("the page from which it was saved, sent once more")
                .contains("nothing was saved")
                .doesNotContain("The view is saved.");
        assertThat(again.select("input[name=name]").val()).isEqualTo(name);
        assertThat(press(reader, again, "Save the view", new Pair("name", name)).text())
                .contains("The view is saved.");
    }

    private static String id(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Test
    void a_view_of_a_form_that_its_owner_may_read_no_more_is_refused_like_the_form() {
        press(reader, reader.get(list), "Save the view", new Pair("name", "Soon closed"));
        String view = reader.get("/staff/submissions")
                .select("#views a:containsOwn(Soon closed)")
                .attr("href");
        house.letRead(form.form(), Set.of());
        assertThat(reader.getForAnswer(view).body()).contains(NOT_A_READER);
    }

    // --- In a browser ---

    @ParameterizedTest
    @EnumSource
    void f15_the_whole_work_in_a_browser(JavaScript javaScript) {
        open(form(
                "Report a tree " + javaScript,
                30,
                question(1, FieldType.SINGLE_LINE, "Your name"),
                question(2, FieldType.EMAIL, "Your email address"),
                question(3, FieldType.MULTI_LINE, "What is wrong with the tree, and where exactly does it stand?"),
                question(4, FieldType.EMAIL, "Their email address").about(1)));
        FormDefinition was = house.bean(Forms.class).version(form).orElseThrow().definition();
        Sent first = house.send(
                form,
                MONDAY,
                Map.of("q1", "Ann", "q2", "ann@example.org", "q3", "It leans", "q4", "owner@example.org"));
        FormVersion second = house.publishAgain(
                form.form(),
                was.with(List.of(
                        was.fields().get(0), was.fields().get(1), was.fields().get(3))));
        Sent last = house.send(second, MONDAY.plusSeconds(60), Map.of("q1", "Bob"));
        house.caughtUp();
        try (Browser browser = Browser.open(house.address(), javaScript)) {
            browser.visit("/sign-in");
            browser.type("Email address", caseworker.email());
            browser.type("Password", caseworker.password());
            browser.press("Sign in");
            browser.visit("/staff/submissions");
            browser.check("reports-forms");
            browser.follow("Report a tree " + javaScript);
            assertThat(browser.text()).contains("2 submissions, newest first", "It leans", "Asked in version 1");
            assertThat(browser.text()).doesNotContain("??");
            browser.check("reports-list");
            browser.page().getByText("Filter, columns and order").click();
            browser.check("reports-filter");
            browser.page().locator("#from").fill("31");
            browser.page().locator("#from-month").fill("2");
            browser.page().locator("#from-year").fill("2026");
            browser.press("Show");
            assertThat(browser.text()).contains("Enter a real date for the first day");
            browser.check("reports-filter-with-errors");
            browser.page().locator("#from").fill("1");
            browser.page().locator("#from-month").fill("3");
            browser.page().locator("#columns").uncheck();
            browser.press("Show");
            assertThat(browser.text()).contains("2 submissions").doesNotContain("Ann");
            browser.page()
                    .getByText("Save this view", new Page.GetByTextOptions().setExact(true))
                    .click();
            browser.type("Name of the view", "March");
            browser.press("Save the view");
            assertThat(browser.text()).contains("The view is saved.");
            browser.visit("/staff/submissions/views");
            browser.check("reports-views");
            browser.click(browser.page()
                    .locator("main a", new Page.LocatorOptions().setHasText("March"))
                    .first());

            browser.follow(first.reference());
            assertThat(browser.text()).contains("Ann", "It leans", "The neighbour", "owner@example.org");
            assertThat(browser.text()).doesNotContain("??");
            browser.check("reports-submission");
            browser.type("Write a note", "Rang back");
            browser.press("Save the note");
            browser.page().locator("#set").selectOption("waiting");
            browser.press("Set the status");
            assertThat(browser.text()).contains("Rang back", "Status set to “Waiting”", "Casey Worker");
            browser.check("reports-submission-worked-on");
            browser.press("Save the note");
            browser.check("reports-submission-with-errors");
            browser.click(browser.page().locator("a[rel=prev]"));
            assertThat(browser.text()).contains(last.reference(), "Bob");
            browser.click(browser.page().locator(".govuk-back-link"));

            browser.press("Archive");
            assertThat(browser.text()).contains("Tick at least one submission");
            browser.check("reports-list-with-errors");
            browser.follow("Tick all on this page");
            browser.page().locator("#set").selectOption("done");
            browser.press("Set the status");
            assertThat(browser.page()
                            .locator("main tbody td", new Page.LocatorOptions().setHasText("Done"))
                            .count())
                    .isEqualTo(2);
            browser.page().getByLabel("Tick " + first.reference()).check();
            browser.press("Delete");
            assertThat(browser.text()).contains(first.reference()).doesNotContain(last.reference());
            browser.check("reports-delete");
            browser.press("Delete this submission");
            browser.check("reports-delete-with-errors");
            browser.choose("It was a test");
            browser.press("Delete this submission");
            assertThat(browser.text()).contains("They are deleted.", "2 submissions", "Erased on ");
            browser.check("reports-list-after-deleting");
            browser.follow(first.reference());
            assertThat(browser.text()).contains("Why: It was a test").doesNotContain("Rang back", "It leans");
            browser.check("reports-submission-deleted");

            browser.visit(list);
            browser.follow("Report on a period");
            browser.check("reports-period");
            browser.visit(list);
            browser.follow("Export these submissions");
            browser.check("reports-export");

            browser.visit("/staff/submissions/search");
            browser.type("Reference", last.reference());
            browser.press("Find the submission");
            browser.check("reports-search");
            browser.visit("/staff/submissions/all");
            browser.check("reports-all-forms");
            house.letRead(form.form(), Set.of());
            browser.visit(list);
            assertThat(browser.text()).contains(NOT_A_READER);
            browser.check("reports-not-a-reader");
        }
    }
}
