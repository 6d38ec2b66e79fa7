package dev.lethe.ui.submissions;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.query.forms.FormFigures;
import dev.lethe.query.forms.FormFigures.Figures;
import dev.lethe.shredding.Midnight;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.web.Times;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** How forms are counted while visitors fill them in, and the page that reports on it. */
@ExtendWith(OutputCaptureExtension.class)
class PeriodPagesTest {

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static Member editor;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
        editor = lethe.member("Ada Example", Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        if (lethe != null) lethe.close();
    }

    private static Published published(Layout layout) {
        Published form = lethe.publish(form(layout, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        lethe.readers(form, editor);
        return form;
    }

    private static Client visitor(Published form) {
        return lethe.visitor().open(form.address());
    }

    /** As they are once the counters have written what they have. */
    private static Figures counted(Published form) {
        FormCounts counts = lethe.bean(FormCounts.class);
        counts.stop();
        counts.start();
        LocalDate today = LocalDate.now(Times.LONDON);
        return lethe.bean(FormFigures.class).between(form.id(), today.minusDays(1), today);
    }

    @Test
    void a_page_counts_once_however_often_somebody_goes_back_and_forth() {
        Published form = published(Layout.PAGE_PER_QUESTION);
        Client visitor = visitor(form).press("Start now").type("q1", "One").press("Continue");
        assertThat(counted(form)).isEqualTo(new Figures(1, Map.of("q1", 1L, "q2", 1L), 0, null));

        visitor.press("Back").press("Continue").type("q2", "Two").press("Continue");
        visitor.press("Change Question 1").type("q1", "Other").press("Continue");
        assertThat(visitor.text()).contains("Other", "Two");
        assertThat(counted(form).reached()).isEqualTo(Map.of("q1", 1L, "q2", 1L, "check", 1L));

        visitor.press("Send report");
        Figures figures = counted(form);
        assertThat(figures.completed()).isEqualTo(1);
        assertThat(figures.started()).isEqualTo(1);
        assertThat(figures.median()).isLessThan(Duration.ofMinutes(20));
    }

    @Test
    void an_answer_that_is_sent_back_to_be_mended_counts_nothing() {
        Published form = published(Layout.ONE_PAGE_AND_CHECK);
        Client visitor = visitor(form).type("q2", "Two").press("Continue");
        assertThat(counted(form)).isEqualTo(new Figures(1, Map.of(), 0, null));

        visitor.type("q1", "One").press("Continue").press("Change Question 1");
        visitor.type("q1", "Other").press("Continue");
        assertThat(counted(form)).isEqualTo(new Figures(1, Map.of("check", 1L), 0, null));
    }

    @Test
    void the_page_shows_beside_each_picture_a_table_that_says_the_same() {
        Midnight.keepAway();
        Published form = published(Layout.PAGE_PER_QUESTION);
        for (int i = 0; i < 4; i++) {
            Client visitor = visitor(form);
            if (i > 0) visitor.press("Start now");
            if (i > 1) visitor.type("q1", "One").press("Continue");
            if (i > 2) visitor.type("q2", "Two").press("Continue").press("Send report");
        }
        counted(form);
        lethe.settle();

        Document page = editor.client().page("/staff/submissions/forms/" + form.id() + "/period");

        assertThat(page.select("#started").text()).isEqualTo("4");
        assertThat(page.select("#completed").text()).startsWith("1 (25%");
        assertThat(page.select("#median").text()).contains("second");
        assertThat(page.select("#steps tbody tr").eachText())
                .containsExactly(
                        "Opened the form 4 100% 0",
                        "Question 1 3 75% 1", "Question 2 2 50% 1", "Checked the answers 1 25% 1", "Sent it 1 25% 0");
        assertThat(page.select("main svg.lethe-chart").first().select("rect").eachAttr("width"))
                .containsExactly("600.0", "450.0", "300.0", "150.0", "150.0");
        for (Element picture : page.select("main svg.lethe-chart")) {
            assertThat(picture.attr("role")).isEqualTo("img");
            assertThat(page.getElementById(picture.attr("aria-labelledby")).text())
                    .startsWith("Bars");
        }
        assertThat(page.select("#spans tbody tr")).hasSize(28);
        assertThat(page.select("#spans tbody tr").last().text()).isEqualTo(Times.day(Instant.now()) + " 1");
        assertThat(page.select("#statuses tbody tr").first().text()).isEqualTo("New 1");
        assertThat(page.select("[style], style, main script")).isEmpty();
    }

    @Test
    void days_are_inclusive_and_many_of_them_are_shown_by_the_week() {
        Published form = published(Layout.ONE_PAGE);
        var sent = lethe.submit(form, "q1", "One", "q2", "Two");
        lethe.settle();
        new JdbcTemplate(lethe.bean(DataSource.class))
                .update(
                        "UPDATE read_submissions.submission SET received_at = '2026-07-01T22:59:59Z' WHERE id = ?",
                        sent.submission().value());
        String days =
                "/staff/submissions/forms/" + form.id() + "/period?from-day=1&from-month=7&from-year=2026&to-day=%s";

        Document oneDay = editor.client().page(days.formatted("1&to-month=7&to-year=2026"));
        assertThat(oneDay.select("#spans tbody tr").eachText()).containsExactly("1 July 2026 1");
        Document weeks = editor.client().page(days.formatted("1&to-month=10&to-year=2026"));
        assertThat(weeks.select("#spans tbody tr").first().text()).isEqualTo("Week from 29 June 2026 1");
        assertThat(weeks.select("#spans tbody tr")).hasSize(14);
        Document wrong = editor.client().page(days.formatted("1&to-month=1&to-year=9000"));
        assertThat(wrong.select(".govuk-error-summary").text()).contains("within 10 years");
        assertThat(wrong.select("svg.lethe-chart")).isEmpty();
    }

    @Test
    void a_day_of_nine_thousand_characters_is_said_to_be_none_and_carried_no_further(CapturedOutput output) {
        Published form = published(Layout.ONE_PAGE);
        var sent = lethe.submit(form, "q1", "One", "q2", "Two");
        lethe.settle();
        Client client = editor.client();
        String day = "x".repeat(9_000);
        for (String page : List.of("", "/period"))
            assertThat(client.open("/staff/submissions/forms/" + form.id() + page + "?from-day=" + day)
                            .problems())
                    .hasSize(1);
        String one = "/staff/submissions/" + sent.submission();
        HttpResponse<String> archived = client.postFromPage(one, one + "/archive", "from-day", day);
        assertThat(archived.statusCode()).isEqualTo(302);
        assertThat(archived.headers().firstValue("Location").orElseThrow())
                .startsWith(one + "?from-day=" + day.substring(0, 3))
                .hasSizeLessThan(200);
        assertThat(output.getAll()).doesNotContain("Problem");
    }

    @Test
    void f17_who_may_not_read_a_form_is_not_shown_its_numbers() {
        Published form = published(Layout.ONE_PAGE);
        Member other = lethe.member("Ada Example", Role.EDITOR);

        assertThat(other.client()
                        .get("/staff/submissions/forms/" + form.id() + "/period")
                        .statusCode())
                .isEqualTo(403);
    }
}
