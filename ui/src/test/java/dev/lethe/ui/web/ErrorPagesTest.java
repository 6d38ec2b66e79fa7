package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Browser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorPagesTest {

    private static final String SECRET = "4f1cafe-unguessable";
    private final HttpClient client = HttpClient.newHttpClient();
    private ServletWebServerApplicationContext application;

    @BeforeAll
    void start() {
        application = Specimens.start();
    }

    @AfterAll
    void stop() {
        application.close();
        client.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI at(String path) {
        return Specimens.base(application).resolve(path);
    }

    @Test
    void a_failure_shows_a_reference_and_neither_page_nor_log_repeats_what_was_typed(CapturedOutput output)
            throws Exception {
        var answer = post("/specimens/failing", "application/x-www-form-urlencoded", "secret=" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("Sorry, there is a problem with the service")
                .doesNotContain(SECRET, "IllegalState", "dev.lethe");
        String reference = answer.body().replaceAll("(?s).*<strong>([0-9A-F]{8})</strong>.*", "$1");
        assertThat(output.getAll())
                .contains("Problem " + reference, "IllegalStateException", "Specimens")
                .doesNotContain(SECRET);
    }

    @Test
    void a_page_that_cannot_be_rendered_is_a_failure_like_any_other(CapturedOutput output) throws Exception {
        var answer = get("/specimens/unrenderable?secret=" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("Sorry, there is a problem").doesNotContain(SECRET, "Fails half-way");
        assertThat(output.getAll()).contains("TemplateProcessingException").doesNotContain(SECRET);
    }

    @Test
    void an_unknown_address_is_not_repeated(CapturedOutput output) throws Exception {
        var answer = get("/" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("Page not found").doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void an_id_that_cannot_be_one_leads_nowhere(CapturedOutput output) throws Exception {
        var answer = get("/specimens/numbers/" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void a_missing_parameter_is_a_bad_request(CapturedOutput output) throws Exception {
        var answer = post("/specimens", "application/x-www-form-urlencoded", "other=" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("could not read that").doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void whoever_gets_no_connection_to_the_database_is_told_to_come_again_and_the_log_says_it_once(
            CapturedOutput output) throws Exception {
        for (int i = 0; i < 5; i++) {
            var answer = get("/specimens/wanting");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("the service is not available");
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("No connection to a database was free")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(output.getAll()).doesNotContain("Problem ");
    }

    @Test
    void the_wrong_method_has_a_page_of_its_own() throws Exception {
        var answer = post("/specimens/unrenderable", "application/x-www-form-urlencoded", "");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).contains("That does not work here");
    }

    @Test
    void too_much_has_a_page_of_its_own(CapturedOutput output) throws Exception {
        var answer = post("/specimens", "application/x-www-form-urlencoded", "name=" + SECRET + "x".repeat(9_000_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("too much to send").doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void forty_of_the_longest_answers_and_thousands_of_records_to_keep_are_not_too_much() throws Exception {
        String longest = "%E2%82%AC".repeat(20_000);
        var answers =
                post("/specimens", "application/x-www-form-urlencoded", "name=x" + ("&story=" + longest).repeat(40));
        assertThat(answers.statusCode()).isEqualTo(200);

        var records = post(
                "/specimens",
                "application/x-www-form-urlencoded",
                "name=x"
                        + IntStream.range(0, 3_000)
                                .mapToObj(number -> "&keep-" + number + "=LEGAL")
                                .collect(Collectors.joining()));
        assertThat(records.statusCode()).isEqualTo(200);
    }

    @Tag("browser")
    @Test
    void an_error_page_can_be_used_by_everybody() {
        try (Browser browser = Browser.open(Specimens.base(application), Browser.JavaScript.ON)) {
            browser.visit("/nowhere");
            browser.check("error-404");
        }
    }
}
