package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was saved to come back to, and what a page keeps that comes too late. */
class ComingBackTest {

    private static final Duration TOO_LATE = Duration.ofHours(26);
    private static final String ENDED = "This link does not work any more";

    @TempDir
    static Path root;

    private static TestLethe lethe;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    private static Client at(Published form) {
        return lethe.visitor().open(form.address());
    }

    private static String saved(Client visitor) {
        visitor.press("Save and come back later");
        assertThat(visitor.heading()).isEqualTo("Your answers are saved");
        return visitor.page().getElementById("link").text().replaceFirst("https?://[^/]+", "");
    }

    private static Client back(String link) {
        return lethe.visitor().open(link).press("Continue");
    }

    private static long keys(Published form) {
        return lethe.database()
                .sql("SELECT count(*) FROM saved_answers WHERE form = ? AND lasting")
                .param(form.id().value())
                .query(Long.class)
                .single();
    }

    private static byte[] pdf() {
        return "%PDF-1.7\nwith something in it".getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void what_was_saved_is_gone_once_it_was_sent_from_a_page_that_came_too_late_at_first() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form).type("q1", "mine");
        Document page = visitor.page().clone();
        String link = saved(visitor);
        lethe.clock().later(TOO_LATE);
        visitor.back(page).press("Send report");
        assertThat(visitor.problems()).singleElement().asString().contains("opened too long ago");
        assertThat(lethe.visitor().open(link).heading()).isEqualTo("Continue where you stopped");
        assertThat(visitor.press("Send report").reference()).isNotEmpty();
        assertThat(lethe.visitor().open(link).heading()).isEqualTo(ENDED);
    }

    @Test
    void what_was_received_is_not_saved_any_more_and_what_was_typed_since_stays() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form).type("q1", "mine");
        Document page = visitor.page().clone();
        String reference = visitor.press("Send report").reference();
        visitor.back(page).type("q1", "changed").press("Save and come back later");
        assertThat(visitor.problems()).singleElement().asString().contains("received this form already");
        assertThat(visitor.value("q1")).isEqualTo("changed");
        assertThat(keys(form)).isZero();
        assertThat(visitor.back(page).press("Send report").reference()).isEqualTo(reference);
    }

    @Test
    void after_something_was_sent_what_was_changed_can_be_saved_by_a_link_of_its_own() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form).type("q1", "mine");
        Document page = visitor.page().clone();
        String link = saved(visitor);
        visitor.back(page).press("Send report");
        visitor.back(page).type("q1", "changed").press("Send report");
        assertThat(visitor.text()).contains("You sent this form before");
        String another = saved(visitor);
        assertThat(another).isNotEqualTo(link);
        assertThat(lethe.visitor().open(link).heading()).isEqualTo(ENDED);
        assertThat(back(another).value("q1")).isEqualTo("changed");
    }

    @Test
    void a_link_leads_to_what_was_saved_last_and_nothing_is_destroyed_meanwhile() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = at(form).press("Start now").type("q1", "first").press("Continue");
        String link = saved(visitor);
        Client later = back(link).type("q2", "second");
        assertThat(saved(later)).isEqualTo(link);
        Client again = back(link);
        assertThat(again.value("q2")).isEqualTo("second");
        assertThat(again.press("Back").value("q1")).isEqualTo("first");
        assertThat(keys(form)).isEqualTo(1);
    }

    @Test
    void every_link_that_was_shown_works_also_when_two_clicks_save_at_once() throws Exception {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        try (var pool = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 10; i++) {
                Document page = at(form).type("q1", "round " + i).page().clone();
                CyclicBarrier together = new CyclicBarrier(2);
                Callable<String> click = () -> {
                    Client visitor = lethe.visitor().back(page);
                    together.await();
                    return saved(visitor);
                };
                List<String> links = new ArrayList<>();
                for (var clicked : pool.invokeAll(List.of(click, click))) links.add(clicked.get());
                for (String link : links) assertThat(back(link).value("q1")).isEqualTo("round " + i);
            }
        }
        assertThat(keys(form)).isEqualTo(10);
    }

    @Test
    void what_a_newer_version_does_not_ask_is_shown_to_be_copied_when_a_page_comes_too_late() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                asked(1, FieldType.SINGLE_LINE),
                optional(2, FieldType.MULTI_LINE),
                optional(3, FieldType.RADIOS, "Yes", "No", "Perhaps"),
                optional(4, FieldType.DATE),
                optional(5, FieldType.MULTI_LINE)));
        Client visitor =
                at(form).type("q1", "stays").type("q2", "two\nlines <b>").choose("q3", "Perhaps");
        visitor.type("q4-day", "7").type("q4-month", "3").type("q4-year", "2026");
        lethe.publishAgain(
                form,
                form(
                        Layout.ONE_PAGE,
                        asked(1, FieldType.SINGLE_LINE),
                        optional(3, FieldType.RADIOS, "Yes", "No"),
                        optional(4, FieldType.SINGLE_LINE)));
        lethe.clock().later(TOO_LATE);
        visitor.press("Send report");
        assertThat(visitor.problems()).singleElement().asString().contains("opened too long ago");
        assertThat(visitor.value("q1")).isEqualTo("stays");
        assertThat(visitor.page().select("#left dt").eachText())
                .containsExactly("Question 2", "Question 3", "Question 4");
        assertThat(visitor.page().select("#left dd").eachText())
                .containsExactly("two lines <b>", "Perhaps", "7 3 2026");
        visitor.press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void a_file_goes_along_to_the_newer_version_or_is_named() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                asked(1, FieldType.SINGLE_LINE),
                optional(2, FieldType.FILE),
                optional(3, FieldType.FILE)));
        Client visitor = at(form).attach("q2", "stays.pdf", pdf());
        lethe.clock().later(Duration.ofHours(2));
        visitor.attach("q3", "goes.pdf", pdf()).press("Send report");
        assertThat(visitor.problems()).containsExactly("Enter an answer to “Question 1”");
        lethe.publishAgain(form, form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), optional(2, FieldType.FILE)));
        lethe.clock().later(TOO_LATE.minusHours(2));
        visitor.type("q1", "here").press("Send report");
        assertThat(visitor.problems()).singleElement().asString().contains("opened too long ago");
        assertThat(visitor.page().select("#left dt").eachText()).containsExactly("Question 3");
        assertThat(visitor.page().select("#left dd").text()).contains("goes.pdf");
        assertThat(visitor.text()).contains("stays.pdf");
        visitor.press("Send report").press("See what you sent");
        assertThat(visitor.text()).contains("stays.pdf").doesNotContain("goes.pdf");
    }
}
