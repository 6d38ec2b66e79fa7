package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The way from another site's page to a form and back, without scripts. */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddingTest {

    private static final String SITE = "https://www.example.gov.uk";
    private static final String PAGE = SITE + "/roads/report?a=1&b=%20x";

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

    private static FormDefinition questions(Layout layout) {
        return form(layout, asked(1, FieldType.SINGLE_LINE)).embeddedBy(List.of("http://127.0.0.1:8099", SITE));
    }

    private static Client from(Published form, String from, String... which) {
        String query = "?from=" + encoded(from) + (which.length > 0 ? "&form=" + encoded(which[0]) : "");
        return lethe.visitor().open(form.address() + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What the server answers to the page's own form, before any browser follows it. */
    private static HttpResponse<String> answer(Client visitor) {
        return visitor.stay(visitor.pressing("Send report"));
    }

    private static Optional<String> location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location");
    }

    private static String policy(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    // --- F10 ---

    @ParameterizedTest
    @EnumSource
    void f10_success_leads_back_to_the_embedding_page_and_says_which_of_its_forms_it_was(Layout layout) {
        Published form = lethe.publish(questions(layout));
        Client visitor = from(form, PAGE, form.slug() + "_2");
        if (layout == Layout.PAGE_PER_QUESTION) visitor.press("Start now");
        visitor.type("q1", "here");
        if (layout != Layout.ONE_PAGE) visitor.press("Continue");
        assertThat(visitor.text()).contains("you go back to www.example.gov.uk");
        HttpResponse<String> answer = answer(visitor);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(location(answer)).hasValue(PAGE + "&embed_success=" + form.slug() + "_2#" + form.slug() + "_2");
    }

    @Test
    void f10_a_link_that_does_not_say_which_form_means_the_first() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        HttpResponse<String> answer = answer(from(form, SITE + "#somewhere").type("q1", "here"));
        assertThat(location(answer)).hasValue(SITE + "/?embed_success=" + form.slug() + "_1#" + form.slug() + "_1");
    }

    @Test
    void f10_an_earlier_success_is_replaced() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        String which = form.slug() + "_1";
        HttpResponse<String> answer =
                answer(from(form, SITE + "/?embed_success=other_3&x&embed_success&embed_successful=1", which)
                        .type("q1", "here"));
        assertThat(location(answer)).hasValue(SITE + "/?x&embed_successful=1&embed_success=" + which + "#" + which);
    }

    @Test
    void f10_what_is_wrong_is_said_on_the_forms_own_page_and_both_hidden_fields_stay() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        Client visitor = from(form, PAGE, form.slug() + "_2").press("Send report");
        assertThat(visitor.problems()).containsExactly("Enter an answer to “Question 1”");
        assertThat(visitor.value("from")).isEqualTo(PAGE);
        assertThat(visitor.value("form")).isEqualTo(form.slug() + "_2");
        assertThat(location(answer(visitor.type("q1", "here"))).orElseThrow()).startsWith(PAGE);
    }

    @Test
    void f10_whoever_is_asked_to_confirm_goes_back_all_the_same() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE).with(new SpamControl(60, false)));
        Client visitor = from(form, PAGE).type("q1", "here").press("Send report");
        assertThat(visitor.heading()).startsWith("Please confirm");
        assertThat(policy(visitor.answer())).contains("form-action 'self' " + SITE + ";");
        assertThat(location(answer(visitor)).orElseThrow()).startsWith(PAGE);
    }

    @Test
    void f10_a_form_that_moved_still_leads_back() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        FormDefinition moved = questions(Layout.ONE_PAGE);
        Published at = lethe.move(form, "moved-" + form.slug(), moved);
        Client visitor = from(form, PAGE, form.slug() + "_2");
        assertThat(URI.create(visitor.page().location()).getPath()).startsWith(at.address() + "/visit/");
        assertThat(location(answer(visitor.type("q1", "here"))).orElseThrow())
                .isEqualTo(PAGE + "&embed_success=" + form.slug() + "_2#" + form.slug() + "_2");
    }

    @Test
    void only_the_page_that_leads_back_may_send_a_form_to_another_site_in_the_end() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        assertThat(policy(from(form, PAGE).answer()))
                .contains("form-action 'self' " + SITE + ";", "frame-ancestors 'none'");
        assertThat(policy(lethe.visitor().open(form.address()).answer())).contains("form-action 'self';");
        assertThat(policy(from(form, "https://evil.example/").answer())).contains("form-action 'self';");
    }

    // --- FW6 ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://www.example.gov.uk.evil.example/",
                "https://www.example.gov.uk@evil.example/",
                "https://www.example.gov.uk:443@evil.example/",
                "https://evil.example\\@www.example.gov.uk/",
                "https://www.example.gov.uk\\.evil.example/",
                "https://www.example.gov.uk%2eevil.example/",
                "https://evil.example/#@www.example.gov.uk/",
                "https://evil.example/?https://www.example.gov.uk/",
                "https://user:pass@www.example.gov.uk/",
                "http://www.example.gov.uk/",
                "https://www.example.gov.uk:8443/",
                "//www.example.gov.uk/",
                "/somewhere",
                "javascript:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "https:www.example.gov.uk",
                "https:///www.example.gov.uk/",
                "https://www.example.gov.uk/\r\nSet-Cookie: a=b",
                "https://www.example.gov.uk/ with spaces",
                "\u0000",
                "42",
                ""
            })
    void fw6_an_address_that_is_not_of_a_listed_site_is_not_gone_to_and_nothing_is_lost(String from) {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        String which = form.slug() + "_1";
        Client visitor = from(form, from, which);
        assertThat(visitor.has("from")).isFalse();
        assertThat(visitor.has("form")).isFalse();
        visitor.send(
                form.address(),
                "token",
                visitor.value("token"),
                "q1",
                "here",
                "go",
                "send",
                "from",
                from,
                "form",
                which);
        assertThat(visitor.answer().statusCode()).isEqualTo(200);
        assertThat(visitor.heading()).isEqualTo("We have your report");
        assertThat(visitor.reference()).isNotEmpty();
        assertThat(visitor.answer().body()).doesNotContain("evil.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "slug",
                "slug_",
                "slug_0",
                "slug_-1",
                "slug_1000",
                "slug_1\nX",
                "slug_1#x",
                "slug_1\"><script>alert(1)</script>",
                "no-such-form_1",
                "SLUG_1"
            })
    void fw6_a_word_that_names_none_of_the_pages_forms_is_not_echoed_and_nothing_is_lost(String shape) {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        String which =
                shape.replace("slug", form.slug()).replace("SLUG", form.slug().toUpperCase());
        Client visitor = from(form, PAGE, which);
        assertThat(visitor.has("form")).isFalse();
        assertThat(visitor.answer().body()).doesNotContain("<script>alert(1)");
        visitor.send(
                form.address(),
                "token",
                visitor.value("token"),
                "q1",
                "here",
                "go",
                "send",
                "from",
                PAGE,
                "form",
                which);
        assertThat(visitor.heading()).isEqualTo("We have your report");
        assertThat(visitor.answer().body()).doesNotContain("<script>alert(1)");
    }

    @Test
    void fw6_a_form_of_another_name_is_none_of_this_one() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        Published other = lethe.publish(questions(Layout.ONE_PAGE));
        assertThat(from(form, PAGE, other.slug() + "_1").has("from")).isFalse();
    }

    @Test
    void fw6_without_the_word_which_form_it_was_the_ordinary_page_follows() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        Client visitor = from(form, PAGE);
        visitor.send(form.address(), "token", visitor.value("token"), "q1", "here", "go", "send", "from", PAGE);
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void fw6_a_site_that_was_struck_from_the_list_meanwhile_is_not_gone_back_to() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        Client visitor = from(form, PAGE).type("q1", "here");
        lethe.publishAgain(form, questions(Layout.ONE_PAGE).embeddedBy(List.of()));
        HttpResponse<String> answer = answer(visitor);
        assertThat(location(answer).orElseThrow()).contains("/forms/" + form.slug() + "/sent?receipt=");
    }

    /** Encoded into an address of ours each of these characters has fifteen: more than a header may have. */
    @ParameterizedTest
    @EnumSource
    void fw6_an_address_that_is_too_long_once_it_is_encoded_is_not_carried_and_nothing_is_lost(
            Layout layout, CapturedOutput output) {
        Published form = lethe.publish(questions(layout));
        Client visitor = from(form, SITE + "/" + "中".repeat(1_500));
        assertThat(visitor.answer().statusCode()).isEqualTo(200);
        if (layout == Layout.PAGE_PER_QUESTION) visitor.press("Start now");
        assertThat(visitor.type("q1", "here").has("from")).isFalse();
        assertThat(visitor.answer().statusCode()).isEqualTo(200);
        assertThat(output.getAll()).doesNotContain("Problem");
        assertThat(from(form, SITE + "/" + "中".repeat(200)).value("from")).hasSize(SITE.length() + 1 + 200 * 9);
    }

    @Test
    void the_address_that_is_gone_back_to_tells_nothing_of_what_was_sent() {
        Published form = lethe.publish(questions(Layout.ONE_PAGE));
        HttpResponse<String> answer = answer(from(form, SITE + "/x").type("q1", "unguessable-answer"));
        assertThat(location(answer)).hasValue(SITE + "/x?embed_success=" + form.slug() + "_1#" + form.slug() + "_1");
    }

    // --- The script ---

    @ParameterizedTest
    @ValueSource(strings = {"/embed.js", "/embed/work.js"})
    void the_script_is_for_every_site_and_asked_for_again_only_when_it_changed(String path) {
        Client client = lethe.visitor();
        HttpResponse<String> script = client.get(path);
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(script.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(script.headers().allValues("Cross-Origin-Resource-Policy")).containsExactly("cross-origin");
        assertThat(script.headers().allValues("Cache-Control"))
                .singleElement()
                .asString()
                .contains("max-age=600", "must-revalidate");
        HttpResponse<String> again = client.stay(client.getting(path)
                .header("If-None-Match", script.headers().firstValue("ETag").orElseThrow()));
        assertThat(again.statusCode()).isEqualTo(304);
    }
}
