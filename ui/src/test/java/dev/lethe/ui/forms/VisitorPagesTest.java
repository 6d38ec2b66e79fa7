package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static dev.lethe.ui.TestForms.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import dev.lethe.command.forms.CloseForm;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page of a visitor's way through a form in a real browser, with and without JavaScript. */
class VisitorPagesTest {

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

    private static Field[] everyType() {
        List<Field> all = new ArrayList<>();
        for (FieldType type : FieldType.values()) {
            Field field =
                    type.hasChoices() ? asked(all.size() + 1, type, "First", "Second") : asked(all.size() + 1, type);
            if (type == FieldType.HIDDEN) field = field.beginningWith(List.of("leaflet"));
            if (type == FieldType.SINGLE_LINE)
                field = field.within(new Limits(2, "[A-Z].*", "Begin with a capital", List.of(), null))
                        .after("## Before you answer\n\nRead **this** and [that](https://www.example.org).");
            all.add(field);
        }
        return all.toArray(Field[]::new);
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void f3_every_type_of_question_on_one_page(JavaScript javaScript) {
        Published form = lethe.publish(form(Layout.ONE_PAGE_AND_CHECK, everyType()));
        try (Browser visitor = Browser.open(lethe.address(), javaScript)) {
            visitor.visit(form.address());
            visitor.check("visitor-every-type");
            visitor.press("Continue");
            visitor.check("visitor-every-type-with-errors");
            var links = visitor.page().locator(".govuk-error-summary__list a");
            assertThat(links.count()).isEqualTo(FieldType.values().length - 1);
            for (int i = 0; i < links.count(); i++)
                assertThat(visitor.page()
                                .locator(links.nth(i).getAttribute("href") + ":is(input, textarea, select)")
                                .count())
                        .as(links.nth(i).innerText())
                        .isEqualTo(1);
            if (javaScript == JavaScript.ON)
                assertThat(visitor.page().evaluate("document.activeElement.className"))
                        .asString()
                        .contains("govuk-error-summary");
            assertThat(visitor.cookies()).containsOnly("lethe-visit");
        }
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void a_question_a_page(JavaScript javaScript) {
        Published form = lethe.publish(form(
                Layout.PAGE_PER_QUESTION,
                List.of("You", "The person you care for"),
                asked(1, FieldType.SINGLE_LINE),
                asked(2, FieldType.RADIOS, "Yes", "No"),
                asked(3, FieldType.ADDRESS).askedIf(List.of(when(2, "Yes"))),
                optional(4, FieldType.FILE),
                optional(5, FieldType.CHECKBOX),
                asked(6, FieldType.DATE_TIME).about(1)));
        try (Browser visitor = Browser.open(lethe.address(), javaScript)) {
            visitor.visit(form.address());
            visitor.check("visitor-start");
            visitor.press("Start now");
            visitor.check("visitor-question");
            visitor.enter("Question 1");
            visitor.check("visitor-question-with-errors");
            visitor.type("Question 1", "Ann");
            visitor.enter("Question 1");
            assertThat(visitor.page().title()).startsWith("Question 2 –");
            visitor.choose("Yes");
            visitor.press("Continue");
            visitor.check("visitor-question-address");
            visitor.press("Continue");
            visitor.check("visitor-question-address-with-errors");
            visitor.type("Address line 1", "1 High Street");
            visitor.type("Town or city", "Wing");
            visitor.type("Postcode", "LU7 0NS");
            visitor.press("Continue");
            visitor.check("visitor-question-file");
            attach(visitor, "q4", "letter.pdf", "%PDF-1.7\n%%EOF");
            visitor.press("Continue");
            visitor.check("visitor-question-box");
            visitor.press("Back");
            assertThat(visitor.text()).contains("letter.pdf");
            visitor.check("visitor-question-file-attached");
            visitor.press("Continue");
            visitor.press("Continue");
            visitor.check("visitor-question-date-time");
            visitor.type("Day", "7");
            visitor.type("Month", "3");
            visitor.type("Year", "2026");
            visitor.type("Hour", "9");
            visitor.type("Minute", "30");
            visitor.press("Continue");
            assertThat(visitor.text()).contains("Check your answers", "letter.pdf", "7 March 2026, 09:30");
            visitor.check("visitor-check");
            visitor.press("Change Question 1");
            assertThat(visitor.page().getByLabel("Question 1").inputValue()).isEqualTo("Ann");
            visitor.press("Continue");
            visitor.press("Save and come back later");
            visitor.check("visitor-saved");
            visitor.follow("Go on now");
            visitor.check("visitor-continue");
            visitor.press("Continue");
            visitor.press("Send report");
            visitor.check("visitor-sent");
            visitor.press("See what you sent");
            assertThat(visitor.text()).contains("1 High Street", "letter.pdf");
            visitor.check("visitor-copy");
            visitor.visit(form.address() + "/continue/" + "x".repeat(43));
            assertThat(visitor.text()).contains("does not work any more");
            visitor.check("visitor-continue-ended");
            assertThat(visitor.cookies()).containsOnly("lethe-visit");
        }
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void a_form_that_closed_before_and_while_it_is_filled_in(JavaScript javaScript) {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.MULTI_LINE)));
        try (Browser visitor = Browser.open(lethe.address(), javaScript)) {
            visitor.visit(form.address());
            visitor.type("Question 1", "what I typed");
            lethe.send(new CloseForm(form.id()));
            lethe.clock().later(java.time.Duration.ofMinutes(61));
            visitor.press("Send report");
            assertThat(visitor.page().getByLabel("Question 1").inputValue()).isEqualTo("what I typed");
            visitor.check("visitor-closed-meanwhile");
            visitor.visit(form.address());
            visitor.check("visitor-closed");
        }
    }

    private static void attach(Browser visitor, String name, String fileName, String content) {
        visitor.page()
                .locator("input[type=file][name=" + name + "]")
                .setInputFiles(new FilePayload(
                        fileName, "application/octet-stream", content.getBytes(StandardCharsets.US_ASCII)));
    }
}
