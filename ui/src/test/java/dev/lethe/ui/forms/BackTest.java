package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Back, forward, reload and coming back in a real browser, with its own memory of pages and without: what was typed is there
 * while a form is filled in, and nothing of it once it was sent or cleared.
 */
@Tag("browser")
class BackTest {

    private static final String SENT = "We have your report";
    private static final String TYPED = "Ann Quill";
    private static final String HALF = "half an answer";

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

    private static Browser visitor(JavaScript javaScript, boolean keepsPages) {
        return keepsPages
                ? Browser.openKeepingPages(lethe.address(), javaScript)
                : Browser.open(lethe.address(), javaScript);
    }

    private static Published paged() {
        return lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.MULTI_LINE)));
    }

    private static Published onOnePage() {
        return lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.MULTI_LINE)));
    }

    private static String value(Browser visitor, String question) {
        return visitor.page()
                .getByLabel(question, new Page.GetByLabelOptions().setExact(true))
                .inputValue();
    }

    private static void fitsANarrowPhone(Browser visitor) {
        Page page = visitor.page();
        page.setViewportSize(320, 800);
        // A page without scripts cannot be asked; it looks the same.
        if (visitor.runsScripts())
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .isLessThanOrEqualTo(320);
        visitor.shoot("narrow-" + page.title().replaceAll("[^A-Za-z]+", "-"));
        page.setViewportSize(1280, 900);
    }

    /** All that can be read, and all that stands in an input, seen or not. */
    private static String everything(Browser visitor) {
        StringBuilder all =
                new StringBuilder(visitor.text()).append(visitor.page().content());
        for (var input : visitor.page().locator("input, textarea").all())
            all.append('\n').append(input.inputValue());
        return all.toString();
    }

    /** The script keeps what was typed while the page goes away, and nobody waits for that. */
    private static void awaitKept(Published form, String typed) throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            if (lethe.database()
                            .sql("SELECT count(*) FROM saved_answers WHERE form = ? AND token IS NOT NULL")
                            .param(form.id().value())
                            .query(Long.class)
                            .single()
                    > 0) return;
            Thread.sleep(100);
        }
        throw new AssertionError("Nothing was kept of " + typed);
    }

    @ParameterizedTest
    @CsvSource({"ON,false", "ON,true", "OFF,false", "OFF,true"})
    void back_and_forward_show_each_question_with_what_was_typed(JavaScript javaScript, boolean keepsPages) {
        Published form = paged();
        try (Browser visitor = visitor(javaScript, keepsPages)) {
            visitor.visit(form.address());
            visitor.press("Start now");
            visitor.type("Question 1", TYPED);
            visitor.press("Continue");
            visitor.type("Question 2", HALF);
            visitor.follow("Privacy");
            visitor.back();
            assertThat(value(visitor, "Question 2")).isEqualTo(HALF);
            visitor.back();
            assertThat(value(visitor, "Question 1")).isEqualTo(TYPED);
            visitor.back();
            assertThat(visitor.text()).contains("Start now");
            visitor.forward();
            assertThat(value(visitor, "Question 1")).isEqualTo(TYPED);
            visitor.forward();
            assertThat(value(visitor, "Question 2")).isEqualTo(HALF);
            visitor.press("Continue");
            assertThat(visitor.text()).contains("Check your answers", TYPED, HALF);
            visitor.page().reload();
            assertThat(visitor.text()).contains("Check your answers", TYPED, HALF);
            if (keepsPages) fitsANarrowPhone(visitor);
            else visitor.check("back-check-with-clear");
            visitor.back();
            visitor.page().reload();
            assertThat(value(visitor, "Question 2")).isEqualTo(HALF);
            assertThat(visitor.page().url()).doesNotContainIgnoringCase("quill");
        }
    }

    @ParameterizedTest
    @CsvSource({"ON,false", "ON,true", "OFF,false", "OFF,true"})
    void after_sending_nothing_of_what_was_typed_comes_back(JavaScript javaScript, boolean keepsPages) {
        for (Published form : List.of(paged(), onOnePage()))
            try (Browser visitor = visitor(javaScript, keepsPages)) {
                boolean pages =
                        visitor.visit(form.address()).getByText("Start now").count() > 0;
                if (pages) visitor.press("Start now");
                visitor.type("Question 1", TYPED);
                if (pages) visitor.press("Continue");
                visitor.type("Question 2", HALF);
                String last = visitor.page().url();
                if (pages) visitor.press("Continue");
                visitor.press("Send report");
                assertThat(visitor.text()).contains(SENT);
                for (int i = 0; i < (pages ? 4 : 1); i++) {
                    visitor.back();
                    assertThat(everything(visitor)).doesNotContain(TYPED, HALF);
                    visitor.page().reload();
                    assertThat(everything(visitor)).doesNotContain(TYPED, HALF);
                }
                if (!pages) {
                    assertThat(visitor.text()).contains("This form was sent");
                    if (keepsPages) fitsANarrowPhone(visitor);
                    else visitor.check("back-after-sending");
                }
                visitor.forward();
                assertThat(everything(visitor)).doesNotContain(TYPED, HALF);
                visitor.visit(last);
                assertThat(everything(visitor)).doesNotContain(TYPED, HALF);
                assertThat(visitor.text()).contains("This form was sent");
                visitor.follow("Begin this form anew");
                if (pages) visitor.press("Start now");
                assertThat(value(visitor, "Question 1")).isEmpty();
            }
    }

    /** A browser puts back into a page what stood there when it was left, which may be older than what is kept. */
    @ParameterizedTest
    @CsvSource({"ON,true", "OFF,false"})
    void going_back_past_what_was_changed_shows_and_keeps_what_it_was_changed_to(
            JavaScript javaScript, boolean keepsPages) {
        Published form = paged();
        try (Browser visitor = visitor(javaScript, keepsPages)) {
            visitor.visit(form.address());
            visitor.press("Start now");
            visitor.type("Question 1", "before");
            visitor.press("Continue");
            visitor.type("Question 2", HALF);
            visitor.press("Continue");
            visitor.press("Change Question 1");
            visitor.type("Question 1", "after");
            visitor.press("Continue");
            assertThat(visitor.text()).contains("Check your answers", "after");
            visitor.back();
            assertThat(value(visitor, "Question 1")).isEqualTo("after");
            visitor.back();
            assertThat(visitor.text()).contains("Check your answers", "after").doesNotContain("before");
            visitor.back();
            assertThat(value(visitor, "Question 2")).isEqualTo(HALF);
            visitor.back();
            assertThat(value(visitor, "Question 1")).isEqualTo("after");
            for (int i = 0; i < 4; i++) visitor.forward();
            visitor.page().reload();
            assertThat(visitor.text()).contains("Check your answers", "after").doesNotContain("before");
        }
    }

    @ParameterizedTest
    @CsvSource({"ON,true", "OFF,false"})
    void clearing_takes_everything_away_at_once(JavaScript javaScript, boolean keepsPages) {
        Published form = onOnePage();
        try (Browser visitor = visitor(javaScript, keepsPages)) {
            visitor.visit(form.address());
            visitor.type("Question 1", TYPED);
            visitor.press("Send report");
            assertThat(visitor.text()).contains("Enter an answer to “Question 2”");
            visitor.page().reload();
            assertThat(visitor.text()).contains("Enter an answer to “Question 2”");
            assertThat(value(visitor, "Question 1")).isEqualTo(TYPED);
            visitor.type("Question 2", HALF);
            visitor.press("Clear my answers");
            assertThat(visitor.text()).contains("Your answers are cleared");
            if (keepsPages) fitsANarrowPhone(visitor);
            else visitor.check("back-cleared");
            for (int i = 0; i < 2; i++) {
                visitor.back();
                assertThat(everything(visitor)).doesNotContain(TYPED, HALF);
            }
            assertThat(lethe.database()
                            .sql("SELECT count(*) FROM saved_answers WHERE form = ? AND token IS NOT NULL")
                            .param(form.id().value())
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"ON", "OFF"})
    void two_tabs_with_one_form_do_not_mix(JavaScript javaScript) {
        Published form = paged();
        try (Browser one = visitor(javaScript, false)) {
            Browser other = one.tab();
            for (Browser tab : List.of(one, other)) {
                tab.visit(form.address());
                tab.press("Start now");
                tab.type("Question 1", tab == one ? "one" : "other");
                tab.press("Continue");
            }
            one.back();
            assertThat(value(one, "Question 1")).isEqualTo("one");
            one.press("Continue");
            one.type("Question 2", "sent");
            one.press("Continue");
            assertThat(one.text()).doesNotContain("other");
            one.press("Send report");
            other.type("Question 2", "later");
            other.press("Continue");
            assertThat(other.text()).contains("other", "later").doesNotContain("sent");
            other.press("Send report");
            assertThat(other.text()).contains(SENT);
        }
    }

    @Test
    void what_was_typed_on_a_page_that_was_left_is_there_when_its_address_is_opened_again() throws Exception {
        Published form = onOnePage();
        try (Browser visitor = visitor(JavaScript.ON, false)) {
            visitor.visit(form.address());
            visitor.type("Question 1", TYPED);
            String address = visitor.page().url();
            visitor.follow("Privacy");
            awaitKept(form, TYPED);
            Browser again = visitor.tab();
            again.visit(address);
            assertThat(value(again, "Question 1")).isEqualTo(TYPED);
            assertThat(again.text()).doesNotContain("Enter an answer");
            // Whoever is handed the address has nothing of it.
            Browser stranger = visitor.another();
            stranger.visit(address);
            assertThat(everything(stranger)).doesNotContain(TYPED);
            stranger.type("Question 1", "the stranger's");
            stranger.press("Send report");
            again.page().reload();
            assertThat(everything(again)).doesNotContain("the stranger's");
            assertThat(value(again, "Question 1")).isEqualTo(TYPED);
        }
    }
}
