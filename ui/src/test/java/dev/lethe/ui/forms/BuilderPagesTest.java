package dev.lethe.ui.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.TestLethe;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All that editors do with a form, in a real browser, with and without JavaScript. */
@Tag("browser")
class BuilderPagesTest {

    private static final String PASSWORD = "otter marmalade lantern";
    /** Of somebody who builds forms and is an administrator. */
    private static final String BOTH = "both@lethe.example";

    @TempDir
    static Path root;

    private static TestLethe lethe;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
        Staff staff = lethe.bean(Staff.class);
        // The first account is an administrator's.
        for (Role role : List.of(Role.ADMINISTRATOR, Role.EDITOR, Role.PRIVACY_OFFICER))
            staff.setUp(name(role), email(role), Set.of(role), Password.of(PASSWORD));
        staff.setUp("Grace Both", BOTH, Set.of(Role.ADMINISTRATOR, Role.EDITOR), Password.of(PASSWORD));
        lethe.settle();
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    private static String name(Role role) {
        return role == Role.EDITOR ? "Tom Ellis" : "Ada " + role.name();
    }

    private static String email(Role role) {
        return role.name().toLowerCase(Locale.ROOT) + "@lethe.example";
    }

    private static URI address() {
        return lethe.address();
    }

    private static Browser open(JavaScript javaScript, Role role) {
        return signedIn(Browser.open(address(), javaScript), role);
    }

    private static Browser signedIn(Browser browser, Role role) {
        return signedIn(browser, email(role));
    }

    private static Browser signedIn(Browser browser, String email) {
        browser.visit("/sign-in");
        browser.type("Email address", email);
        browser.type("Password", PASSWORD);
        browser.press("Sign in");
        assertThat(browser.page().url()).endsWith("/staff");
        return browser;
    }

    /** A new form; its address. */
    private static String begin(Browser editor, String title) {
        editor.visit("/staff/forms/new");
        editor.type("Title", title);
        editor.press("Continue");
        return editor.page().url().replaceFirst("[?#].*", "");
    }

    private static void ask(Browser editor, String form, String kind, String question) {
        editor.visit(form + "/fields/new?chosen=true&type=" + kind);
        editor.type(kind.equals("HIDDEN") ? "Question" : "Question", question);
        editor.choose("Personal");
    }

    private static void say(Browser editor, String form) {
        editor.visit(form + "/data-use");
        editor.type("Why you ask for it", "To mend it");
        editor.choose("Public task");
        editor.type("Who will see it", "Highways");
        editor.choose("A month");
        editor.press("Save");
    }

    /** What has this name, and says only to those who do not see it what it is about. */
    private static Locator named(Locator in, AriaRole role, String name, String about) {
        return in.getByRole(
                role,
                new Locator.GetByRoleOptions()
                        // The browser reads it as JavaScript's: it knows no \\Q.
                        .setName(Pattern.compile(
                                "^" + name + "\\s*:?\\s*" + about.replaceAll("[^\\w ]", "\\\\$0") + "$")));
    }

    private static void press(Browser browser, String button, String about) {
        browser.click(named(browser.page().locator("main"), AriaRole.BUTTON, button, about)
                .first());
    }

    private static List<String> questions(Browser editor) {
        return editor.page().locator("#questions strong").allInnerTexts();
    }

    private static Locator row(Browser editor, String question) {
        return editor.page().locator("#questions > li", new Page.LocatorOptions().setHasText(question));
    }

