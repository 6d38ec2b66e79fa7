package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.lethe.shredding.Midnight;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages that the main job does not come by, in a real browser, with and without JavaScript. */
@Tag("browser")
@Tag("process")
class EveryPageTest {

    private static final String PASSWORD = "otter marmalade lantern";
    private static final String TITLE = "Report a missed bin collection";
    private static final String FORM = "/forms/report-a-missed-bin-collection";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @TempDir
    static Path home;

    private static RunningLethe lethe;
    private static Council council;

    @BeforeAll
    static void start() {
        lethe = RunningLethe.serve(home, Map.of(), "--demo");
        council = new Council(lethe);
    }

    @AfterAll
    static void stop() {
        if (lethe != null) lethe.close();
    }

    private static Browser signedIn(Browser browser, String role) {
        Council.Login login = council.login(role);
        return signedIn(browser, login.email(), login.password());
    }

    private static Browser signedIn(Browser browser, String email, String password) {
        browser.visit("/sign-in");
        browser.type("Email address", email);
        browser.type("Password", password);
        browser.press("Sign in");
        assertThat(browser.page().url()).endsWith("/staff");
        return browser;
    }

    private static String sent(String email, String text) {
        return council.submit(FORM, question -> question.type().equals("email") ? email : question.answer(text));
    }

    private static String somebody(String name, JavaScript javaScript) {
        return name + "." + javaScript.name().toLowerCase(Locale.ROOT) + "@example.org";
    }

