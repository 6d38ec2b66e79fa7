package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.promises.Client.Pair;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a privacy officer is shown, and what is refused. */
class OfficerPagesTest {

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
            Document page = new Client(lethe.address()).get(form);
            if (page.select("input[type=email]").size() == 1)
                return council.submit(
                        form, question -> question.type().equals("email") ? email : question.answer(text));
        }
        throw new IllegalStateException("No form asks for one e-mail address");
    }

    private static Document choose(Document held, String ground, List<Pair> more) {
        Element order = Client.formWith(held, "input[name=ground]");
        var typed = new ArrayList<>(more);
        if (!ground.isEmpty()) typed.add(new Pair("ground", ground));
        return officer.post(held, order, typed);
    }

    @Test
    void nobody_found_is_said_and_recorded_without_the_address() {
        Document page = council.find(officer, "nobody-at-all@example.org");

        assertThat(page.text()).contains("We hold nothing under this email address");
        Document audit = officer.get("/staff/audit?kind=data.searched-in-vain");
        assertThat(audit.select("main tbody tr")).isNotEmpty();
        assertThat(audit.text()).doesNotContain("nobody-at-all");
    }

    @Test
    void a_read_model_that_stands_still_shows_in_the_health_and_catches_up_when_it_can() throws Exception {
        try (Connection events = Cluster.of(lethe).connect("lethe");
                var statement = events.createStatement()) {
            statement.execute("ALTER TABLE read_audit.entry RENAME TO away");
            council.find(officer, "nobody-in-the-dark@example.org");
            awaitHealth(503);
            assertThat(officer.getForAnswer("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            statement.execute("ALTER TABLE read_audit.away RENAME TO entry");
        }
        awaitHealth(200);
        assertThat(officer.get("/staff/audit?kind=data.searched-in-vain").select("main tbody tr"))
                .isNotEmpty();
    }

    private static void awaitHealth(int status) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            if (officer.getForAnswer("/actuator/health").statusCode() == status) return;
            Thread.sleep(100);
        }
        assertThat(officer.getForAnswer("/actuator/health").statusCode()).isEqualTo(status);
    }

    @Test
    void what_cannot_be_an_address_is_a_problem_at_the_field() {
        Document page = council.find(officer, "not an address");

        assertThat(page.title()).startsWith("Error: ");
        assertThat(page.select(".govuk-error-summary a[href=#email]")).hasSize(1);
    }

    @Test
    void a_search_that_ended_says_so() {
        var answer = officer.getForAnswer("/staff/people/00000000-0000-4000-8000-000000000000");

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

        assertThat(choose(held, "", List.of()).title()).startsWith("Error: ");

        Element select = held.selectFirst("select[name^=keep-]:has(option)");
        for (Element each : held.select(".govuk-summary-card"))
            if (each.text().contains(kept)) select = each.selectFirst("select");
        Document confirm = choose(held, "OBJECTION", List.of(new Pair(select.attr("name"), "LEGAL_CLAIMS")));
        assertThat(confirm.text()).contains("Records destroyed: 1", "Records kept: 1", "cannot be undone");
        assertThat(confirm.select("#kept").text()).contains(kept, "Legal claims");

        Element last = Client.formWith(confirm, "input[name=erasure]");
        Document proof = officer.post(confirm, last, List.of());
        assertThat(proof.location()).contains("/staff/erasures/");
        assertThat(proof.select("#check").text()).contains("Nothing of it opens any more");
        assertThat(proof.select("#kept").text()).contains(kept, "Legal claims");
        assertThat(proof.text()).contains("The person objected", "Ledger entry").doesNotContain("keeps-one");

        Document again = officer.post(confirm, last, List.of());
        assertThat(again.location()).isEqualTo(proof.location());

        Document later = council.find(officer, "keeps-one@example.org");
        assertThat(later.text())
                .contains(kept, "kept-kept", "Kept at an earlier erasure")
                .doesNotContain(gone);
        assertThat(officer.get("/staff/erasures").select("main tbody tr")).isNotEmpty();
    }

    @Test
    void nobody_is_erased_by_a_page_that_did_not_show_all_of_it() {
        submitAs("comes-between@example.org", "first-first");
        Document confirm = council.confirmErasure(officer, "comes-between@example.org");
        submitAs("comes-between@example.org", "second-second");

        Document shown = officer.post(confirm, Client.formWith(confirm, "input[name=erasure]"), List.of());

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
        Document ask = officer.get(held.selectFirst("a[href$=/erase]").attr("href"));
        assertThat(ask.text()).contains(reference, "cannot be undone").doesNotContain("only-this");

        Element form = Client.formWith(ask, "input[name=ground]");
        assertThat(officer.post(ask, form, List.of()).title()).startsWith("Error: ");
        Document proof = officer.post(ask, form, List.of(new Pair("ground", "UNLAWFUL_PROCESSING")));

        assertThat(proof.location()).contains("/staff/erasures/");
        assertThat(proof.text()).contains("One submission", reference);
        assertThat(proof.select("#check").text()).contains("Nothing of it opens any more");
    }

    @Test
    void the_audit_trail_is_asked_by_day_and_says_what_is_wrong_with_a_date() {
        assertThat(officer.get("/staff/audit").select("main tbody tr")).isNotEmpty();
        assertThat(officer.get("/staff/audit?from-day=31&from-month=2&from-year=2026")
                        .title())
                .startsWith("Error: ");
        assertThat(officer.get("/staff/audit?to-day=1&to-month=1&to-year=2001").text())
                .contains("Nothing happened");
    }

    @Test
    void an_editor_finds_nobody_and_erases_nothing() {
        Client editor = council.editor();

        for (String path : List.of("/staff/people", "/staff/erasures", "/staff/audit"))
            assertThat(editor.getForAnswer(path).statusCode()).as(path).isEqualTo(403);
    }
}