    @ParameterizedTest
    @EnumSource
    void a_form_of_many_pages_is_built_seen_and_published(JavaScript javaScript) {
        try (Browser editor = open(javaScript, Role.EDITOR)) {
            String title = "Many pages " + UUID.randomUUID();
            String form = begin(editor, title);
            editor.visit(form + "/layout");
            editor.check("builder-layout");
            editor.choose("One question on each page, then check the answers");
            editor.type("Shortest time to fill it in", "61");
            editor.press("Save");
            assertThat(editor.text()).contains("The shortest time must be between 0 and 60 seconds");
            editor.check("builder-layout-with-errors");
            editor.type("Shortest time to fill it in", "0");
            editor.choose("Let the visitor’s browser do some work before it sends");
            editor.press("Save");
            assertThat(editor.text()).contains("One question on each page", "0 seconds");

            editor.visit(form + "/fields/new/type");
            editor.check("builder-types");
            editor.choose("One of several, all shown");
            editor.press("Continue");
            editor.type("Question", "What is broken?");
            editor.type("Answers to choose from", "Road, Lamp, Something else");
            editor.type("Answer that is there at first (optional)", "Bridge");
            // Enter saves, though other buttons come first on the page.
            editor.enter("Question");
            assertThat(editor.text())
                    .contains("Select what kind of data the answer is", "Choose the default from the answers");
            editor.check("builder-question-with-errors");
            editor.type("Answer that is there at first (optional)", "");
            editor.choose("Not personal");
            editor.press("Save");
            assertThat(questions(editor)).containsExactly("1. What is broken?");

            ask(editor, form, "SINGLE_LINE", "Number of the lamp");
            editor.type("Text before the question (optional)", "It is **on the post**:\n\n- in yellow\n- <b>low</b>");
            editor.type("Shortest answer (optional)", "7");
            editor.type("Longest answer (optional)", "6");
            editor.type("Pattern (optional)", "[A-Z][0-9]{5}");
            editor.press("Add this condition");
            assertThat(editor.text()).contains("Choose an earlier question with answers to choose from");
            editor.page().getByLabel("Add a condition").selectOption("q1");
            editor.press("Add this condition");
            assertThat(editor.page().getByLabel("Pattern (optional)").inputValue())
                    .isEqualTo("[A-Z][0-9]{5}");
            editor.press("Save");
            assertThat(editor.text())
                    .contains(
                            "The shortest answer must be between 1 and 6 characters",
                            "Describe a right answer",
                            "Select at least one answer that the earlier question offers");
            editor.check("builder-condition-with-errors");
            assertThat(editor.page().locator(".govuk-inset-text strong").innerText())
                    .isEqualTo("on the post");
            assertThat(editor.page().locator(".govuk-inset-text li").allInnerTexts())
                    .containsExactly("in yellow", "<b>low</b>");
            editor.type("Shortest answer (optional)", "6");
            editor.type("What to say when the answer does not match", "Enter a letter and five digits");
            editor.choose("Lamp");
            editor.press("Save");
            assertThat(row(editor, "Number of the lamp").innerText()).contains("asked after some answers only");

            // A second condition that excludes the first is said to be impossible, and can be taken out again.
            editor.visit(form + "/fields/q2");
            editor.page().getByLabel("Add a condition").selectOption("q1");
            editor.press("Add this condition");
            editor.page().locator("[name=condition-1-answers]").first().check();
            editor.press("Save");
            assertThat(editor.text()).contains("No way of answering leads to this question");
            editor.click(editor.page().locator("button[name=go][value=remove-condition-1]"));
            assertThat(editor.page().locator("[name=condition-1]").count()).isZero();
            editor.press("Save");

            ask(editor, form, "DATE_TIME", "When did you see it?");
            editor.type("Answer that is there at first (optional)", "yesterday");
            editor.press("Save");
            assertThat(editor.text()).contains("Enter a date like 2026-03-27");
            editor.type("Answer that is there at first (optional)", "");
            editor.press("Save");
            ask(editor, form, "POSTCODE", "Postcode");
            editor.press("Save");
            ask(editor, form, "ADDRESS", "Your address");
            editor.press("Save");
            ask(editor, form, "CHECKBOXES", "What is dangerous?");
            editor.type("Answers to choose from", "The road\nThe path, and the verge\n");
            editor.press("Save");
            ask(editor, form, "FILE", "A picture");
            editor.choose("Pictures");
            editor.type("Largest file (optional)", "51");
            editor.press("Save");
            assertThat(editor.text()).contains("The largest file must be between 1 and 50 MB");
            editor.check("builder-file");
            editor.type("Largest file (optional)", "5");
            editor.leave("An answer is required");
            editor.press("Save");
            ask(editor, form, "HIDDEN", "Campaign");
            editor.check("builder-hidden");
            editor.type("Value", "spring");
            editor.press("Save");
            assertThat(questions(editor)).hasSize(8);
            say(editor, form);
            editor.visit(form);
            editor.check("builder-form");

            editor.follow("Preview");
            int pages = 1;
            editor.check("builder-preview-" + pages);
            for (; editor.page().locator("a[rel=next]").count() > 0; pages++) {
                editor.click(editor.page().locator("a[rel=next]"));
                if (pages < 3) editor.check("builder-preview-" + (pages + 1));
            }
            assertThat(pages)
                    .as("a start, seven questions, a check and the end")
                    .isEqualTo(10);
            editor.check("builder-preview-sent");
            editor.click(editor.page().locator("a[rel=prev]"));
            assertThat(editor.text())
                    .contains("Check your answers", "Your address")
                    .doesNotContain("Campaign");
            editor.check("builder-preview-check");

            editor.visit(form);
            editor.press("Publish");
            assertThat(editor.text()).contains("The form is published.");
            editor.visit(form + "/sites");
            editor.type("Websites that may show this form", "https://www.example.gov.uk/page");
            editor.press("Save");
            assertThat(editor.text()).contains("Enter one site a line as its origin");
            editor.check("builder-sites-with-errors");
            editor.type("Websites that may show this form", "https://WWW.example.gov.uk/\n\nhttps://example.org:443");
            editor.press("Save");
            assertThat(editor.text()).contains("https://www.example.gov.uk\nhttps://example.org");
            editor.visit(form + "/sites");
            assertThat(editor.page().getByLabel("HTML for the page").inputValue())
                    .startsWith("<div data-lethe-form=\"many-pages-")
                    .contains(address() + "/embed.js", address() + "/forms/many-pages-");
            editor.check("builder-sites");
        }
    }

