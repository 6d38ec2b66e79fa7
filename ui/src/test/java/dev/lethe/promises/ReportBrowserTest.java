package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.query.forms.Forms;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole work on reports in a browser. */
@Tag("browser")
class ReportBrowserTest extends ReportPages {

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
        FormDefinition was =
                lethe.bean(Forms.class).version(form.version()).orElseThrow().definition();
        Accepted first = lethe.bring(
                form, MONDAY, "q1", "Ann", "q2", "ann@example.org", "q3", "It leans", "q4", "owner@example.org");
        Published second = lethe.publishAgain(
                form,
                was.with(List.of(
                        was.fields().get(0), was.fields().get(1), was.fields().get(3))));
        Accepted last = lethe.bring(second, MONDAY.plusSeconds(60), "q1", "Bob");
        lethe.settle();
        try (Browser browser = Browser.open(lethe.address(), javaScript)) {
            browser.visit("/sign-in");
            browser.type("Email address", caseworker.email());
            browser.type("Password", TestLethe.PASSWORD);
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
            lethe.readers(form, Set.of());
            browser.visit(list);
            assertThat(browser.text()).contains(NOT_A_READER);
            browser.check("reports-not-a-reader");
        }
    }
}
