package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.SavedAnswers.Saving;
import dev.lethe.command.submissions.SavedAnswers.Saving.Kept;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class SavedAnswersTest {

    @TempDir
    static Path root;

    private static IntakeApplication application;
    private static JdbcClient database;

    @BeforeAll
    static void start() {
        application = new IntakeApplication(root);
        database = JdbcClient.create(application.events());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    /** A page of a form of its own. */
    private record Page(FormVersion version, FormDefinition form, String token, String link) {

        Saving save(SavedAnswers saved, Map<String, List<String>> typed) {
            return saved.save(version, form, token, link, "questions", typed);
        }

        Saving save(String answer) {
            return save(saved(), Map.of("q1", List.of(answer)));
        }

        Map<String, List<String>> opened(Kept kept) {
            return saved().open(version.form(), kept.secret()).orElseThrow().typed();
        }

        List<UUID> keys() {
            return database.sql("SELECT key_id FROM saved_answers WHERE form = ?")
                    .param(version.form().value())
                    .query(UUID.class)
                    .list();
        }
    }

    private static SavedAnswers saved() {
        return application.saved();
    }

    private static Page page(FormDefinition form) {
        FormVersion version = application.publish(form);
        return new Page(version, form, application.intake().begin(version), saved().link());
    }

    private static Page page() {
        return page(form().slug("slug-" + UUID.randomUUID()).build());
    }

    @Test
    void what_is_saved_again_keeps_its_link_and_its_key() {
        Page page = page();
        Kept first = (Kept) page.save("first");
        List<UUID> key = page.keys();
        Kept second = (Kept) page.save("second");
        assertThat(second.secret()).isEqualTo(first.secret()).isEqualTo(page.link());
        assertThat(page.opened(first)).isEqualTo(Map.of("q1", List.of("second")));
        assertThat(page.keys()).isEqualTo(key).hasSize(1);
        assertThat(application.vault().livingKeys()).containsKey(new Lane("drafts"));
    }

    @Test
    void what_is_restricted_is_neither_given_out_nor_replaced_nor_ended() {
        Page page = page();
        Kept kept = (Kept) page.save("first");
        UUID key = page.keys().getFirst();
        application.vault().restrict(Set.of(key), new Ground("gdpr-18-1-a"));

        assertThat(saved().open(page.version().form(), kept.secret())).isEmpty();
        assertThat(page.save("second")).isInstanceOf(Saving.Full.class);
        assertThat(page.keys()).containsExactly(key);
        assertThat(saved().expired(
                                IntakeApplication.CLOCK.instant().plus(SavedAnswers.KEPT.multipliedBy(2)), 1_000_000))
                .doesNotContain(key);

        application.vault().liftRestriction(Set.of(key));
        assertThat(page.opened(kept)).isEqualTo(Map.of("q1", List.of("first")));
    }

    @Test
    void of_many_that_save_at_once_nobody_is_given_a_link_that_does_not_work() throws Exception {
        Page page = page();
        int many = 6;
        CyclicBarrier together = new CyclicBarrier(many);
        List<Kept> links = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(many)) {
            Callable<Saving> click = () -> {
                together.await();
                return page.save("typed");
            };
            for (var saving : pool.invokeAll(java.util.Collections.nCopies(many, click)))
                links.add((Kept) saving.get());
        }
        for (Kept link : links) assertThat(page.opened(link)).isEqualTo(Map.of("q1", List.of("typed")));
        assertThat(page.keys()).hasSize(1);
    }

    @Test
    void a_link_whose_time_is_over_is_not_used_again() {
        Page page = page();
        Kept first = (Kept) page.save("first");
        IntakeApplication.CLOCK.later(SavedAnswers.KEPT.plus(Duration.ofSeconds(1)));
        Kept second = (Kept) page.save("second");
        assertThat(second.secret()).isNotEqualTo(first.secret());
        assertThat(saved().open(page.version().form(), first.secret())).isEmpty();
        assertThat(page.opened(second)).isEqualTo(Map.of("q1", List.of("second")));
        Page other = page();
        Kept theirs = (Kept) saved().save(other.version(), other.form(), other.token(), second.secret(), "", Map.of());
        assertThat(theirs.secret()).isNotEqualTo(second.secret());
        assertThat(((Kept) saved().save(other.version(), other.form(), other.token(), "mine", "", Map.of())).secret())
                .hasSize(43);
    }

    @Test
    void only_answers_to_questions_of_the_form_are_kept() {
        Page page = page();
        Kept kept = (Kept)
                page.save(saved(), Map.of("q1", List.of("mine"), "q2", List.of("nobody asked"), "other", List.of("x")));
        assertThat(page.opened(kept)).isEqualTo(Map.of("q1", List.of("mine")));
    }

    @Test
    void what_is_a_little_too_long_is_kept_and_what_the_form_could_never_take_is_not() {
        Page page = page(form().slug("slug-" + UUID.randomUUID())
                .field(1, FieldType.MULTI_LINE)
                .build());
        assertThat(page.save("x".repeat(FormProblems.MULTI_LINE_MAX + 5_000))).isInstanceOf(Kept.class);
        assertThat(page.save("x".repeat(3 * FormProblems.MULTI_LINE_MAX))).isInstanceOf(Saving.TooMuch.class);
        List<String> many = java.util.Collections.nCopies(10_000, "");
        assertThat(page.save(saved(), Map.of("q1", many))).isInstanceOf(Saving.TooMuch.class);
    }

    @Test
    void no_more_are_kept_than_the_root_state_has_room_for_and_those_that_are_can_be_saved_again() {
        Page page = page();
        long kept = database.sql("SELECT count(*) FROM saved_answers WHERE expires_at > ? AND lasting")
                .param(OffsetDateTime.ofInstant(IntakeApplication.CLOCK.instant(), java.time.ZoneOffset.UTC))
                .query(Long.class)
                .single();
        SavedAnswers few = application.savedAtMost(kept + 1, 1_000);
        Map<String, List<String>> typed = Map.of("q1", List.of("x"));
        assertThat(page.save(few, typed)).isInstanceOf(Kept.class);
        assertThat(page().save(few, typed)).isInstanceOf(Saving.Full.class);
        assertThat(page.save(few, typed)).isInstanceOf(Kept.class);
        few.drop(page.link());
        assertThat(page().save(few, typed)).isInstanceOf(Kept.class);
    }

    @Test
    void a_page_that_was_received_is_not_saved_and_what_is_left_of_it_goes_when_it_is_sent_again() {
        Page page = page();
        Map<String, List<String>> typed = Map.of("q1", List.of("x"));
        Kept before = (Kept) page.save("x");
        Outcome sent = application.intake().submit(page.version().form(), page.token(), typed);
        assertThat(saved().open(page.version().form(), before.secret())).isEmpty();
        assertThat(page.save("x")).isEqualTo(new Saving.Sent());
        // As a crash after it was received leaves it.
        assertThat(database.sql(
                                "UPDATE saved_answers SET token = '\\x00', expires_at = expires_at + interval '14 days' WHERE submission = ?")
                        .param(((Accepted) sent).submission().value())
                        .update())
                .isEqualTo(1);
        assertThat(application.intake().submit(page.version().form(), page.token(), typed))
                .isInstanceOf(AlreadyReceived.class);
        assertThat(saved().expired(IntakeApplication.CLOCK.instant(), 1_000)).containsAll(page.keys());
    }

    @Test
    void a_row_that_holds_no_token_stands_in_nobodys_way() {
        Page broken = page();
        Kept kept = (Kept) broken.save("x");
        Page whole = page();
        whole.save("y");
        assertThat(database.sql("UPDATE saved_answers SET bound = '\\x00', token = '\\x00' WHERE key_id = ?")
                        .param(broken.keys().getFirst())
                        .update())
                .isEqualTo(1);
        assertThat(saved().open(broken.version().form(), kept.secret())).isEmpty();
        assertThat(saved().expired(IntakeApplication.CLOCK.instant().plus(Duration.ofDays(100)), 1_000))
                .containsAll(whole.keys())
                .doesNotContainAnyElementsOf(broken.keys());
        database.sql("DELETE FROM saved_answers WHERE key_id = ?")
                .param(broken.keys().getFirst())
                .update();
    }

    private static Draft draft(Page page, String answer) {
        return new Draft(
                page.token(),
                page.link(),
                "check",
                Map.of("q1", List.of(answer), "q9", List.of("nobody asked")),
                Set.of("q1"),
                Map.of("q1", Problem.onlyOne()),
                List.of("too-much"),
                List.of(new Draft.Left("Question 2", "left")),
                Map.of("seen", List.of("check")),
                1);
    }

    private static Saving keep(SavedAnswers saved, Page page, String secret, String answer) {
        Draft before = saved.draft(page.version().form(), secret).orElse(null);
        return saved.keep(page.version(), page.form(), secret, before, draft(page, answer));
    }

    @Test
    void what_is_kept_of_a_visit_lies_under_one_key_for_a_day_and_no_link_opens_it() {
        Page page = page();
        String secret = saved().link();
        assertThat(keep(saved(), page, secret, "first")).isInstanceOf(Kept.class);
        List<UUID> key = page.keys();
        assertThat(keep(saved(), page, secret, "second")).isInstanceOf(Kept.class);
        assertThat(page.keys()).isEqualTo(key).hasSize(1);
        Draft kept = saved().draft(page.version().form(), secret).orElseThrow();
        assertThat(kept).isEqualTo(draft(page, "second").with(Map.of("q1", List.of("second"))));
        assertThat(kept.toString()).doesNotContain("second");
        assertThat(saved().open(page.version().form(), secret)).isEmpty();
        assertThat(saved().until(page.version().form(), secret)).isEmpty();
        assertThat(saved().draft(page().version().form(), secret)).isEmpty();
        assertThat(application.vault().livingKeys()).containsKey(Lane.VISITS);
        page.save("to come back to");
        assertThat(page.keys()).hasSize(2);
        assertThat(saved().draft(page.version().form(), page.link())).isEmpty();

        IntakeApplication.CLOCK.later(SavedAnswers.VISIT.plus(Duration.ofSeconds(1)));
        assertThat(saved().draft(page.version().form(), secret)).isEmpty();
        assertThat(saved().expired(IntakeApplication.CLOCK.instant(), 1_000)).containsAll(key);
        assertThat(saved().open(page.version().form(), page.link())).isPresent();
    }

    @Test
    void what_is_kept_of_a_visit_goes_when_its_form_is_sent_and_nothing_is_kept_of_it_later() {
        Page page = page();
        String secret = saved().link();
        keep(saved(), page, secret, "x");
        application.intake().submit(page.version().form(), page.token(), Map.of("q1", List.of("x")));
        assertThat(saved().draft(page.version().form(), secret)).isEmpty();
        assertThat(saved().expired(IntakeApplication.CLOCK.instant(), 1_000)).containsAll(page.keys());
        assertThat(keep(saved(), page, secret, "x")).isEqualTo(new Saving.Sent());
        assertThat(application.intake().received(page.version().form(), page.token()))
                .isPresent();
        assertThat(application.intake().received(page.version().form(), page().token()))
                .isEmpty();
    }

    private static Saving keep(Page page, String secret, Draft before, int presses, Map<String, List<String>> typed) {
        Draft like = draft(page, "").with(typed);
        return saved().keep(
                        page.version(),
                        page.form(),
                        secret,
                        before,
                        new Draft(
                                like.token(),
                                like.link(),
                                like.at(),
                                like.typed(),
                                like.judged(),
                                like.refused(),
                                like.notice(),
                                like.left(),
                                like.beside(),
                                presses));
    }

    private static Map<String, List<String>> typed(String... answers) {
        Map<String, List<String>> typed = new HashMap<>();
        for (int i = 0; i < answers.length; i++)
            if (!answers[i].isEmpty()) typed.put("q" + (i + 1), List.of(answers[i]));
        return typed;
    }

    @Test
    void two_pages_of_a_visit_that_are_left_at_once_do_not_undo_each_other() {
        Page page = page(form().slug("slug-" + UUID.randomUUID())
                .field(1, FieldType.SINGLE_LINE)
                .field(2, FieldType.SINGLE_LINE)
                .field(3, FieldType.SINGLE_LINE)
                .field(4, FieldType.CHECKBOX)
                .build());
        String secret = saved().link();
        assertThat(keep(page, secret, null, 1, typed("1", "2", "3", "yes"))).isInstanceOf(Kept.class);
        Draft before = saved().draft(page.version().form(), secret).orElseThrow();
        assertThat(keep(page, secret, before, 2, typed("1", "another 2", "3", "")))
                .isInstanceOf(Kept.class);
        assertThat(keep(page, secret, before, 2, typed("another 1", "2", "3", "yes")))
                .isInstanceOf(Kept.class);
        Draft both = saved().draft(page.version().form(), secret).orElseThrow();
        assertThat(both.typed()).isEqualTo(typed("another 1", "another 2", "3", ""));
        assertThat(both.presses()).isEqualTo(3);
    }

    @Test
    void what_is_left_on_a_page_takes_the_place_of_nothing_that_a_button_sent_meanwhile() {
        Page page = page();
        String secret = saved().link();
        keep(page, secret, null, 1, typed("1"));
        Draft before = saved().draft(page.version().form(), secret).orElseThrow();
        assertThat(keep(page, secret, before, 1, typed("half"))).isInstanceOf(Kept.class);
        assertThat(keep(page, secret, before, 2, typed("whole"))).isInstanceOf(Kept.class);
        assertThat(keep(page, secret, before, 1, typed("half"))).isEqualTo(new Saving.Newer());
        assertThat(saved().draft(page.version().form(), secret).orElseThrow().typed())
                .isEqualTo(typed("whole"));
    }

    @Test
    void visits_that_are_begun_leave_room_for_what_is_saved_to_come_back_to() {
        Page page = page();
        long kept = database.sql("SELECT count(*) FROM saved_answers WHERE expires_at > ? AND NOT lasting")
                .param(OffsetDateTime.ofInstant(IntakeApplication.CLOCK.instant(), java.time.ZoneOffset.UTC))
                .query(Long.class)
                .single();
        SavedAnswers few = application.savedAtMost(1_000, kept + 1);
        String secret = saved().link();
        assertThat(keep(few, page, secret, "x")).isInstanceOf(Kept.class);
        assertThat(keep(few, page(), saved().link(), "x")).isEqualTo(new Saving.Full());
        assertThat(keep(few, page, secret, "y")).isInstanceOf(Kept.class);
        assertThat(page().save(few, Map.of("q1", List.of("x")))).isInstanceOf(Kept.class);
    }

    @Test
    void what_was_typed_a_moment_before_a_visit_was_cleared_is_not_kept_after_it() {
        Page page = page();
        String secret = saved().link();
        keep(saved(), page, secret, "x");
        saved().drop(secret);
        assertThat(keep(saved(), page, secret, "late")).isEqualTo(new Saving.Sent());
        Page another = page();
        String nothingYet = saved().link();
        saved().drop(nothingYet);
        assertThat(keep(saved(), another, nothingYet, "late")).isEqualTo(new Saving.Sent());
        assertThat(another.keys()).isEmpty();
        assertThat(page.keys()).hasSize(1);
    }

    /** Whoever writes to the database, but has no link and no cookie but their own. */
    private static void exchange(List<String> columns, String one, String other) {
        List<Map<String, Object>> rows = Stream.of(one, other)
                .map(secret -> database.sql("DELETE FROM saved_answers WHERE id = ? RETURNING *")
                        .param(DraftSecret.of(secret).orElseThrow().id())
                        .query()
                        .singleRow())
                .toList();
        for (int i = 0; i < 2; i++) {
            Map<String, Object> row = new LinkedHashMap<>(rows.get(i));
            for (String column : columns) row.put(column, rows.get(1 - i).get(column));
            database.sql("INSERT INTO saved_answers (" + String.join(", ", row.keySet()) + ") VALUES (?"
                            + ", ?".repeat(row.size() - 1) + ")")
                    .params(new ArrayList<>(row.values()))
                    .update();
        }
    }

    /** Each, and what is sealed together with its key. */
    private static List<List<String>> columns() {
        List<List<String>> columns = database.sql(
                        "SELECT column_name FROM information_schema.columns WHERE table_name = 'saved_answers'")
                .query((row, _) -> List.of(row.getString(1)))
                .list();
        assertThat(columns).contains(List.of("id"), List.of("key_id"), List.of("token"));
        return Stream.concat(columns.stream(), Stream.of(List.of("key_id", "token")))
                .toList();
    }

    @Test
    void whatever_is_exchanged_in_the_database_ones_own_link_opens_nothing_of_a_stranger() {
        Page mine = page();
        Page theirs = new Page(mine.version(), mine.form(), application.intake().begin(mine.version()), saved().link());
        for (List<String> columns : columns()) {
            mine.save("mine");
            theirs.save("theirs");
            exchange(columns, mine.link(), theirs.link());
            assertThat(saved().open(mine.version().form(), mine.link())
                            .map(SavedAnswers.Resumed::typed)
                            .orElse(Map.of())
                            .values())
                    .as(columns + " exchanged")
                    .doesNotContain(List.of("theirs"));
            exchange(columns, mine.link(), theirs.link());
            assertThat(saved().open(mine.version().form(), mine.link())).isPresent();
        }
    }

    @Test
    void whatever_is_exchanged_in_the_database_ones_own_visit_shows_nothing_of_a_stranger() {
        Page page = page();
        String mine = saved().link();
        String theirs = saved().link();
        for (List<String> columns : columns()) {
            keep(saved(), page, mine, "mine");
            keep(saved(), page, theirs, "theirs");
            exchange(columns, mine, theirs);
            assertThat(saved().draft(page.version().form(), mine)
                            .map(Draft::typed)
                            .orElse(Map.of())
                            .values())
                    .as(columns + " exchanged")
                    .doesNotContain(List.of("theirs"));
            exchange(columns, mine, theirs);
            assertThat(saved().draft(page.version().form(), mine)).isPresent();
        }
    }

    @Test
    void whatever_is_exchanged_in_the_database_sending_or_dropping_ones_own_destroys_nothing_of_a_stranger() {
        Page first = page();
        for (List<String> columns : columns()) {
            // What lies in one's own row, or is named by its own token or time, may be lost: that is no more than
            // deleting it
            if (columns.stream()
                    .anyMatch(column -> List.of("id", "token", "expires_at").contains(column))) continue;
            Page mine = new Page(
                    first.version(), first.form(), application.intake().begin(first.version()), saved().link());
            Page theirs = new Page(
                    first.version(), first.form(), application.intake().begin(first.version()), saved().link());
            mine.save("mine");
            theirs.save("theirs");
            UUID theirKey = keyOf(theirs.link());
            exchange(columns, mine.link(), theirs.link());
            assertThat(application.intake().submit(mine.version().form(), mine.token(), Map.of("q1", List.of("mine"))))
                    .isInstanceOf(Accepted.class);
            saved().drop(mine.link());
            assertThat(saved().expired(IntakeApplication.CLOCK.instant(), 1_000))
                    .as(columns + " exchanged")
                    .doesNotContain(theirKey);
            exchange(columns, mine.link(), theirs.link());
            assertThat(saved().open(theirs.version().form(), theirs.link()))
                    .as(columns + " exchanged")
                    .isPresent();
        }
    }

    private static UUID keyOf(String link) {
        return database.sql("SELECT key_id FROM saved_answers WHERE id = ?")
                .param(DraftSecret.of(link).orElseThrow().id())
                .query(UUID.class)
                .single();
    }

    @Test
    void what_was_saved_becomes_the_submission_that_its_seal_names_whatever_the_row_says() {
        Page mine = page();
        Page theirs = new Page(mine.version(), mine.form(), application.intake().begin(mine.version()), saved().link());
        mine.save("mine");
        theirs.save("theirs");
        exchange(List.of("submission"), mine.link(), theirs.link());
        String token =
                saved().open(mine.version().form(), mine.link()).orElseThrow().token();
        assertThat(application.intake().submit(mine.version().form(), token, Map.of("q1", List.of("mine"))))
                .isInstanceOf(Accepted.class);
        assertThat(application.intake().received(theirs.version().form(), theirs.token()))
                .isEmpty();
    }

    @Test
    void another_spelling_of_a_link_is_none() {
        Page page = page();
        page.save("x");
        String link = page.link();
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char next = digits.charAt(digits.indexOf(link.charAt(42)) + 1);
        for (String other : List.of(link.substring(0, 42) + next, link + "=", link + "A", " " + link, "")) {
            assertThat(saved().open(page.version().form(), other)).as(other).isEmpty();
            assertThat(saved().until(page.version().form(), other)).as(other).isEmpty();
            saved().drop(other);
        }
        assertThat(saved().open(page.version().form(), link)).isPresent();
    }
}