    @ParameterizedTest
    @EnumSource
    void what_everybody_may_read(JavaScript javaScript) {
        try (Browser visitor = Browser.open(lethe.address(), javaScript)) {
            for (String page : List.of("privacy", "cookies", "accessibility")) {
                visitor.visit("/" + page);
                visitor.check("page-" + page);
            }
            assertThat(visitor.cookies()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void accounts_and_links(JavaScript javaScript) {
        try (Browser administrator = signedIn(Browser.open(lethe.address(), javaScript), "Administrator")) {
            String email = somebody("new.editor", javaScript);
            administrator.visit("/staff/accounts/invite");
            administrator.type("Full name", "Nia Newcomer");
            administrator.type("Email address", email);
            administrator.choose("Editor");
            administrator.press("Make the invitation");
            String link = administrator.page().locator("#link").innerText();

            Browser editor = administrator.another();
            editor.visit(link);
            editor.type("New password", PASSWORD);
            editor.press("Set the password");
            Browser somebodyElse = administrator.another();
            somebodyElse.visit(link);
            assertThat(somebodyElse.text()).contains("This link does not work");
            somebodyElse.check("page-used-link");

            signedIn(editor, email, PASSWORD);
            editor.visit("/staff/account");
            editor.check("page-own-account");
            editor.type("Current password", "not the right one");
            editor.type("New password", PASSWORD + " two");
            editor.press("Change the password");
            editor.check("page-own-account-with-errors");
            editor.type("Full name", "Nia Newname");
            editor.press("Save the name");
            assertThat(editor.text()).contains("Your name is changed.");
            editor.check("page-own-account-renamed");

            administrator.visit("/staff/accounts");
            administrator.click(administrator
                    .page()
                    .locator("tr", new Page.LocatorOptions().setHasText(email))
                    .locator("a"));
            assertThat(administrator.text()).contains("Nia Newname", email, "Active");
            administrator.check("page-account");
            administrator.press("Suspend this account");
            assertThat(administrator.text()).contains("The account is suspended.");
            administrator.check("page-account-suspended");
            editor.visit("/staff/forms");
            assertThat(editor.page().url()).contains("/sign-in");
            administrator.press("Reinstate this account");
            assertThat(administrator.text()).contains("The account is reinstated.");
            administrator.check("page-account-reinstated");
            signedIn(editor, email, PASSWORD);
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_record_is_found_by_its_reference_and_erased(JavaScript javaScript) {
        String reference = sent(somebody("one.record", javaScript), "only this");
        try (Browser officer = signedIn(Browser.open(lethe.address(), javaScript), "Privacy officer")) {
            officer.visit("/staff/people");
            officer.press("Find the submission");
            officer.check("page-reference-with-errors");
            officer.type("Reference of the submission", "222-2222-222");
            officer.press("Find the submission");
            assertThat(officer.text()).contains("No submission has this reference.");
            officer.check("page-reference-of-nothing");

            officer.type(
                    "Reference of the submission",
                    reference.toLowerCase(Locale.ROOT).replace("-", ""));
            officer.press("Find the submission");
            assertThat(officer.text()).contains(reference, TITLE).doesNotContain("only this");
            officer.check("page-erase-record");
            officer.press("Erase this submission");
            officer.check("page-erase-record-with-errors");
            officer.choose("The person objected");
            officer.press("Erase this submission");
            assertThat(officer.text()).contains("One submission", reference, "Nothing of it opens any more.");
            officer.check("page-record-proof");
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_record_is_kept_and_the_search_ends(JavaScript javaScript) {
        String email = somebody("one.kept", javaScript);
        String gone = sent(email, "goes");
        String kept = sent(email, "stays");
        try (Browser officer = signedIn(Browser.open(lethe.address(), javaScript), "Privacy officer")) {
            officer.visit("/staff/people");
            officer.type("Email address", email);
            officer.press("Find");
            String search = officer.page().url();
            keep(officer, kept).selectOption("LEGAL_CLAIMS");
            officer.choose("The person objected");
            officer.press("Check what will be destroyed");
            assertThat(officer.text()).contains("What the person is known by stays with what is kept");
            assertThat(officer.page().locator("#kept").innerText())
                    .contains(kept, "Legal claims")
                    .doesNotContain(gone);
            officer.check("page-confirm-with-one-kept");

            for (String way : List.of("Cancel", "Back")) {
                officer.press(way);
                assertThat(keep(officer, kept).inputValue()).as(way).isEqualTo("LEGAL_CLAIMS");
                assertThat(keep(officer, gone).inputValue()).as(way).isEmpty();
                assertThat(officer.page().getByLabel("The person objected").isChecked())
                        .as(way)
                        .isTrue();
                officer.press("Check what will be destroyed");
            }

            officer.press("Erase this person");
            assertThat(officer.page().locator("#kept").innerText())
                    .contains(kept, "Legal claims")
                    .doesNotContain(gone);
            assertThat(officer.text()).contains("Nothing of it opens any more.");
            officer.check("page-proof-with-one-kept");

            officer.visit(search);
            assertThat(officer.text()).contains("This search has ended");
            officer.check("page-search-ended");
        }
    }

    private static Locator keep(Browser officer, String reference) {
        return officer.page().getByLabel("Keep " + reference + "?");
    }

    @ParameterizedTest
    @EnumSource
    void a_forms_details_and_what_another_editor_made_of_them_meanwhile(JavaScript javaScript) {
        try (Browser editor = signedIn(Browser.open(lethe.address(), javaScript), "Editor")) {
            Browser other = signedIn(editor.another(), "Editor");
            editor.visit("/staff/forms/new");
            editor.type("Title", "Details of " + UUID.randomUUID());
            editor.press("Continue");
            String form = editor.page().url();
            editor.visit(form + "/details");
            editor.check("page-form-details");
            other.visit(form + "/details");
            other.type("Introduction (optional)", "What the other editor wrote");
            other.press("Save");

            editor.type("Introduction (optional)", "What this editor wrote");
            editor.type("Title", "");
            editor.press("Save");
            assertThat(editor.text()).contains("Enter a title");
            editor.check("page-form-details-with-errors");
            editor.type("Title", "Details " + javaScript);
            editor.press("Save");
            assertThat(editor.text()).contains("This form was changed after you opened this page");
            assertThat(editor.page().locator("#now").innerText()).contains("What the other editor wrote");
            assertThat(editor.page().getByLabel("Introduction (optional)").inputValue())
                    .isEqualTo("What this editor wrote");
            editor.check("page-form-details-changed-meanwhile");
            editor.press("Save");
            assertThat(editor.text()).contains("What this editor wrote");
        }
    }

    @ParameterizedTest
    @EnumSource
    void changed_answers_sent_from_the_same_page_are_asked_about(JavaScript javaScript) {
        try (Browser visitor = Browser.open(lethe.address(), javaScript)) {
            visitor.visit(FORM);
            String token = visitor.page().locator("input[name=token]").inputValue();
            answer(visitor, javaScript);
            visitor.send("Report missed bin");
            String reference =
                    visitor.page().locator(".govuk-panel__body strong").innerText();
            // Browsers that are told to go back show the page as it was; this one is driven without that.
            visitor.visit(FORM);
            visitor.page().locator("input[name=token]").evaluate("(input, token) => input.value = token", token);
            answer(visitor, javaScript);
            visitor.type("Address", "2 High Street");
            visitor.send("Report missed bin");

            assertThat(visitor.text()).contains("Not sent yet", "You sent this form before", reference, "Address");
            assertThat(visitor.page().getByLabel("Address", exactly()).inputValue())
                    .isEqualTo("2 High Street");
            visitor.check("page-not-sent-yet");
            visitor.send("Report missed bin");
            assertThat(visitor.page().locator(".govuk-panel__body strong").innerText())
                    .isNotEqualTo(reference);
        }
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static void answer(Browser visitor, JavaScript javaScript) {
        visitor.type("Full name", "Cleo Changes");
        visitor.type("Email address", somebody("cleo", javaScript));
        visitor.type("Address", "1 High Street");
        visitor.choose("Recycling");
        visitor.type("Day", "7");
        visitor.type("Month", "3");
        visitor.type("Year", "2026");
        visitor.choose("Yes");
    }

    @ParameterizedTest
    @EnumSource
    void what_cannot_be_opened_is_an_alarm_at_its_row_and_nowhere_else(JavaScript javaScript) throws Exception {
        String whole = sent(somebody("whole", javaScript), "still readable");
        String broken = sent(somebody("broken", javaScript), "unreadable now");
        try (Browser editor = signedIn(Browser.open(lethe.address(), javaScript), "Editor")) {
            Browser officer = signedIn(editor.another(), "Privacy officer");
            int before = looks(officer).size();
            editor.visit("/staff/submissions");
            editor.check("page-submissions-of-all-forms");
            changeOneByte(broken);

            editor.follow(TITLE);
            List<String> first = shown(editor);
            assertThat(first).hasSize(50);
            Locator alarm = row(editor, broken);
            assertThat(alarm.innerText())
                    .contains("Cannot be opened, though it was not erased")
                    .doesNotContain("unreadable now");
            assertThat(row(editor, whole).innerText()).contains("still readable");
            assertThat(editor.page().locator("main tbody .lethe-alarm").count()).isBetween(1, javaScript.ordinal() + 1);
            editor.check("page-report-with-an-alarm");

            editor.click(editor.page().locator("a[rel=next]"));
            List<String> second = shown(editor);
            assertThat(second).isNotEmpty().doesNotContainAnyElementsOf(first);
            assertThat(editor.page().locator("main tbody .lethe-alarm").count()).isZero();
            editor.check("page-report-second-page");

            List<List<String>> looks = looks(officer);
            for (int tries = 0; tries < 50 && looks.size() < before + 2; tries++) {
                Thread.sleep(100);
                looks = looks(officer);
            }
            assertThat(looks).hasSize(before + 2);
            assertThat(looks.get(1)).containsExactlyInAnyOrderElementsOf(first);
            assertThat(looks.get(0)).containsExactlyInAnyOrderElementsOf(second);
            officer.check("page-audit-of-looks");
        }
    }

    /** In its row as it is read, not in the event: somebody who writes to the read model cannot make up an answer. */
    private static void changeOneByte(String reference) throws Exception {
        try (Connection rows = Cluster.of(lethe).connect("lethe");
                var change = rows.prepareStatement("""
                        UPDATE read_submissions.part SET token = set_byte(token, length(token) - 1,
                               get_byte(token, length(token) - 1) # 1)
                        WHERE submission = (SELECT id FROM read_submissions.submission WHERE reference = ?)
                        """)) {
            change.setString(1, reference);
            assertThat(change.executeUpdate()).isEqualTo(1);
        }
    }

    private static Locator row(Browser editor, String reference) {
        return editor.page().locator("main tbody tr", new Page.LocatorOptions().setHasText(reference));
    }

    @ParameterizedTest
    @EnumSource
    void how_this_lethe_is(JavaScript javaScript) {
        try (Browser administrator = signedIn(Browser.open(lethe.address(), javaScript), "Administrator")) {
            administrator.visit("/staff");
            administrator.click(administrator.page().locator("nav a[href='/staff/health']"));
            administrator.check("health");
            assertThat(administrator.page().locator("#lines").textContent())
                    .contains("Root state in", "Numbers taken ahead", "Vault", "Events", "Read model", "Retention")
                    .contains("Free room in", "Version")
                    .doesNotContain("Stands still");
            administrator.click(administrator.page().locator("#restored"));
            administrator.press("Say so, and let retention go on");
            administrator.check("restored");
            assertThat(administrator.text()).contains("There is a problem", "Select what was restored");
        }
        try (Browser officer = signedIn(Browser.open(lethe.address(), javaScript), "Privacy officer")) {
            officer.visit("/staff/health");
            assertThat(officer.text()).doesNotContain("Root state in");
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_retention_did_and_will_do(JavaScript javaScript) {
        Midnight.keepAway();
        try (Browser officer = signedIn(Browser.open(lethe.address(), javaScript), "Privacy officer")) {
            officer.visit("/staff/retention");
            officer.check("retention");
            assertThat(officer.page().locator("#forms").textContent()).contains(TITLE, "365 days after they were sent");
            officer.visit("/staff/retention/second-look");
            officer.check("retention-second-look");
            officer.press("The clock is right: go on");
            assertThat(officer.page().url()).contains("/staff/retention/runs/");
            Locator state = officer.page().locator("#state");
            for (int tries = 0; state.textContent().equals("Under way") && tries < 600; tries++)
                officer.visit(officer.page().url());
            officer.check("retention-run");
            assertThat(state.textContent()).isEqualTo("Complete");
        }
    }

    /** The ids of the submissions on this page of a report. */
    private static List<String> shown(Browser editor) {
        return editor.page().locator("main tbody th a").all().stream()
                .map(link -> id(link.getAttribute("href")))
                .toList();
    }

    private static String id(String text) {
        var id = ID.matcher(text);
        assertThat(id.find()).as(text).isTrue();
        return id.group();
    }

    /** The records of each look at a page of submissions, newest first, as the audit trail shows them. */
    private static List<List<String>> looks(Browser officer) {
        officer.visit("/staff/audit?kind=data.read");
        var looks = new ArrayList<List<String>>();
        for (Locator entry : officer.page()
                .locator(
                        "main tbody tr",
                        new Page.LocatorOptions().setHasText("Looked at personal data: a page of submissions"))
                .all())
            looks.add(entry.locator("li code").all().stream()
                    .map(record -> record.textContent().strip())
                    .toList());
        return looks;
    }
}
