package dev.lethe.ui.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.forms.events.Layout;
import dev.lethe.command.forms.events.SpamControl;
import dev.lethe.query.forms.FormFigures;
import dev.lethe.query.forms.FormFigures.Figures;
import dev.lethe.query.forms.Forms;
import dev.lethe.shredding.Midnight;
import dev.lethe.ui.Http;
import dev.lethe.ui.submissions.ReportingSite.Member;
import dev.lethe.ui.web.Times;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jsoup.Jsoup;
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

    private static ReportingSite site;
    private static Member editor;

    @BeforeAll
    static void start() {
        site = new ReportingSite(root.resolve("root"));
        editor = site.member(Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        if (site != null) site.close();
    }

    private static FormVersion published(Layout layout) {
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i <= 2; i++)
            fields.add(new Field(
                    FieldId.of(i),
                    FieldType.SINGLE_LINE,
                    "Question " + i,
                    "",
                    true,
                    List.of(),
                    null,
                    0,
                    Identifies.NOBODY));
        // Tests are faster than people: nobody is asked whether they are one.
        FormVersion form = site.publish(
                ReportingSite.form("Report a pothole", fields).with(layout).with(new SpamControl(0, false)));
        site.settle();
        site.readers(form.form(), editor);
        return form;
    }

    /** A visitor's browser. */
    private static final class Visitor {

        private final Http http = new Http(site.address());
        private Document page;

        Visitor(FormVersion form) {
            String slug = site.bean(Forms.class)
                    .version(form)
                    .orElseThrow()
                    .definition()
                    .slug();
            show(http.getting("/forms/" + slug));
        }

        private void show(HttpRequest.Builder request) {
            HttpResponse<String> answer = http.follow(request, HttpResponse.BodyHandlers.ofString());
            page = Jsoup.parse(answer.body(), answer.uri().toString());
        }

        Visitor press(String go, String... namesAndValues) {
            List<Map.Entry<String, String>> posted = new ArrayList<>();
            Element form = page.selectFirst("main form");
            for (Element hidden : form.select("input[type=hidden]"))
                posted.add(Map.entry(hidden.attr("name"), hidden.val()));
            posted.addAll(Http.pairs(namesAndValues));
            posted.add(Map.entry("go", go));
            show(http.posting(URI.create(form.absUrl("action")), posted));
            return this;
        }
    }

    /** As they are once the counters have written what they have. */
    private static Figures counted(FormVersion form) {
        FormCounts counts = site.bean(FormCounts.class);
        counts.stop();
        counts.start();
        LocalDate today = LocalDate.now(Times.LONDON);
        return site.bean(FormFigures.class).between(form.form(), today.minusDays(1), today);
    }

    @Test
    void a_page_counts_once_however_often_somebody_goes_back_and_forth() {
        FormVersion form = published(Layout.PAGE_PER_QUESTION);
        Visitor visitor = new Visitor(form).press("next").press("next", "q1", "One");
        assertThat(counted(form)).isEqualTo(new Figures(1, Map.of("q1", 1L, "q2", 1L), 0, null));

        visitor.press("back", "q2", "").press("next", "q1", "One").press("next", "q2", "Two");
        visitor.press("change-q1").press("next", "q1", "Other");
        assertThat(visitor.page.select("main").text()).contains("Other", "Two");
        assertThat(counted(form).reached()).isEqualTo(Map.of("q1", 1L, "q2", 1L, "check", 1L));

        visitor.press("send");
        Figures figures = counted(form);
        assertThat(figures.completed()).isEqualTo(1);
        assertThat(figures.started()).isEqualTo(1);
        assertThat(figures.median()).isLessThan(Duration.ofMinutes(20));
    }

    @Test
    void an_answer_that_is_sent_back_to_be_mended_counts_nothing() {
        FormVersion form = published(Layout.ONE_PAGE_AND_CHECK);
        Visitor visitor = new Visitor(form).press("next", "q1", "", "q2", "Two");
        assertThat(counted(form)).isEqualTo(new Figures(1, Map.of(), 0, null));

        visitor.press("next", "q1", "One", "q2", "Two").press("change-q1").press("next", "q1", "Other", "q2", "Two");
        assertThat(counted(form)).isEqualTo(new Figures(1, Map.of("check", 1L), 0, null));
    }

    @Test
    void the_page_shows_beside_each_picture_a_table_that_says_the_same() {
        Midnight.keepAway();
        FormVersion form = published(Layout.PAGE_PER_QUESTION);
        for (int i = 0; i < 4; i++) {
            Visitor visitor = new Visitor(form);
            if (i > 0) visitor.press("next");
            if (i > 1) visitor.press("next", "q1", "One");
            if (i > 2) visitor.press("next", "q2", "Two").press("send");
        }
        counted(form);
        site.settle();

        Document page = Jsoup.parse(editor.get("/staff/submissions/forms/" + form.form() + "/period")
                .body());

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
        FormVersion form = published(Layout.ONE_PAGE);
        var sent = site.submit(form, Map.of("q1", List.of("One"), "q2", List.of("Two")));
        site.settle();
        new JdbcTemplate(site.bean(DataSource.class))
                .update(
                        "UPDATE read_submissions.submission SET received_at = '2026-07-01T22:59:59Z' WHERE id = ?",
                        sent.submission().value());
        String days =
                "/staff/submissions/forms/" + form.form() + "/period?from-day=1&from-month=7&from-year=2026&to-day=%s";

        Document oneDay = Jsoup.parse(
                editor.get(days.formatted("1&to-month=7&to-year=2026")).body());
        assertThat(oneDay.select("#spans tbody tr").eachText()).containsExactly("1 July 2026 1");
        Document weeks = Jsoup.parse(
                editor.get(days.formatted("1&to-month=10&to-year=2026")).body());
        assertThat(weeks.select("#spans tbody tr").first().text()).isEqualTo("Week from 29 June 2026 1");
        assertThat(weeks.select("#spans tbody tr")).hasSize(14);
        Document wrong = Jsoup.parse(
                editor.get(days.formatted("1&to-month=1&to-year=9000")).body());
        assertThat(wrong.select(".govuk-error-summary").text()).contains("within 10 years");
        assertThat(wrong.select("svg.lethe-chart")).isEmpty();
    }

    @Test
    void a_day_of_nine_thousand_characters_is_said_to_be_none_and_carried_no_further(CapturedOutput output) {
        FormVersion form = published(Layout.ONE_PAGE);
        var sent = site.submit(form, Map.of("q1", List.of("One"), "q2", List.of("Two")));
        site.settle();
        String day = "x".repeat(9_000);
        for (String page : List.of("", "/period"))
            assertThat(Jsoup.parse(editor.get("/staff/submissions/forms/" + form.form() + page + "?from-day=" + day)
                                    .body())
                            .select(".govuk-error-summary li"))
                    .hasSize(1);
        String one = "/staff/submissions/" + sent.submission();
        HttpResponse<String> archived =
                editor.post(one + "/archive", Http.pairs("from-day", day, "_csrf", editor.http.token(one)));
        assertThat(archived.statusCode()).isEqualTo(302);
        assertThat(archived.headers().firstValue("Location").orElseThrow())
                .startsWith(one + "?from-day=xxx")
                .hasSizeLessThan(200);
        assertThat(output.getAll()).doesNotContain("Problem");
    }

    @Test
    void f17_who_may_not_read_a_form_is_not_shown_its_numbers() {
        FormVersion form = published(Layout.ONE_PAGE);
        Member other = site.member(Role.EDITOR);

        assertThat(other.get("/staff/submissions/forms/" + form.form() + "/period")
                        .statusCode())
                .isEqualTo(403);
    }
}
