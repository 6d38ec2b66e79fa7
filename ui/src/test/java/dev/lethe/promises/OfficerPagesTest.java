package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a privacy officer is shown, and what is refused. */
@Tag("process")
class OfficerPagesTest {

    /** A reference with a right check character, which nobody was given. */
    private static final String UNUSED = "222-2222-222";

    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    @TempDir
    static Path home;

    private static RunningLethe lethe;
    private static Council council;
    private static Client officer;

    @BeforeAll
    static void start() {
        lethe = RunningLethe.serve(home, Map.of(), "--demo");
        council = new Council(lethe);
        officer = council.officer();
    }

    @AfterAll
    static void stop() {
        if (lethe != null) lethe.close();
    }

    /** Submits a form of which an e-mail address says whose it is, and returns the reference. */
    private static String submitAs(String email, String text) {
        for (String form : council.forms()) {
            Document page = new Client(lethe.address()).page(form);
            if (page.select("input[type=email]").size() != 1) continue;
            String reference =
                    council.submit(form, question -> question.type().equals("email") ? email : question.answer(text));
            council.awaitReported(reference);
            return reference;
        }
        throw new IllegalStateException("No form asks for one e-mail address");
    }

    private static Document choose(Document held, String ground, String... kept) {
        String[] typed =
                Stream.concat(Stream.of("ground", ground), Stream.of(kept)).toArray(String[]::new);
        return officer.submit(Client.formWith(held, "input[name=ground]"), typed);
    }

    @Test
    void nobody_found_is_said_and_recorded_without_the_address() throws InterruptedException {
        Document page = council.find(officer, "nobody-at-all@example.org");

        assertThat(page.text()).contains("We hold nothing under this email address");
        Document audit = searchedInVain();
        assertThat(audit.select("main tbody tr")).isNotEmpty();
        assertThat(audit.text()).doesNotContain("nobody-at-all");
    }