    @ParameterizedTest
    @EnumSource
    void questions_are_put_in_order_doubled_removed_and_brought_back(JavaScript javaScript) {
        try (Browser editor = open(javaScript, Role.EDITOR)) {
            String form = begin(editor, "Order " + UUID.randomUUID());
            editor.visit(form + "/layout");
            editor.choose("One question on each page, then check the answers");
            editor.press("Save");
            ask(editor, form, "CHECKBOX", "Is it yours?");
            editor.press("Save");
            ask(editor, form, "SINGLE_LINE", "Whose is it?");
            editor.page().getByLabel("Add a condition").selectOption("q1");
            editor.press("Add this condition");
            editor.choose("The box is ticked");
            editor.press("Save");
            // FW3: two questions with one label are two questions.
            ask(editor, form, "SINGLE_LINE", "Submit time");
            editor.press("Save");
            ask(editor, form, "SINGLE_LINE", "Submit time");
            editor.press("Save");
            assertThat(questions(editor))
                    .containsExactly("1. Is it yours?", "2. Whose is it?", "3. Submit time", "4. Submit time");

            if (javaScript == JavaScript.ON) editor.await(".lethe-drag"); // its script is there
            press(editor, "Move up", "Whose is it?");
            editor.page()
                    .locator("#questions strong:has-text('1. Whose is it?')")
                    .waitFor();
            assertThat(row(editor, "Whose is it?").innerText())
                    .contains("Choose an earlier question with answers to choose from");
            if (javaScript == JavaScript.ON) {
                assertThat(editor.page().locator("body > [role=status]").textContent())
                        .isEqualTo("“Whose is it?” is now question 1 of 4");
                assertThat(editor.page().evaluate("document.activeElement.textContent"))
                        .isEqualTo("Move down: Whose is it?");
            }
            editor.check("builder-order-with-a-broken-condition");
            press(editor, "Move down", "Whose is it?");
            editor.page()
                    .locator("#questions strong:has-text('2. Whose is it?')")
                    .waitFor();
            assertThat(editor.text()).doesNotContain("Choose an earlier question");

            press(editor, "Duplicate", "Is it yours?");
            editor.page().locator("#questions > li").nth(4).waitFor();
            assertThat(questions(editor).subList(0, 3))
                    .containsExactly("1. Is it yours?", "2. Is it yours?", "3. Whose is it?");
            editor.click(
                    named(editor.page().locator("#questions > li").nth(1), AriaRole.BUTTON, "Remove", "Is it yours?"));
            assertThat(editor.text()).contains("The question is removed from the draft");
            assertThat(questions(editor)).hasSize(4);
            editor.check("builder-removed");
            editor.press("Bring the question back");
            assertThat(editor.text()).contains("The last change is undone.");
            assertThat(questions(editor).subList(0, 2)).containsExactly("1. Is it yours?", "2. Is it yours?");
            assertThat(editor.page().locator("#questions > li").nth(1).getAttribute("data-field"))
                    .isEqualTo("q5");

            if (javaScript == JavaScript.ON) {
                editor.page().locator("#questions").scrollIntoViewIfNeeded();
                dragToTop(editor.page(), 4);
                editor.page()
                        .locator("#questions strong:has-text('1. Submit time')")
                        .waitFor();
                assertThat(editor.page().locator("body > [role=status]").textContent())
                        .isEqualTo("“Submit time” is now question 1 of 5");
                editor.visit(form);
                assertThat(questions(editor).getFirst()).isEqualTo("1. Submit time");
            }
        }
    }

