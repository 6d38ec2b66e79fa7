package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static dev.lethe.ui.TestForms.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms on another site's pages, in a real browser. */
@Tag("browser")
class EmbeddedFormsTest {

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static OtherSite site;
    private static OtherSite unlisted;
    private static Client editor;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
        site = new OtherSite(lethe.address());
        unlisted = new OtherSite(lethe.address());
    }

    /** Anew, since a test may put the clock forward by more than a session lives. */
    @BeforeEach
    void signIn() {
        editor = lethe.member("Tom Ellis", Role.ADMINISTRATOR, Role.EDITOR).client();
    }

    @AfterAll
    static void stop() {
        site.close();
        unlisted.close();
        lethe.close();
    }

    private static Published publish(Layout layout, Field... fields) {
        return publish(form(layout, fields));
    }

    private static Published publish(FormDefinition form) {
        return lethe.publish(form.embeddedBy(List.of(site.origin())));
    }

    /** What editors are given to copy. */
    private static String snippet(Published form) {
        return editor.open("/staff/forms/" + form.id() + "/sites")
                .page()
                .selectFirst("#snippet")
                .wholeText();
    }

    /** A page of that site with these forms, made as its editor is told to: copied, and the page's address written behind "from=". */
    private static String page(OtherSite on, String path, Published... shown) {
        return on.page(
                path,
                Stream.of(shown)
                        .map(form -> snippet(form).replace("from=" + site.origin() + "/", "from=" + on.origin() + path))
                        .toArray(String[]::new));
    }

    private static Field[] everything() {
        return new Field[] {
            asked(1, FieldType.SINGLE_LINE).after("Read **this** and [that](/privacy)"),
            optional(2, FieldType.CHECKBOXES, "A", "B"),
            optional(3, FieldType.DATE),
            optional(4, FieldType.CHECKBOX),
            asked(5, FieldType.RADIOS, "Yes", "No"),
            optional(6, FieldType.ADDRESS),
            optional(7, FieldType.DATE_TIME).beginningWith(List.of("2026-03-07T09:05")),
            optional(8, FieldType.DROPDOWN, "X", "Y"),
            optional(9, FieldType.MULTI_LINE),
            optional(10, FieldType.EMAIL)
        };
    }

    private static Locator embed(Browser browser, int number) {
        return browser.page().locator("[data-lethe-form]").nth(number - 1);
    }

    private static void press(Locator within) {
        within.getByRole(AriaRole.BUTTON).click();
    }

    private static Object focused(Browser browser, String property) {
        return browser.page().evaluate("document.activeElement." + property);
    }

    @Test
    void f10_the_same_form_stands_twice_on_another_sites_page_and_is_sent_from_there() {
        Published form = publish(Layout.ONE_PAGE, everything());
        String page = page(site, "/twice", form, form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            Locator one = embed(visitor, 1);
            Locator two = embed(visitor, 2);
            assertThat(one.locator("h2").textContent()).isEqualTo("Report a pothole");
            two.locator("h2").waitFor();
            assertThat(one.locator("h2").getAttribute("id")).isEqualTo(form.slug() + "_1");
            assertThat(two.locator("h2").getAttribute("id")).isEqualTo(form.slug() + "_2");
            assertThat((List<?>) visitor.page().evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
                    .hasSizeGreaterThan(50)
                    .doesNotHaveDuplicates();
            assertThat(two.innerText()).contains("Why we ask", "To mend it", "Highways", "30 days");
            assertThat(two.locator("a:text('that')").getAttribute("href")).isEqualTo(lethe.address() + "/privacy");
            assertThat(two.getByLabel("Minute").inputValue()).isEqualTo("05");
            visitor.check("embed");

            two.getByLabel("Question 9 (optional)").fill("two\nlines");
            press(two);
            two.locator("[role=alert]:not([hidden])").waitFor();
            assertThat(focused(visitor, "className")).isEqualTo("lethe-embed__summary");
            assertThat(two.locator("[role=alert] a").allInnerTexts())
                    .containsExactly("Enter an answer to “Question 1”", "Select an answer to “Question 5”");
            two.locator("[role=alert] a").first().click();
            assertThat(focused(visitor, "id")).isEqualTo(form.slug() + "_2-q1");
            assertThat(two.getByLabel("Question 1", new Locator.GetByLabelOptions().setExact(true))
                            .getAttribute("aria-describedby"))
                    .isEqualTo(form.slug() + "_2-q1-error");
            assertThat(two.getByLabel("Question 9 (optional)").inputValue()).isEqualTo("two\nlines");
            assertThat(one.locator("[role=alert]").isVisible()).isFalse();
            one.getByLabel("Question 9 (optional)").fill("still being written");

            two.getByLabel("Question 1", new Locator.GetByLabelOptions().setExact(true))
                    .fill("here");
            two.getByLabel("Yes").check();
            two.getByLabel("Day").first().fill("7");
            two.getByLabel("Month").first().fill("March");
            two.getByLabel("Year").first().fill("1984");
            two.getByLabel("Address line 1").fill("1 High Street");
            two.getByLabel("Town or city").fill("Aylesbury");
            two.getByLabel("Postcode").fill("hp201uy");
            press(two);
            two.locator("h3:text('We have your report')").waitFor();
            assertThat(focused(visitor, "tagName")).isEqualTo("H3");
            assertThat(two.locator("h2").getAttribute("id")).isEqualTo(form.slug() + "_2");
            assertThat(two.innerText())
                    .contains("We will look at it.")
                    .containsPattern("Your reference is \\w{3}-\\w{4}-\\w{3}");
            assertThat(one.getByLabel("Question 9 (optional)").inputValue()).isEqualTo("still being written");
            assertThat(visitor.page().url()).isEqualTo(page);
            assertThat(visitor.cookies()).isEmpty();
        }
    }

    @Test
    void what_is_wrong_and_what_is_received_can_be_read_by_everybody() {
        Published form = publish(Layout.ONE_PAGE, everything());
        String page = page(site, "/states", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            press(embed(visitor, 1));
            embed(visitor, 1).locator("[role=alert] a").first().waitFor();
            // axe's rules hold; the title is another site's, which knows nothing of problems
            visitor.check("embed-with-errors");
            embed(visitor, 1)
                    .getByLabel("Question 1", new Locator.GetByLabelOptions().setExact(true))
                    .fill("here");
            embed(visitor, 1).getByLabel("Yes").check();
            press(embed(visitor, 1));
            embed(visitor, 1).locator("h3:text('We have your report')").waitFor();
            visitor.check("embed-sent");
        }
    }

    @Test
    void f10_without_scripts_the_link_leads_to_the_form_and_success_back_to_the_page() {
        Published form = publish(Layout.ONE_PAGE_AND_CHECK, asked(1, FieldType.SINGLE_LINE));
        String page = page(site, "/without", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.OFF)) {
            visitor.visit(page);
            visitor.check("embed-link");
            visitor.follow("Report a pothole");
            visitor.check("form-from-elsewhere");
            visitor.type("Question 1", "here");
            visitor.press("Continue");
            visitor.check("form-from-elsewhere-check");
            visitor.press("Send report");
            assertThat(visitor.page().url())
                    .isEqualTo(page + "?embed_success=" + form.slug() + "_1#" + form.slug() + "_1");
        }
    }

    @Test
    void f10_after_success_the_thank_you_stands_in_place_of_that_form_alone() {
        Published form = publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        String page = page(site, "/back", form, form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            // as somebody whose browser did not reach the API the first time
            visitor.page().route("**/api/**", Route::abort);
            visitor.visit(page);
            Locator link = visitor.page().getByRole(AriaRole.LINK).nth(1);
            visitor.await("a[href*='form=" + form.slug() + "_2']");
            link.click();
            visitor.page().unroute("**/api/**");
            visitor.type("Question 1", "here");
            visitor.press("Send report");
            embed(visitor, 2).locator("h3:text('We have your report')").waitFor();
            embed(visitor, 1).getByRole(AriaRole.BUTTON).waitFor();
            assertThat(visitor.page().url())
                    .isEqualTo(page + "?embed_success=" + form.slug() + "_2#" + form.slug() + "_2");
            assertThat(embed(visitor, 2).locator("form").count()).isZero();
        }
    }

    @Test
    void what_stands_in_the_address_of_the_other_sites_page_is_its_own_unless_its_editor_says_otherwise() {
        Published form = publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        String snippet = snippet(form).replace("from=" + site.origin() + "/", "from=" + site.origin() + "/query");
        String page = site.page(
                "/query",
                snippet,
                snippet.replace("<div ", "<div data-lethe-with-query "),
                snippet.replace("/query", "/query?page=7"),
                snippet.replace("/query", "/elsewhere?page=7"));
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.page().route("**/api/**", Route::abort);
            visitor.visit(page + "?mail=ada%40example.org#top");
            visitor.await("a[href*='form=" + form.slug() + "_4']");
            assertThat((List<?>) visitor.page()
                            .evaluate("[...document.querySelectorAll('main a')]"
                                    + ".map(a => new URL(a.href).searchParams.get('from'))"))
                    .isEqualTo(List.of(page, page + "?mail=ada%40example.org", page + "?page=7", page));

            visitor.page().getByRole(AriaRole.LINK).nth(1).click();
            visitor.page().unroute("**/api/**");
            visitor.type("Question 1", "here");
            visitor.press("Send report");
            assertThat(visitor.page().url())
                    .isEqualTo(
                            page + "?mail=ada%40example.org&embed_success=" + form.slug() + "_2#" + form.slug() + "_2");
        }
    }

    @Test
    void the_documentation_shows_the_snippet_that_editors_copy() throws IOException {
        Published form = publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        assertThat(Files.readString(Path.of("../docs/embedding.md")))
                .contains("```html\n"
                        + snippet(form)
                                .replace(lethe.address().toString(), "https://forms.example.gov.uk")
                                .replace(site.origin() + "/", "https://www.example.gov.uk/roads")
                                .replace(form.slug(), "report-a-pothole")
                        + "\n```\n");
    }

    @Test
    void fw6_whatever_else_stands_in_the_pages_address_shows_the_form() {
        Published form = publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        String page = page(site, "/whatever", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            for (String query : List.of("?embed_success=%3Cimg%20src=x%3E", "?embed_success=" + form.slug() + "_7")) {
                visitor.visit(page + query);
                embed(visitor, 1).getByRole(AriaRole.BUTTON).waitFor();
                assertThat(visitor.page().locator("main img").count()).isZero();
            }
        }
    }

    @Test
    void a_site_that_is_not_listed_keeps_its_link_and_can_send_nothing() {
        Published form = publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        String page = page(unlisted, "/unlisted", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            assertThat(visitor.page().evaluate("""
                            (address) => fetch(address, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})
                              .then((answer) => answer.status, (error) => error.name)
                            """, lethe.address() + "/api/v1/forms/" + form.slug() + "/submissions"))
                    .isEqualTo("TypeError");
            assertThat(embed(visitor, 1).locator("form").count()).isZero();
            visitor.follow("Report a pothole");
            assertThat(visitor.page().url()).startsWith(lethe.address() + form.address());
            visitor.type("Question 1", "here");
            visitor.press("Send report");
            assertThat(visitor.page().url()).startsWith(lethe.address() + form.address() + "/sent");
        }
    }

    @Test
    void questions_that_do_not_apply_are_not_shown_and_not_sent() {
        Published form = publish(
                Layout.PAGE_PER_QUESTION,
                asked(1, FieldType.RADIOS, "Yes", "No"),
                asked(2, FieldType.SINGLE_LINE).askedIf(List.of(when(1, "Yes"))),
                asked(3, FieldType.CHECKBOX).askedIf(List.of(when(1, "No"))),
                optional(4, FieldType.SINGLE_LINE).askedIf(List.of(when(3, "yes"))));
        String page = page(site, "/conditions", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            Locator embed = embed(visitor, 1);
            embed.getByRole(AriaRole.BUTTON).waitFor();
            assertThat(embed.getByLabel("Question 2").isVisible()).isFalse();
            embed.getByLabel("Yes").check();
            embed.getByLabel("Question 2").fill("to be left out");
            embed.getByLabel("No", new Locator.GetByLabelOptions().setExact(true))
                    .check();
            assertThat(embed.getByLabel("Question 2").isVisible()).isFalse();
            assertThat(embed.getByLabel("Question 4").isVisible()).isFalse();
            embed.getByLabel("Question 3").check();
            embed.getByLabel("Question 4").fill("last");
            String[] sent = new String[1];
            visitor.page().onRequest(request -> {
                if (request.method().equals("POST")) sent[0] = request.postData();
            });
            press(embed);
            embed.locator("h3:text('We have your report')").waitFor();
            assertThat(sent[0]).contains("\"q1\":\"No\"", "\"q3\":true", "last").doesNotContain("left out");
        }
    }

    @Test
    void work_is_done_and_doubts_are_asked_about_on_the_other_sites_page_too() {
        Published working =
                publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)).with(new SpamControl(0, true)));
        Published doubted =
                publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)).with(new SpamControl(60, false)));
        String page = page(site, "/spam", working, doubted);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            embed(visitor, 1).getByLabel("Question 1").fill("here");
            press(embed(visitor, 1));
            embed(visitor, 1).locator("h3:text('We have your report')").waitFor();

            embed(visitor, 2).getByLabel("Question 1").fill("there");
            press(embed(visitor, 2));
            embed(visitor, 2).locator("[role=alert]:has-text('Please confirm')").waitFor();
            assertThat(embed(visitor, 2).getByLabel("Question 1").inputValue()).isEqualTo("there");
            press(embed(visitor, 2));
            embed(visitor, 2).locator("h3:text('We have your report')").waitFor();
        }
    }

    @Test
    void what_was_typed_stays_when_the_service_cannot_be_reached_or_the_page_is_too_old() {
        Published form =
                publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), optional(2, FieldType.CHECKBOXES, "A", "B"));
        String page = page(site, "/troubles", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            Locator embed = embed(visitor, 1);
            embed.getByLabel("Question 1").fill("here");
            embed.getByLabel("B", new Locator.GetByLabelOptions().setExact(true))
                    .check();
            visitor.page().route("**/submissions", Route::abort);
            press(embed);
            embed.locator("[role=alert]:has-text('could not reach')").waitFor();
            visitor.page().unroute("**/submissions");
            lethe.clock().later(Duration.ofHours(26));
            press(embed);
            embed.locator("[role=alert]:has-text('too long ago')").waitFor();
            assertThat(embed.getByLabel("Question 1").inputValue()).isEqualTo("here");
            assertThat(embed.getByLabel("B", new Locator.GetByLabelOptions().setExact(true))
                            .isChecked())
                    .isTrue();
            press(embed);
            embed.locator("h3:text('We have your report')").waitFor();
        }
    }

    @Test
    void editors_words_are_words_and_nothing_else_on_the_other_sites_page() {
        String hostile = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
        Field field = new Field(
                FieldId.of(1),
                FieldType.RADIOS,
                hostile,
                hostile,
                true,
                List.of(hostile, "No"),
                null,
                0,
                Identifies.NOBODY);
        Published form = publish(Layout.ONE_PAGE, field.after(hostile + " [a](javascript:window.pwned=1)"));
        String page = page(site, "/hostile", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            embed(visitor, 1).getByRole(AriaRole.BUTTON).waitFor();
            assertThat(embed(visitor, 1).innerText()).contains("<img src=x onerror=");
            assertHarmless(visitor);
        }
    }

    @Test
    void html_that_is_not_as_it_should_be_is_built_again_from_what_is_known() {
        Published form = publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE));
        String page = page(site, "/tampered", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.page().route("**/api/v1/forms/*", route -> {
                APIResponse answer = route.fetch();
                String html = "<p onclick='window.pwned=1' style='x'>kept <strong>bold</strong></p>"
                        + "<img src=x onerror='window.pwned=1'><script>window.pwned=1<\\/script><svg onload='window.pwned=1'></svg>"
                        + "<iframe srcdoc='<script>parent.pwned=1<\\/script>'></iframe><a href='javascript:window.pwned=1'>bad</a>"
                        + "<a href='https://good.example/'>good</a><form><input name=x></form>";
                route.fulfill(new Route.FulfillOptions()
                        .setResponse(answer)
                        .setBody(answer.text()
                                .replace(
                                        "\"guidance\":{\"markdown\":\"\",\"html\":\"\"}",
                                        "\"guidance\":{\"markdown\":\"x\",\"html\":\"" + html + "\"}")));
            });
            visitor.visit(page);
            embed(visitor, 1).getByRole(AriaRole.BUTTON).waitFor();
            Locator text = embed(visitor, 1).locator(".lethe-embed__text");
            assertThat(text.innerHTML())
                    .startsWith("<p>kept <strong>bold</strong></p>")
                    .contains("bad<a href=\"https://good.example/\" rel=\"nofollow noopener\">good</a>");
            assertThat(text.locator("img, script, svg, iframe, input, form").count())
                    .isZero();
            assertHarmless(visitor);
        }
    }

    private static void assertHarmless(Browser visitor) {
        assertThat(visitor.page()
                        .locator("main img, main script:not([type=module]), main svg, main iframe, main [onclick]")
                        .count())
                .isZero();
        assertThat(visitor.page().locator("main a[href^='javascript']").count()).isZero();
        assertThat(visitor.page().evaluate("window.pwned ?? 'no'")).isEqualTo("no");
    }

    @Test
    void a_page_that_trusts_no_html_shows_the_form_with_plain_words() {
        Published form =
                publish(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE).after("Read **this**"));
        String page = page(site, "/trusted", form);
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(page);
            embed(visitor, 1).getByLabel("Question 1").fill("here");
            assertThat(embed(visitor, 1).innerText()).contains("Read **this**");
            press(embed(visitor, 1));
            embed(visitor, 1).locator("h3:text('We have your report')").waitFor();
        }
    }
}