    /** Once it tells of a search: its read model may just have stood still, for another test. */
    private static Document searchedInVain() throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            Document audit = officer.page("/staff/audit?kind=data.searched-in-vain");
            if (!audit.select("main tbody tr").isEmpty()) return audit;
            Thread.sleep(100);
        }
        throw new AssertionError("No search in vain is told of");
    }

    @Test
    void a_read_model_that_stands_still_shows_in_the_health_and_catches_up_when_it_can() throws Exception {
        try (Connection events = Cluster.of(lethe).connect("lethe");
                var statement = events.createStatement()) {
            statement.execute("ALTER TABLE read_audit.entry RENAME TO away");
            council.find(officer, "nobody-in-the-dark@example.org");
            awaitHealth(503);
            assertThat(officer.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            statement.execute("ALTER TABLE read_audit.away RENAME TO entry");
        }
        awaitHealth(200);
        assertThat(searchedInVain().select("main tbody tr")).isNotEmpty();
    }

    private static void awaitHealth(int status) throws InterruptedException {
        for (int tries = 0; tries < 1_200; tries++) {
            if (officer.get("/actuator/health").statusCode() == status) return;
            Thread.sleep(100);
        }
        assertThat(officer.get("/actuator/health").statusCode()).isEqualTo(status);
    }

    @Test
    void what_cannot_be_an_address_is_a_problem_at_the_field() {
        Document page = council.find(officer, "not an address");

        assertThat(page.title()).startsWith("Error: ");
        assertThat(page.select(".govuk-error-summary a[href=#email]")).hasSize(1);
    }

    @Test
    void what_a_person_answered_reads_as_it_was_asked_for() {
        String report = council.reports(council.editor()).stream()
                .map(Document::text)
                .filter(text -> text.contains("Apply for a parking permit"))
                .findFirst()
                .orElseThrow();
        Matcher email = Pattern.compile("[a-z]+\\.[a-z]+\\d+@example\\.org", Pattern.CASE_INSENSITIVE)
                .matcher(report);
        assertThat(email.find()).isTrue();

        Element permit = council.find(officer, email.group()).select(".govuk-summary-card").stream()
                .filter(card -> card.text().contains("Apply for a parking permit"))
                .findFirst()
                .orElseThrow();

        assertThat(answer(permit, "When should it start?")).matches("\\d{1,2} [A-Z][a-z]+ \\d{4}");
        assertThat(answer(permit, "Address")).matches("[^,]+(, [^,]+)+");
        assertThat(answer(permit, "I live at this address and the vehicle is registered there"))
                .isEqualTo("Yes");
    }

    private static String answer(Element card, String question) {
        return card.select(".govuk-summary-list__row").stream()
                .filter(row -> row.select("dt").text().equals(question))
                .map(row -> row.select("dd").text())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_search_that_ended_says_so() {
        var answer = officer.get("/staff/people/00000000-0000-4000-8000-000000000000");

        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.body()).contains("This search has ended");
    }

    @Test
    void a_record_is_kept_on_its_ground_and_all_else_is_destroyed() {
        String gone = submitAs("keeps-one@example.org", "gone-gone");
        String kept = submitAs("Keeps-One@EXAMPLE.org ", "kept-kept");
        Document held = council.find(officer, " KEEPS-one@example.org");
        assertThat(held.location()).doesNotContainIgnoringCase("keeps-one");
        assertThat(held.text()).contains(gone, kept, "gone-gone", "kept-kept", "keeps-one@example.org");

        assertThat(officer.submit(Client.formWith(held, "input[name=ground]")).title())
                .startsWith("Error: ");

        Element select = held.selectFirst("select[name^=keep-]:has(option)");
        for (Element each : held.select(".govuk-summary-card"))
            if (each.text().contains(kept)) select = each.selectFirst("select");
        Document confirm = choose(held, "OBJECTION", select.attr("name"), "LEGAL_CLAIMS");
        assertThat(confirm.text()).contains("Records destroyed: 1", "Records kept: 1", "cannot be undone");
        assertThat(confirm.select("#kept").text()).contains(kept, "Legal claims");

        Element last = Client.formWith(confirm, "input[name=erasure]");
        Document proof = officer.submit(last);
        assertThat(proof.location()).contains("/staff/erasures/");
        assertThat(proof.select("#check").text()).contains("Nothing of it opens any more");
        assertThat(proof.select("#kept").text()).contains(kept, "Legal claims");
        assertThat(proof.text()).contains("The person objected", "Ledger entry").doesNotContain("keeps-one");

        Document again = officer.submit(last);
        assertThat(again.location()).isEqualTo(proof.location() + "?again");

        Document later = council.find(officer, "keeps-one@example.org");
        assertThat(later.text())
                .contains(kept, "kept-kept", "Kept at an earlier erasure")
                .doesNotContain(gone);
        assertThat(officer.page("/staff/erasures").select("main tbody tr")).isNotEmpty();
    }

    @Test
    void nobody_is_erased_by_a_page_that_did_not_show_all_of_it() {
        submitAs("comes-between@example.org", "first-first");
        Document confirm = council.confirmErasure(officer, "comes-between@example.org");
        submitAs("comes-between@example.org", "second-second");

        Document shown = officer.submit(Client.formWith(confirm, "input[name=erasure]"));

        // An expiring record is a subject of its own, which the search could not know of: then it simply stays.
        if (shown.location().contains("/staff/erasures/"))
            assertThat(council.find(officer, "comes-between@example.org").text())
                    .contains("second-second")
                    .doesNotContain("first-first");
        else assertThat(shown.text()).contains("since you looked");
    }

    @Test
    void one_submission_is_erased_from_its_own_page() {
        String reference = submitAs("one-record@example.org", "only-this");
        Document held = council.find(officer, "one-record@example.org");
        Document ask = officer.page(held.selectFirst("a[href$=/erase]").attr("href"));
        assertThat(ask.text()).contains(reference, "cannot be undone").doesNotContain("only-this");

        Element form = Client.formWith(ask, "input[name=ground]");
        assertThat(officer.submit(form).title()).startsWith("Error: ");
        Document proof = officer.submit(form, "ground", "UNLAWFUL_PROCESSING");

        assertThat(proof.location()).contains("/staff/erasures/");
        assertThat(proof.text()).contains("One submission", reference);
        assertThat(proof.select("#check").text()).contains("Nothing of it opens any more");
    }

    private static Document findByReference(String typed) {
        Document page = officer.page("/staff/people");
        return officer.submit(Client.formWith(page, "input[name=reference]"), "reference", typed);
    }

    @Test
    void a_submission_is_found_and_erased_by_its_reference_however_it_is_typed() throws Exception {
        String reference = submitAs("by-reference@example.org", "found-by-it");
        int before = looks("SEARCH_WITH_RESULT").size();

        Document ask = findByReference(" " + reference.toLowerCase(Locale.ROOT).replace("-", " ") + " ");

        assertThat(ask.location()).endsWith("/erase").doesNotContainIgnoringCase(reference);
        assertThat(ask.text()).contains(reference, "cannot be undone").doesNotContain("found-by-it");
        List<String> looks = looks("SEARCH_WITH_RESULT");
        assertThat(looks).hasSize(before + 1);
        assertThat(looks.getLast()).doesNotContain(reference).matches(look -> records(look) == 1);
        Document proof = officer.submit(Client.formWith(ask, "input[name=ground]"), "ground", "OBJECTION");
        assertThat(proof.select("#check").text()).contains("Nothing of it opens any more");
    }

    @Test
    void a_reference_that_is_blank_or_mistyped_is_a_problem_at_the_field() {
        for (String typed : List.of("", "  ", "K7Q-F3MX", "K7Q-F3MX-PR2")) {
            Document page = findByReference(typed);

            assertThat(page.title()).as(typed).startsWith("Error: ");
            assertThat(page.select(".govuk-error-summary a[href=#reference]"))
                    .as(typed)
                    .hasSize(1);
            assertThat(page.select("input[name=reference]").val()).isEqualTo(typed);
        }
    }

    @Test
    void a_reference_that_no_submission_has_is_said_and_recorded_without_it() throws Exception {
        int before = looks("SEARCH_WITHOUT_RESULT").size();

        Document page = findByReference(UNUSED);

        assertThat(page.text()).contains("No submission has this reference");
        assertThat(page.location()).endsWith("/staff/people");
        List<String> looks = looks("SEARCH_WITHOUT_RESULT");
        assertThat(looks).hasSize(before + 1);
        assertThat(looks.getLast()).doesNotContain(UNUSED);
    }

    @Test
    void of_two_submissions_with_one_reference_the_officer_chooses() throws Exception {
        String one = submitAs("twin-one@example.org", "one-one");
        String two = submitAs("twin-two@example.org", "two-two");
        officer.page("/staff/people");
        try (Connection rows = Cluster.of(lethe).connect("lethe");
                var same = rows.prepareStatement(
                        "UPDATE read_submissions.submission SET reference = ? WHERE reference = ?")) {
            same.setString(1, one);
            same.setString(2, two);
            assertThat(same.executeUpdate()).isEqualTo(1);
        }

        Document page = findByReference(one);

        assertThat(page.select("#found a[href$=/erase]")).hasSize(2);
        assertThat(page.select("#found").text()).contains(one);
        assertThat(records(looks("SEARCH_WITH_RESULT").getLast())).isEqualTo(2);
    }

    /** The looks of this kind that were recorded so far, oldest first, from where they are durable. */
    private static List<String> looks(String occasion) throws Exception {
        try (Connection events = Cluster.of(lethe).connect("lethe");
                var statement = events.createStatement();
                var rows = statement.executeQuery(
                        "SELECT convert_from(payload, 'UTF8') FROM event WHERE payload_type LIKE '%PersonalDataRead'"
                                + " ORDER BY position")) {
            var looks = new ArrayList<String>();
            while (rows.next()) if (rows.getString(1).contains("\"" + occasion + "\"")) looks.add(rows.getString(1));
            return looks;
        }
    }

    /** How many records a look names; one of the ids in it is the reader's. */
    private static long records(String look) {
        return ID.matcher(look).results().count() - 1;
    }

    @Test
    void a_search_that_finds_somebody_is_recorded_before_its_result_is_opened() throws Exception {
        submitAs("found-first@example.org", "never-opened");
        int before = looks("SEARCH_WITH_RESULT").size();

        Document page = officer.page("/staff/people");
        var answer = officer.stay(
                officer.posting(Client.formWith(page, "input[name=email]"), "email", "found-first@example.org"));

        assertThat(answer.statusCode()).isEqualTo(302);
        List<String> looks = looks("SEARCH_WITH_RESULT");
        assertThat(looks).hasSize(before + 1);
        assertThat(looks.getLast()).doesNotContain("found-first").matches(look -> records(look) == 0);
    }

    @Test
    void what_a_person_is_known_by_is_said_to_stay_with_what_is_kept() {
        submitAs("partly-kept@example.org", "stays");
        submitAs("partly-kept@example.org", "goes");
        Document held = council.find(officer, "partly-kept@example.org");
        List<String> kept = held.select("select[name^=keep-]").eachAttr("name");
        String[] keepAll =
                kept.stream().flatMap(name -> Stream.of(name, "LEGAL_CLAIMS")).toArray(String[]::new);

        assertThat(choose(held, "OBJECTION").select("#fate").text())
                .startsWith("What the person is known by is destroyed");
        assertThat(choose(held, "OBJECTION", kept.getFirst(), "LEGAL_CLAIMS")
                        .select("#fate")
                        .text())
                .startsWith("What the person is known by stays with what is kept")
                .contains("is destroyed:");
        Document nothing = choose(held, "OBJECTION", keepAll);
        assertThat(nothing.select("#fate").text()).isEqualTo("Nothing of this person is destroyed.");
        assertThat(nothing.select("#destroyed")).isEmpty();
    }

    @Test
    void going_back_from_the_last_word_keeps_what_was_chosen() {
        submitAs("goes-back@example.org", "chosen");
        Document held = council.find(officer, "goes-back@example.org");
        String keep = held.selectFirst("select[name^=keep-]").attr("name");
        Document confirm = choose(held, "OBJECTION", keep, "LEGAL_CLAIMS");

        for (String way : List.of("Back", "Cancel")) {
            Element button = confirm.select("button[formaction]").stream()
                    .filter(each -> each.text().equals(way))
                    .findFirst()
                    .orElseThrow();
            Element form = Client.formWith(confirm, "input[name=erasure]").clone();
            Document again = officer.submit(form.attr("action", button.attr("formaction")));

            assertThat(again.select("select[name=" + keep + "] option[selected]")
                            .val())
                    .as(way)
                    .isEqualTo("LEGAL_CLAIMS");
            assertThat(again.select("input[name=ground][checked]").val())
                    .as(way)
                    .isEqualTo("OBJECTION");
        }
        assertThat(confirm.select("button[form]").attr("form"))
                .isEqualTo(Client.formWith(confirm, "input[name=erasure]").id());
    }

    @Test
    void a_page_of_erasures_beyond_the_last_is_the_last() {
        submitAs("on-the-list@example.org", "on-the-list");
        council.erase(officer, "on-the-list@example.org");

        for (String page : List.of("0", "-7", "99999"))
            assertThat(officer.page("/staff/erasures?page=" + page).select("main tbody tr"))
                    .as(page)
                    .isNotEmpty();
    }

    @Test
    void a_question_to_the_audit_trail_that_is_not_understood_is_not_answered() {
        Document page = officer.page("/staff/audit?from-day=31&from-month=2&from-year=2026");

        assertThat(page.select("main tbody tr")).isEmpty();
        assertThat(page.select("main a[rel=next]")).isEmpty();
        assertThat(page.text()).doesNotContain("Nothing happened");
    }

    @Test
    void the_audit_trail_is_asked_by_day_and_says_what_is_wrong_with_a_date() {
        assertThat(officer.page("/staff/audit").select("main tbody tr")).isNotEmpty();
        assertThat(officer.page("/staff/audit?from-day=31&from-month=2&from-year=2026")
                        .title())
                .startsWith("Error: ");
        assertThat(officer.page("/staff/audit?to-day=1&to-month=1&to-year=2001").text())
                .contains("Nothing happened");
    }

    @Test
    void an_editor_finds_nobody_and_erases_nothing() {
        Client editor = council.editor();

        for (String path : List.of("/staff/people", "/staff/erasures", "/staff/audit"))
            assertThat(editor.get(path).statusCode()).as(path).isEqualTo(403);
    }

    @Test
    void a_page_that_erased_somebody_erases_nobody_else_and_says_so() {
        String first = "first." + UUID.randomUUID() + "@example.org";
        String second = "second." + UUID.randomUUID() + "@example.org";
        submitAs(first, "One");
        submitAs(second, "Two");
        Document confirm = council.confirmErasure(officer, first);
        String used = confirm.select("input[name=erasure]").val();
        officer.submit(Client.formWith(confirm, "input[name=erasure]"));

        Document again = officer.submit(Client.formWith(confirm, "input[name=erasure]"));
        assertThat(again.select("#again").text()).contains("Nothing new was ordered");
        Element other = Client.formWith(council.confirmErasure(officer, second), "input[name=erasure]");
        other.select("input[name=erasure]").val(used);
        Document refused = officer.submit(other);
        assertThat(refused.title()).startsWith("Error: ");
        assertThat(refused.text()).contains("What this page shows now was not ordered", second);
        assertThat(refused.select("a[href=/staff/erasures/" + used + "]")).hasSize(1);
        assertThat(council.find(officer, second).text()).contains(second);

        Document proof = officer.submit(Client.formWith(refused, "input[name=erasure]"));
        assertThat(proof.text()).contains("Nothing of it opens any more.");
        assertThat(council.find(officer, second).text()).contains("We hold nothing under this email address");
    }
}