    /** Drags a question before the first, and as a person does lets go only when it is seen to be there. */
    private static void dragToTop(Page page, int which) {
        Locator questions = page.locator("#questions > li");
        Locator handles = page.locator(".lethe-drag");
        String dragged = questions.nth(which).getAttribute("data-field");
        var start = handles.nth(which).boundingBox();
        var end = handles.first().boundingBox();
        page.mouse().move(start.x + start.width / 2, start.y + start.height / 2);
        page.mouse().down();
        page.mouse().move(end.x + end.width / 2, end.y + end.height, new Mouse.MoveOptions().setSteps(20));
        // What still moves aside takes no notice of the mouse.
        for (int tries = 0; tries < 100; tries++) {
            page.mouse().move(end.x + end.width / 2, end.y + 2 + tries % 2, new Mouse.MoveOptions().setSteps(5));
            if (dragged.equals(questions.first().getAttribute("data-field"))) break;
            page.waitForTimeout(50);
        }
        page.mouse().up();
    }

    @ParameterizedTest
    @EnumSource
    void versions_are_compared_and_gone_back_to_and_forms_closed_and_archived(JavaScript javaScript) {
        try (Browser editor = open(javaScript, Role.EDITOR)) {
            String title = "History " + UUID.randomUUID();
            String form = begin(editor, title);
            ask(editor, form, "SINGLE_LINE", "Your name");
            editor.press("Save");
            ask(editor, form, "SINGLE_LINE", "Your street");
            editor.press("Save");
            say(editor, form);
            editor.press("Publish");
            editor.visit(form + "/fields/q1");
            editor.type("Question", "Your full name");
            editor.type("Hint (optional)", "As on your passport");
            editor.press("Save");
            press(editor, "Remove", "Your street");
            ask(editor, form, "URL", "Your page");
            editor.press("Save");
            assertThat(editor.text()).contains("With changes");

            editor.follow("Versions");
            assertThat(editor.text()).contains("Tom Ellis", "Shown now");
            editor.check("builder-history");
            editor.click(named(editor.page().locator("main"), AriaRole.LINK, "Compare with the draft", "Version 1"));
            assertThat(editor.page().locator("h2").allInnerTexts())
                    .anyMatch(part -> part.contains("1. Your full name"))
                    .anyMatch(part -> part.contains("2. Your page") && part.contains("Added"))
                    .anyMatch(part -> part.contains("2. Your street") && part.contains("Removed"));
            assertThat(editor.page().locator("ins").first().innerText()).isEqualTo("full ");
            assertThat(editor.text()).contains("As on your passport", "Added");
            editor.check("builder-compare");

            editor.follow("Versions");
            press(editor, "Make it the draft", "Version 1");
            assertThat(editor.text()).contains("The draft is as that version was.");
            assertThat(questions(editor)).containsExactly("1. Your name", "2. Your street");
            assertThat(editor.page().locator("#questions > li").nth(1).getAttribute("data-field"))
                    .isEqualTo("q2");
            editor.visit(form + "/history/compare?from=1&to=draft");
            assertThat(editor.text()).contains("Nothing differs.");

            editor.visit(form);
            editor.press("Close the form");
            assertThat(editor.text()).contains("The form is closed.", "it takes no submissions");
            editor.check("builder-closed");
            editor.press("Open the form again");
            assertThat(editor.text()).contains("The form is open again.");
            editor.press("Archive the form");
            assertThat(editor.text()).contains("The form is archived.", "Nothing in it can be changed");
            assertThat(editor.page()
                            .locator(
                                    "main a:has-text('Change'), main button:has-text('Publish'), main button:has-text('Remove')")
                            .count())
                    .isZero();
            editor.check("builder-archived");
            editor.visit(form + "/details");
            editor.type("Title", "Another title");
            editor.press("Save");
            assertThat(editor.text()).contains("This form is archived. Bring it back first");

            editor.visit("/staff/forms");
            assertThat(editor.text()).doesNotContain(title);
            editor.check("builder-list");
            editor.click(editor.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName(Pattern.compile("^Archived \\(\\d+\\)$"))));
            assertThat(editor.text()).contains(title);
            editor.follow(title);
            editor.press("Bring the form back");
            assertThat(editor.text()).contains("The form is back.", "Closed");

            editor.follow("Copy this form");
            assertThat(editor.page().getByLabel("Title of the copy").inputValue())
                    .isEqualTo("Copy of " + title);
            editor.type("Title of the copy", "");
            editor.press("Make the copy");
            assertThat(editor.text()).contains("Enter a title");
            editor.check("builder-copy-with-errors");
            editor.type("Title of the copy", title + " again");
            editor.press("Make the copy");
            assertThat(editor.text()).contains("This is the copy.", title + " again", "Your street", "To mend it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void f17_administrators_say_who_reads_and_nobody_else_does(JavaScript javaScript) {
        try (Browser administrator = open(javaScript, Role.ADMINISTRATOR)) {
            Browser editor = signedIn(administrator.another(), Role.EDITOR);
            String title = "Readers " + UUID.randomUUID();
            String form = begin(editor, title);
            assertThat(editor.text()).contains("Nobody may read its submissions yet. An administrator says who may.");
            assertThat(editor.page().getByText("Say who may read them").count()).isZero();
            Browser both = signedIn(administrator.another(), BOTH);
            both.visit(form);
            both.follow("Say who may read them");
            assertThat(both.page().url()).endsWith(form.replaceFirst(".*/staff", "/staff") + "/readers");
            editor.visit(form + "/readers");
            assertThat(editor.text()).contains("You cannot see this page");
            administrator.visit(form);
            assertThat(administrator.text()).contains("You cannot see this page");

            administrator.visit("/staff/readers");
            assertThat(administrator
                            .page()
                            .locator(".govuk-summary-list__row", new Page.LocatorOptions().setHasText(title))
                            .innerText())
                    .contains("Nobody");
            administrator.check("builder-readers-list");
            administrator.click(named(administrator.page().locator("main"), AriaRole.LINK, "Change", title));
            administrator.check("builder-readers");
            Browser other = signedIn(administrator.another(), Role.ADMINISTRATOR);
            other.visit(form + "/readers");
            other.choose("Privacy officers");
            other.press("Save");
            administrator.choose("Caseworkers");
            administrator.choose("Tom Ellis");
            administrator.press("Save");
            assertThat(administrator.text()).contains("This is who may read it from now on.");
            for (String chosen : List.of("Privacy officers", "Caseworkers", "Tom Ellis"))
                assertThat(administrator.page().getByLabel(chosen).isChecked())
                        .as(chosen)
                        .isTrue();
            administrator.leave("Tom Ellis");
            administrator.press("Save");
            administrator.follow("Who may read submissions");
            assertThat(administrator
                            .page()
                            .locator(".govuk-summary-list__row", new Page.LocatorOptions().setHasText(title))
                            .innerText())
                    .contains("Caseworkers, Privacy officers")
                    .doesNotContain("person");
            editor.visit(form);
            assertThat(editor.text()).contains("Its submissions can be read by: Caseworkers, Privacy officers.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_register_says_what_visitors_are_told(JavaScript javaScript) {
        try (Browser officer = open(javaScript, Role.PRIVACY_OFFICER)) {
            Browser editor = signedIn(officer.another(), Role.EDITOR);
            String title = "Register " + UUID.randomUUID();
            String form = begin(editor, title);
            ask(editor, form, "SINGLE_LINE", "Your name");
            editor.press("Save");
            ask(editor, form, "MULTI_LINE", "Your health");
            editor.choose("Special category");
            editor.press("Save");
            say(editor, form);
            editor.visit(form + "/data-use");
            editor.type("Spam", "7");
            editor.press("Save");
            editor.visit(form + "/sites");
            editor.type("Websites that may show this form", "https://www.example.gov.uk");
            editor.press("Save");
            officer.visit("/staff/register");
            assertThat(officer.text()).doesNotContain(title);
            editor.press("Publish");
            String address = editor.page().locator("a[href^='/forms/']").first().getAttribute("href");
            String kept = "30 days after we receive it, or sooner: 7 days after we mark it as “spam”";
            assertThat(officer.page()
                            .request()
                            .get(address() + "/api/v1" + address)
                            .text())
                    .contains("\"kept\":\"" + kept + "\"");
            officer.visit(address);
            assertThat(officer.page()
                            .locator(
                                    ".lethe-statement .govuk-summary-list__row",
                                    new Page.LocatorOptions().setHasText("How long we keep it"))
                            .locator("dd")
                            .innerText())
                    .isEqualTo(kept);
            editor.press("Close the form");

            officer.visit("/staff/register");
            assertThat(officer.page()
                            .locator("tbody tr", new Page.LocatorOptions().setHasText(title))
                            .innerText())
                    .contains(
                            "To mend it",
                            "Public task",
                            "Special category: Your health",
                            "Personal: Your name",
                            "The person who fills in the form",
                            "Highways",
                            kept,
                            "https://www.example.gov.uk",
                            "Version 1, closed");
            officer.check("builder-register");
        }
    }
}
