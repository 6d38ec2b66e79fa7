package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static dev.lethe.ui.TestForms.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.command.forms.CloseForm;
import dev.lethe.command.forms.ReopenForm;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Handling;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.RetentionRule;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the first page to the last, over HTTP and without scripts. */
class JourneyTest {

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

    @Test
    void a_form_on_one_page_is_sent_from_it() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form);
        assertThat(visitor.text()).contains("Report a pothole", "Tell us where it is.", "To mend it", "30 days");
        assertThat(visitor.buttons()).containsExactly("Send report", "Save and come back later", "Clear my answers");
        visitor.press("Send report");
        assertThat(visitor.problems()).containsExactly("Enter an answer to “Question 1”");
        visitor.type("q1", "here").press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
        assertThat(visitor.reference()).isNotEmpty();
    }

    @Test
    void f7_what_is_wrong_is_said_at_its_question_and_all_that_was_typed_stays() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                asked(1, FieldType.SINGLE_LINE),
                asked(2, FieldType.EMAIL),
                optional(3, FieldType.RADIOS, "Yes", "No")));
        Client visitor =
                at(form).type("q2", "ada at example").choose("q3", "No").press("Send report");
        assertThat(visitor.problems())
                .containsExactly(
                        "Enter an answer to “Question 1”",
                        "Enter an email address for “Question 2” in the correct format, like name@example.com");
        assertThat(visitor.page().select("#q1-error, #q2-error")).hasSize(2);
        assertThat(visitor.page().select(".govuk-error-summary a").eachAttr("href"))
                .containsExactly("#q1", "#q2");
        assertThat(visitor.value("q2")).isEqualTo("ada at example");
        assertThat(visitor.page().select("input[name=q3][checked]").val()).isEqualTo("No");
        visitor.type("q1", "here").type("q2", "ada@example.org").press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void a_browser_may_fill_in_what_is_certain_to_be_the_senders_own() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                List.of("You", "The person you are worried about"),
                optional(1, FieldType.EMAIL),
                optional(2, FieldType.TELEPHONE),
                optional(3, FieldType.SINGLE_LINE).identifying(Identifies.NAME),
                optional(4, FieldType.SINGLE_LINE).identifying(Identifies.REFERENCE),
                optional(5, FieldType.SINGLE_LINE),
                optional(6, FieldType.DATE),
                optional(7, FieldType.POSTCODE),
                optional(8, FieldType.ADDRESS),
                place(optional(9, FieldType.POSTCODE)),
                place(optional(10, FieldType.ADDRESS)),
                optional(11, FieldType.EMAIL).about(1),
                optional(12, FieldType.SINGLE_LINE).about(1),
                optional(13, FieldType.ADDRESS).about(1)));
        Client visitor = at(form);
        Map<String, String> filledIn = new LinkedHashMap<>();
        for (Element input : visitor.page().select("main [name^=q]"))
            filledIn.put(input.attr("name"), input.hasAttr("autocomplete") ? input.attr("autocomplete") : "-");
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("q1", "email");
        expected.put("q2", "tel");
        expected.put("q3", "name");
        expected.put("q4", "off");
        for (String name : List.of("q5", "q6-day", "q6-month", "q6-year")) expected.put(name, "-");
        expected.put("q7", "postal-code");
        expected.put("q8-line1", "address-line1");
        expected.put("q8-line2", "address-line2");
        expected.put("q8-town", "address-level2");
        expected.put("q8-county", "-");
        expected.put("q8-postcode", "postal-code");
        expected.put("q9", "-");
        for (String part : InputNames.ADDRESS) expected.put("q10-" + part, "-");
        expected.put("q11", "off");
        expected.put("q12", "off");
        for (String part : InputNames.ADDRESS) expected.put("q13-" + part, "off");
        assertThat(filledIn).isEqualTo(expected);
        assertThat(visitor.page().selectFirst("#journey").attr("autocomplete")).isEqualTo("on");
    }

    /** The same question about a place, not about a person. */
    private static Field place(Field field) {
        return field.handled(new Handling(DataClass.NOT_PERSONAL, true));
    }

    @Test
    void characters_are_counted_where_the_editor_says_how_many_there_may_be_and_nowhere_else() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                atMost(200, optional(1, FieldType.MULTI_LINE)),
                atMost(30, optional(2, FieldType.SINGLE_LINE)),
                optional(3, FieldType.MULTI_LINE),
                optional(4, FieldType.SINGLE_LINE)));
        Client visitor = at(form);
        assertThat(visitor.page().select("[data-module=govuk-character-count]").eachAttr("data-maxlength"))
                .containsExactly("200", "30");
        assertThat(visitor.page().select(".govuk-character-count__message").eachText())
                .containsExactly("You can enter up to 200 characters", "You can enter up to 30 characters");
        assertThat(visitor.page().select(".govuk-js-character-count").eachAttr("name"))
                .containsExactly("q1", "q2");
        // Read out with the input, and nothing is cut off while it is typed.
        assertThat(visitor.page().select("[name=q1], [name=q2]").eachAttr("aria-describedby"))
                .containsExactly("q1-info", "q2-info");
        assertThat(visitor.page().select("[maxlength]")).isEmpty();
        visitor.type("q2", "x".repeat(31)).press("Send report");
        assertThat(visitor.problems()).hasSize(1).first().asString().contains("30 characters");
        assertThat(visitor.value("q2")).isEqualTo("x".repeat(31));
    }

    private static Field atMost(int characters, Field field) {
        return new Field(
                field.id(), field.type(), field.label(), "", false, List.of(), characters, 0, Identifies.NOBODY);
    }

    @Test
    void f8_no_form_is_guarded_by_somebody_elses_script() {
        Client visitor = at(lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE))));
        assertThat(visitor.page().select("script, link, img, iframe").stream()
                        .map(element -> element.attr("src") + element.attr("href")))
                .isNotEmpty()
                .allMatch(address -> address.isEmpty() || address.matches("/[^/].*"));
        assertThat(visitor.answer()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("http", "*");
    }

    @Test
    void answers_on_one_page_are_checked_before_they_are_sent() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE_AND_CHECK,
                asked(1, FieldType.SINGLE_LINE),
                optional(2, FieldType.CHECKBOXES, "A", "B")));
        Client visitor = at(form).type("q1", "here <b>").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        assertThat(visitor.text()).contains("Question 1 here <b>", "Question 2 No answer");
        visitor.press("Change Question 2");
        assertThat(visitor.value("q1")).isEqualTo("here <b>");
        visitor.choose("q2", "B").press("Continue");
        assertThat(visitor.text()).contains("Question 2 B");
        visitor.press("Back");
        assertThat(visitor.value("q1")).isEqualTo("here <b>");
        visitor.press("Continue").press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void each_question_has_a_page_and_its_answer_is_the_way_to_the_next() {
        Published form = lethe.publish(form(
                Layout.PAGE_PER_QUESTION,
                asked(1, FieldType.SINGLE_LINE),
                asked(2, FieldType.RADIOS, "Yes", "No"),
                asked(3, FieldType.MULTI_LINE).askedIf(List.of(when(2, "Yes"))),
                optional(4, FieldType.DATE)));
        Client visitor = at(form);
        assertThat(visitor.text()).contains("Tell us where it is.", "Highways", "30 days");
        visitor.press("Start now");
        assertThat(visitor.heading()).isEqualTo("Question 1");
        assertThat(visitor.buttons())
                .containsExactly("Back", "Continue", "Save and come back later", "Clear my answers");
        visitor.press("Continue");
        assertThat(visitor.problems()).containsExactly("Enter an answer to “Question 1”");
        visitor.type("q1", "here").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Question 2");
        visitor.choose("q2", "No").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Question 4 (optional)");
        visitor.press("Back");
        assertThat(visitor.heading()).isEqualTo("Question 2");
        visitor.choose("q2", "Yes").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Question 3");
        visitor.type("q3", "two\nlines").press("Continue").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        assertThat(visitor.press("Back").heading()).isEqualTo("Question 4 (optional)");
        assertThat(visitor.press("Back").heading()).isEqualTo("Question 3");
        visitor.press("Continue").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        assertThat(visitor.page()
                        .select("form > .govuk-summary-list dd.lethe-answer")
                        .eachText())
                .containsExactly("here", "Yes", "two lines", "No answer");
        visitor.press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void a_change_that_opens_new_questions_leads_through_these_before_the_answers_are_checked_again() {
        Published form = lethe.publish(form(
                Layout.PAGE_PER_QUESTION,
                asked(1, FieldType.RADIOS, "Yes", "No"),
                asked(2, FieldType.SINGLE_LINE),
                asked(3, FieldType.SINGLE_LINE).askedIf(List.of(when(1, "Yes"))),
                asked(4, FieldType.SINGLE_LINE)));
        Client visitor = at(form).press("Start now").choose("q1", "No").press("Continue");
        visitor.type("q2", "second").press("Continue");
        visitor.type("q4", "fourth").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        visitor.press("Change Question 2").type("q2", "second, changed").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        visitor.press("Change Question 1").choose("q1", "Yes").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Question 3");
        visitor.type("q3", "third").press("Continue");
        assertThat(visitor.text()).contains("second, changed", "third", "fourth");

        // An answer that no longer applies is kept while filling in, and not sent.
        visitor.press("Change Question 1").choose("q1", "No").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        assertThat(visitor.text()).doesNotContain("third");
        visitor.press("Change Question 1").choose("q1", "Yes").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        assertThat(visitor.text()).contains("third");
        visitor.press("Send report");
        assertThat(visitor.reference()).isNotEmpty();
    }

    @Test
    void what_is_typed_is_found_by_a_cookie_of_this_visit_alone_and_no_page_is_left_in_the_browser() {
        Published form = lethe.publish(form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form);
        assertThat(visitor.answer().headers().firstValue("Set-Cookie")).isEmpty();
        visitor.press("Start now");
        String question = visitor.page().location();
        String cookie = visitor.answer()
                .previousResponse()
                .orElseThrow()
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(cookie)
                .matches("lethe-visit=[A-Za-z0-9_-]{43}; Path=" + form.address()
                        + "/visit/[A-Za-z0-9_-]{22}; HttpOnly; SameSite=Lax");
        String secret = cookie.substring("lethe-visit=".length(), cookie.indexOf(';'));
        assertThat(question).doesNotContain(secret);
        assertThat(visitor.page().select("input[name=step-0]")).hasSize(1);
        visitor.type("q1", "here").press("Continue");
        assertThat(visitor.page().location()).doesNotContain("here");
        // Each page that is gone on from changes it, so that a browser shows none of those before as they were.
        assertThat(visitor.answer()
                        .previousResponse()
                        .orElseThrow()
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .startsWith("lethe-visit=" + secret + ".1; Path=");
        assertThat(visitor.page().select("input[name=step-1]")).hasSize(1);
        assertThat(visitor.answer().headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(visitor.answer().headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(visitor.answer().headers().firstValue("X-Robots-Tag")).contains("noindex");
        // Whoever is handed the address begins anew.
        Client stranger = lethe.visitor().open(visitor.page().location());
        assertThat(stranger.heading()).isEqualTo("Question 1");
        assertThat(stranger.value("q1")).isEmpty();
        visitor.press("Send report");
        assertThat(visitor.answer()
                        .previousResponse()
                        .orElseThrow()
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .startsWith("lethe-visit=SENT; Path=");
        assertThat(visitor.open(question).heading()).isEqualTo("This form was sent");
    }

    /** However late it arrives. */
    @Test
    void what_is_left_on_a_page_takes_the_place_of_nothing_newer() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = at(form).press("Start now");
        String first = visitor.page().location();
        visitor.type("q1", "half");
        assertThat(visitor.abandon()).isEqualTo(204);
        visitor.open(first);
        assertThat(visitor.value("q1")).isEqualTo("half");
        Document late = visitor.page().clone();
        visitor.type("q1", "whole").press("Continue");
        assertThat(visitor.back(late).abandon()).isEqualTo(204);
        visitor.open(first);
        assertThat(visitor.value("q1")).isEqualTo("whole");
        assertThat(visitor.type("q1", "more").abandon()).isEqualTo(204);
        assertThat(visitor.open(first).value("q1")).isEqualTo("more");
    }

    @Test
    void what_is_cleared_is_gone_at_once_and_what_comes_late_of_it_is_not_kept() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = at(form).press("Start now").type("q1", "first").press("Continue");
        String visit = visitor.page().location().replaceFirst("/q2$", "");
        assertThat(keptOf(form)).isEqualTo(1);
        String token = visitor.value("token");
        visitor.press("Clear my answers");
        assertThat(visitor.heading()).isEqualTo("Your answers are cleared");
        var cleared = visitor.answer().previousResponse().orElseThrow().headers();
        assertThat(cleared.firstValue("Set-Cookie").orElseThrow()).startsWith("lethe-visit=CLEARED; Path=");
        assertThat(cleared.firstValue("Clear-Site-Data")).contains("\"cache\"");
        assertThat(keptOf(form)).isZero();
        // As a page sends it that is left: it may arrive after the button.
        visitor.send(visit + "/keep?shown-after=0", "token", token, "at", "q2", "q2", "late");
        assertThat(visitor.answer().statusCode()).isEqualTo(204);
        assertThat(keptOf(form)).isZero();
        for (String page : List.of("", "/q1", "/q2", "/check"))
            assertThat(visitor.open(visit + page).heading()).as(page).isEqualTo("Your answers are cleared");
    }

    private static long keptOf(Published form) {
        return lethe.database()
                .sql("SELECT count(*) FROM saved_answers WHERE form = ? AND token IS NOT NULL")
                .param(form.id().value())
                .query(Long.class)
                .single();
    }

    @Test
    void without_cookies_the_answers_travel_with_the_page() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().withoutCookies().open(form.address()).press("Start now");
        visitor.type("q1", "first").press("Continue");
        assertThat(visitor.problems()).isEmpty();
        visitor.type("q2", "second").press("Continue");
        assertThat(visitor.text()).contains("Check your answers", "first", "second");
        visitor.press("Change Question 1").type("q1", "changed").press("Continue");
        assertThat(visitor.text()).contains("Check your answers", "changed", "second");
        visitor.press("Save and come back later");
        String link = visitor.page().getElementById("link").text();
        visitor.open(link).press("Continue");
        assertThat(visitor.text()).contains("Check your answers", "changed", "second");
        assertThat(visitor.press("Send report").reference()).isNotEmpty();
        assertThat(lethe.database()
                        .sql("SELECT count(*) FROM saved_answers WHERE form = ? AND NOT lasting")
                        .param(form.id().value())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_page_can_be_asked_for_by_its_address_once_those_before_it_are_answered() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.EMAIL)));
        Client visitor = at(form).press("Start now");
        String visit = visitor.page().location().replaceFirst("/q1$", "");
        assertThat(visitor.open(visit + "/check").heading()).isEqualTo("Question 1");
        visitor.type("q1", "here").press("Continue");
        assertThat(visitor.open(visit + "/check").heading()).isEqualTo("Question 2");
        assertThat(visitor.open(visit + "/q99").heading()).isEqualTo("Question 2");
        assertThat(visitor.problems()).isEmpty();
        visitor.type("q2", "not one").press("Continue");
        assertThat(visitor.problems()).hasSize(1);
        assertThat(visitor.open(visit + "/q2").problems()).hasSize(1);
        assertThat(visitor.value("q2")).isEqualTo("not one");
        assertThat(visitor.open(visit + "/check").heading()).isEqualTo("Question 2");
        assertThat(visitor.open(visit + "/q1").value("q1")).isEqualTo("here");
        assertThat(visitor.problems()).isEmpty();
        assertThat(visitor.open(visit).heading()).isEqualTo("Question 2");
        assertThat(visitor.open(form.address() + "/visit/x/q1").answer().statusCode())
                .isEqualTo(404);
    }

    @Test
    void nothing_is_stored_of_whoever_only_looks_and_of_a_form_that_is_sent_in_one_go() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form);
        visitor.open(visitor.page().location());
        visitor.type("q1", "here").press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
        assertThat(lethe.database()
                        .sql("SELECT count(*) FROM saved_answers WHERE form = ?")
                        .param(form.id().value())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void FW2_answers_that_were_checked_and_sent_twice_are_one_submission() {
        Published form = lethe.publish(form(Layout.ONE_PAGE_AND_CHECK, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form);
        var questions = visitor.page().clone();
        visitor.type("q1", "here").press("Continue");
        var check = visitor.page().clone();
        String reference = visitor.press("Send report").reference();
        visitor.back(check).press("Send report");
        assertThat(visitor.reference()).isEqualTo(reference);
        visitor.back(check).press("Change Question 1");
        assertThat(visitor.heading()).isEqualTo("This form was sent");
        visitor.back(questions).type("q1", "there").press("Continue").press("Send report");
        assertThat(visitor.text()).contains("You sent this form before", reference, "Question 1");
        visitor.press("Send report");
        assertThat(visitor.reference()).isNotEmpty().isNotEqualTo(reference);
    }

    @Test
    void a_form_that_changed_meanwhile_is_finished_as_it_was_begun() {
        Published form = lethe.publish(form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form).press("Start now");
        lethe.publishAgain(form, form(Layout.ONE_PAGE, asked(2, FieldType.SINGLE_LINE)));
        visitor.type("q1", "here").press("Continue");
        assertThat(visitor.heading()).isEqualTo("Check your answers");
        visitor.press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
        assertThat(at(form).has("q2")).isTrue();
    }

    @Test
    void a_form_that_closed_says_so_and_takes_nothing() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        lethe.send(new CloseForm(form.id()));
        Client visitor = at(form);
        assertThat(visitor.text()).contains("This form closed on").doesNotContain("Question 1");
        assertThat(visitor.page().select("form")).isEmpty();
        lethe.send(new ReopenForm(form.id()));
        assertThat(at(form).text()).contains("Question 1");
        lethe.send(new ArchiveForm(form.id()));
        assertThat(at(form).text()).contains("This form closed on");
    }

    @Test
    void whoever_began_before_a_form_closed_can_finish_within_an_hour_and_loses_nothing_after_it() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client inTime = at(form).press("Start now");
        Client tooLate = at(form).press("Start now").type("q1", "what I typed").press("Continue");
        lethe.send(new CloseForm(form.id()));
        lethe.clock().later(Duration.ofMinutes(59));
        inTime.type("q1", "a")
                .press("Continue")
                .type("q2", "b")
                .press("Continue")
                .press("Send report");
        assertThat(inTime.reference()).isNotEmpty();
        lethe.clock().later(Duration.ofMinutes(2));
        tooLate.type("q2", "and this").press("Continue");
        assertThat(tooLate.problems())
                .singleElement()
                .asString()
                .contains("This form closed on", "deleted within a day");
        assertThat(tooLate.value("q2")).isEqualTo("and this");
        assertThat(tooLate.buttons()).containsExactly("Back");
        assertThat(tooLate.press("Back").value("q1")).isEqualTo("what I typed");
        assertThat(tooLate.problems()).singleElement().asString().contains("This form closed on");
    }

    @Test
    void f13_that_it_may_go_sooner_is_said_after_sending_too_whichever_version_says_so() {
        Processing untilErased = new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", null);
        Processing sooner = new Processing(
                "To mend it",
                LawfulBasis.PUBLIC_TASK,
                "Highways",
                RetentionRule.UNTIL_ERASED,
                null,
                List.of(new StatusRetention(SubmissionStatus.DONE, 1)));
        FormDefinition questions = form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        Published form = lethe.publish(questions.with(sooner));
        Client visitor = at(form);
        assertThat(visitor.text())
                .contains("Until we no longer need it, or you ask for it to be erased, or sooner: "
                        + "1 day after we mark it as “done”");
        visitor.type("q1", "here");
        lethe.publishAgain(form, questions.with(untilErased));
        visitor.press("Send report");
        assertThat(visitor.text()).contains("Once it is dealt with, we may delete it sooner.");
        assertThat(at(form).type("q1", "here").press("Send report").text())
                .contains("until we no longer need it")
                .doesNotContain("sooner");
    }

    @Test
    void whoever_sent_it_can_open_a_copy_for_twenty_minutes() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                asked(1, FieldType.SINGLE_LINE),
                optional(2, FieldType.ADDRESS),
                asked(3, FieldType.DATE_TIME)));
        Client visitor = at(form);
        visitor.type("q1", "a < b")
                .type("q2-line1", "1 High Street")
                .type("q2-town", "Wing")
                .type("q2-postcode", "lu70ns");
        visitor.type("q3-day", "7")
                .type("q3-month", "3")
                .type("q3-year", "2026")
                .type("q3-hour", "9")
                .type("q3-minute", "05");
        visitor.press("Send report");
        String reference = visitor.reference();
        assertThat(visitor.text()).contains("We will delete what you sent after", "whoever uses this browser");
        var sent = visitor.page().clone();
        visitor.press("See what you sent");
        assertThat(visitor.text()).contains(reference, "a < b", "1 High Street Wing LU7 0NS", "7 March 2026, 09:05");
        assertThat(visitor.answer().headers().firstValue("Cache-Control")).contains("no-store");
        lethe.clock().later(Duration.ofMinutes(21));
        visitor.back(sent).press("See what you sent");
        assertThat(visitor.heading()).isEqualTo("The copy is not available any more");
        assertThat(visitor.text()).doesNotContain("High Street");
    }

    @Test
    void a_receipt_of_one_form_opens_nothing_at_another() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Published other = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form).type("q1", "mine alone").press("Send report");
        String reference = visitor.reference();
        String receipt = visitor.value("receipt");
        visitor.send(other.address() + "/copy", "receipt", receipt);
        assertThat(visitor.text()).doesNotContain("mine alone").doesNotContain(reference);
        visitor.open(other.address() + "/sent?receipt=" + receipt);
        assertThat(visitor.text()).doesNotContain(reference);
        visitor.send(form.address() + "/copy", "receipt", receipt);
        assertThat(visitor.text()).contains("mine alone", reference);
    }
}
