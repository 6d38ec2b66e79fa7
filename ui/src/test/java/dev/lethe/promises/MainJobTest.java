package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The main job, from an empty installation, in a real browser: an administrator invites an editor and a privacy officer,
 * the editor publishes a form, visitors send it, the editor reads it, the officer erases a person, and everyone sees that
 * the personal data is gone while the record, the counts and the audit trail stand.
 */
@Tag("browser")
@Tag("process")
class MainJobTest {

    private static final String PASSWORD = "otter marmalade lantern";
    private static final String TITLE = "Report a dangerous tree";
    private static final String ADDRESS = "/forms/report-a-dangerous-tree";

    @TempDir
    Path home;

    @ParameterizedTest
    @EnumSource
    void the_main_job(JavaScript javaScript) {
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of());
                Browser administrator = Browser.open(lethe.address(), javaScript)) {
            Browser editor = administrator.another();
            Browser officer = administrator.another();
            Browser visitor = administrator.another();

            makeTheFirstAdministrator(administrator, lethe);
            invite(administrator, editor, "Edda Editor", "edda@lethe.example", "Editor");
            invite(administrator, officer, "Otto Officer", "otto@lethe.example", "Privacy officer");
            administrator.visit("/staff/accounts");
            administrator.check("job-accounts");
            assertThat(administrator.text()).contains("Edda Editor", "otto@lethe.example");

            publish(editor);
            letEditorsRead(administrator, editor);
            refuseAnEmptyForm(visitor);
            String first =
                    send(visitor, "Ada Quill", "ada.quill@example.org", "The oak leans over the school gate", null);
            visitor.check("job-sent");
            String second = send(visitor, "A. Quill", "  ADA.Quill@Example.ORG ", "It is worse today", null);
            String other = send(
                    visitor, "Ben Stone", "ben.stone@example.org", "The lime lost a branch", "ada.quill@EXAMPLE.org");
            assertThat(visitor.cookies()).as("a visitor's cookies").containsOnly("lethe-visit");

            new Council(lethe).awaitReported(other);
            openTheReport(editor);
            editor.check("job-report");
            assertThat(cells(editor, first)).anyMatch(cell -> cell.contains("Ada Quill"));
            assertThat(cells(editor, second)).anyMatch(cell -> cell.contains("It is worse today"));
            assertThat(cells(editor, other)).anyMatch(cell -> cell.contains("Ben Stone"));
            editor.follow(other);
            editor.check("job-submission");
            assertThat(editor.text())
                    .contains("The owner of the tree", "ada.quill@EXAMPLE.org", "The lime lost a branch");

            find(officer, "ada.quill@example.org");
            officer.check("job-person");
            assertThat(officer.text())
                    .contains(first, second, other, "also has a part about another person", "Claimed");
            assertThat(officer.text()).doesNotContain("The lime lost a branch");
            erase(officer);

            openTheReport(editor);
            editor.check("job-report-after-the-erasure");
            assertThat(editor.text()).contains("3 submissions").doesNotContain("Quill", "school gate", "worse today");
            assertThat(cells(editor, first)).anyMatch(cell -> cell.startsWith("Erased on "));
            assertThat(cells(editor, second)).anyMatch(cell -> cell.startsWith("Erased on "));
            assertThat(cells(editor, other)).anyMatch(cell -> cell.contains("Ben Stone"));
            editor.follow(other);
            editor.check("job-submission-after-the-erasure");
            assertThat(editor.text())
                    .contains("The lime lost a branch", "ben.stone@example.org", "Erased on ")
                    .doesNotContainIgnoringCase("quill");

            find(officer, "Ada.Quill@example.org");
            officer.check("job-nobody");
            assertThat(officer.text()).contains("We hold nothing under this email address.");
            find(officer, "ben.stone@example.org");
            assertThat(officer.text()).contains(other, "The lime lost a branch").doesNotContain(first, second);

            readTheTrail(officer);
            comeBack(visitor, officer);
            signOut(officer);
        }
    }

    private static void makeTheFirstAdministrator(Browser administrator, RunningLethe lethe) {
        administrator.visit(lethe.printed("http://localhost:\\d+(/accounts/first/\\S+)"));
        administrator.check("job-first-administrator");
        administrator.press("Create the account");
        administrator.check("job-first-administrator-with-errors");
        administrator.type("Full name", "Ava Admin");
        administrator.type("Email address", "ava@lethe.example");
        administrator.type("New password", PASSWORD);
        administrator.press("Create the account");
        signIn(administrator, "ava@lethe.example");
        administrator.check("job-administrators-area");
    }

    private static void invite(Browser administrator, Browser invited, String name, String email, String role) {
        administrator.visit("/staff/accounts");
        administrator.press("Invite somebody");
        administrator.check("job-invite");
        administrator.type("Full name", name);
        administrator.type("Email address", email);
        administrator.choose(role);
        administrator.press("Make the invitation");
        administrator.check("job-hand-over");

        invited.visit(administrator.page().locator("#link").innerText());
        assertThat(invited.text()).contains(name);
        invited.check("job-invited");
        invited.type("New password", PASSWORD);
        invited.press("Set the password");
        signIn(invited, email);
        invited.check("job-staff-area");
    }

    private static void signIn(Browser browser, String email) {
        assertThat(browser.page().url()).contains("/sign-in");
        browser.check("job-sign-in");
        browser.type("Email address", email);
        browser.type("Password", PASSWORD);
        browser.press("Sign in");
        assertThat(browser.page().url()).endsWith("/staff");
    }

    private static void signOut(Browser browser) {
        String here = browser.page().url();
        browser.press("Sign out");
        assertThat(browser.text()).contains("You are signed out.");
        browser.visit(here);
        assertThat(browser.page().url()).contains("/sign-in");
    }

    /** A form with two people in it: who sends it, and the owner of the tree. */
    private static void publish(Browser editor) {
        editor.visit("/staff/forms");
        editor.check("job-no-forms");
        editor.press("Make a form");
        editor.check("job-new-form");
        editor.type("Title", TITLE);
        editor.press("Continue");
        editor.check("job-form-begun");
        editor.press("Publish");
        assertThat(editor.text()).contains("Add at least one question", "Enter why you ask for this data");
        editor.check("job-form-with-errors");

        editor.page().locator("#purpose").click();
        editor.type("Why you ask for it", "To find the tree and make it safe");
        editor.choose("Public task");
        editor.type("Who will see it", "The tree officers and our contractor for trees");
        editor.choose("Another number of days");
        editor.type("Number of days", "forever");
        editor.press("Save");
        assertThat(editor.text()).contains("The number of days must be between 1 and");
        editor.check("job-data-use-with-errors");
        editor.type("Number of days", "730");
        editor.press("Save");

        editor.click(editor.page().locator("a:has-text('Add or change people')"));
        editor.check("job-people");
        editor.type("Add another person (optional)", "The owner of the tree");
        editor.press("Save");

        ask(editor, "One line of text", "Your name", "Yes, by name", null);
        ask(editor, "An email address", "Your email address", "Yes, by email address", "You");
        ask(editor, "Several lines of text", "What is wrong with the tree?", null, "You");
        ask(editor, "An email address", "Their email address", "Yes, by email address", "The owner of the tree");
        editor.check("job-form-with-questions");
        editor.follow("Preview");
        editor.check("job-preview");
        editor.follow("Back to editing");
        editor.press("Publish");
        assertThat(editor.text()).contains("The form is published.", ADDRESS);
        editor.check("job-form-published");
    }

    /** Nobody may read what is sent until an administrator says so, not even who built the form. */
    private static void letEditorsRead(Browser administrator, Browser editor) {
        String form = editor.page().url().replaceFirst("[?#].*", "");
        editor.visit(form.replace("/staff/forms/", "/staff/submissions/forms/"));
        assertThat(editor.text()).contains("Each form names who may read what people sent with it");
        administrator.visit(form + "/readers");
        administrator.page().locator("input[name=roles][value=EDITOR]").check();
        administrator.click(administrator.page().locator("form:has(input[name=roles]) button[type=submit]"));
    }

    private static void ask(Browser editor, String kind, String question, String identifies, String person) {
        editor.press("Add a question");
        if (person == null) {
            editor.press("Continue");
            editor.check("job-kind-of-question-with-errors");
        }
        editor.choose(kind);
        editor.press("Continue");
        editor.type("Question", question);
        if (person != null && !person.equals("You")) editor.leave("An answer is required");
        if (person != null && !person.equals("You")) editor.choose(person);
        if (identifies != null) editor.choose(identifies);
        editor.choose("Personal");
        editor.check("job-question");
        editor.press("Save");
        assertThat(editor.text()).contains(question);
    }

    private static void refuseAnEmptyForm(Browser visitor) {
        visitor.visit("/");
        visitor.check("job-home");
        visitor.follow(TITLE);
        assertThat(visitor.text())
                .contains(
                        "To find the tree and make it safe",
                        "The tree officers and our contractor for trees",
                        "It is part of our work for the public",
                        "730 days after we receive it");
        visitor.check("job-form");
        visitor.type("What is wrong with the tree?", "It leans");
        visitor.press("Send");
        visitor.check("job-form-refused");
        assertThat(visitor.text())
                .contains("Enter an answer to “Your name”", "Enter an email address for “Your email address”");
        assertThat(visitor.page().getByLabel("What is wrong with the tree?").inputValue())
                .isEqualTo("It leans");
    }

    /** Returns the reference that the visitor is shown. */
    private static String send(Browser visitor, String name, String email, String problem, String owner) {
        visitor.visit(ADDRESS);
        visitor.type("Your name", name);
        visitor.type("Your email address", email);
        visitor.type("What is wrong with the tree?", problem);
        if (owner != null) visitor.type("Their email address (optional)", owner);
        visitor.send("Send");
        assertThat(visitor.text()).contains("We have received it", "Your reference");
        assertThat(visitor.page().url()).doesNotContainIgnoringCase("quill");
        return visitor.page().locator(".govuk-panel__body strong").innerText();
    }

    private static void openTheReport(Browser editor) {
        editor.visit("/staff/submissions");
        editor.follow(TITLE);
    }

    /** What stands in the row of this submission. */
    private static List<String> cells(Browser editor, String reference) {
        return editor.page()
                .locator("tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText(reference))
                .locator("td")
                .allInnerTexts();
    }

    private static void find(Browser officer, String email) {
        officer.visit("/staff/people");
        officer.check("job-find");
        officer.type("Email address", email);
        officer.press("Find");
        assertThat(officer.page().url()).doesNotContain("@");
    }

    private static void erase(Browser officer) {
        officer.press("Check what will be destroyed");
        assertThat(officer.text()).contains("Choose why this is erased");
        officer.check("job-person-with-errors");
        officer.choose("The person objected");
        officer.press("Check what will be destroyed");
        assertThat(officer.text()).contains("Records destroyed: 3", "Records kept: 0", "This cannot be undone");
        officer.check("job-confirm");
        officer.press("Erase this person");
        assertThat(officer.text())
                .contains(
                        "Nothing of it opens any more.", "Ledger entry", "Version of the root state", "Keys destroyed")
                .doesNotContainIgnoringCase("quill");
        assertThat(row(officer, "Keys destroyed")).isEqualTo("3");
        // What visitors typed on the way to sending has been destroyed before, or not yet.
        assertThat(row(officer, "Ledger entry")).matches("[1-9]");
        officer.check("job-proof");
        officer.visit("/staff/erasures");
        officer.check("job-erasures");
        assertThat(officer.text()).contains("Otto Officer", "Complete");
    }

    private static String row(Browser browser, String key) {
        return browser.page()
                .locator(
                        ".govuk-summary-list__row",
                        new com.microsoft.playwright.Page.LocatorOptions()
                                .setHas(browser.page()
                                        .getByText(
                                                key,
                                                new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))))
                .locator("dd")
                .innerText();
    }

    private static void readTheTrail(Browser officer) {
        officer.visit("/staff/audit");
        officer.check("job-audit");
        Locator trail = officer.page().locator("main tbody");
        assertThat(trail.innerText())
                .contains(
                        "Erased a person",
                        "Ordered an erasure",
                        "Looked at personal data",
                        "Looked for a person who was not found",
                        "Sent a form",
                        "Published a form",
                        "Otto Officer",
                        "Edda Editor")
                .doesNotContainIgnoringCase("quill");
    }

    /** Somebody who comes back is somebody new: nothing that was erased is linked to them. */
    private static void comeBack(Browser visitor, Browser officer) {
        String again = send(visitor, "Ada Quill", "ada.quill@example.org", "The oak fell", null);
        find(officer, "ada.quill@example.org");
        assertThat(officer.page().locator(".govuk-summary-card__title").allInnerTexts())
                .singleElement()
                .asString()
                .contains(again);
    }
}
