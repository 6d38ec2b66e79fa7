package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Browser;
import dev.lethe.ui.Client;
import java.util.ArrayList;
import java.util.List;
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
    private Client client;
    private ServletWebServerApplicationContext application;

    @BeforeAll
    void start() {
        application = Specimens.start();
        client = new Client(Specimens.base(application));
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void a_failure_shows_a_reference_and_neither_page_nor_log_repeats_what_was_typed(CapturedOutput output) {
        var answer = client.post("/specimens/failing", "secret", SECRET);

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
    void a_page_that_cannot_be_rendered_is_a_failure_like_any_other(CapturedOutput output) {
        var answer = client.get("/specimens/unrenderable?secret=" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("Sorry, there is a problem").doesNotContain(SECRET, "Fails half-way");
        assertThat(output.getAll()).contains("TemplateProcessingException").doesNotContain(SECRET);
    }

    @Test
    void an_unknown_address_is_not_repeated(CapturedOutput output) {
        var answer = client.get("/" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("Page not found").doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void an_id_that_cannot_be_one_leads_nowhere(CapturedOutput output) {
        var answer = client.get("/specimens/numbers/" + SECRET);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void a_missing_parameter_is_a_bad_request(CapturedOutput output) {
        var answer = client.post("/specimens", "other", SECRET);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("could not read that").doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void whoever_gets_no_connection_to_the_database_is_told_to_come_again_and_the_log_says_it_once(
            CapturedOutput output) {
        for (int i = 0; i < 5; i++) {
            var answer = client.get("/specimens/wanting");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("the service is not available");
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("No connection to a database was free")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(output.getAll()).doesNotContain("Problem ");
    }

    @Test
    void what_is_away_is_told_once_and_where_however_often_somebody_asks(CapturedOutput output) {
        for (int i = 0; i < 20; i++)
            assertThat(client.get("/specimens/sealing").statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(output.getAll().lines().filter(line -> line.contains("/specimens/sealing")))
                .hasSize(1);
        assertThat(output.getAll()).contains("VaultException", "Specimens").doesNotContain("Problem ");
    }

    @Test
    void the_wrong_method_has_a_page_of_its_own() {
        var answer = client.post("/specimens/unrenderable");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).contains("That does not work here");
    }

    @Test
    void too_much_has_a_page_of_its_own(CapturedOutput output) {
        var answer = client.post("/specimens", "name", SECRET + "x".repeat(9_000_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("too much to send").doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void forty_of_the_longest_answers_and_thousands_of_records_to_keep_are_not_too_much() {
        var answers = new ArrayList<>(List.of("name", "x"));
        for (int i = 0; i < 40; i++) answers.addAll(List.of("story", "€".repeat(20_000)));
        assertThat(client.post("/specimens", answers.toArray(String[]::new)).statusCode())
                .isEqualTo(200);

        var records = new ArrayList<>(List.of("name", "x"));
        for (int i = 0; i < 3_000; i++) records.addAll(List.of("keep-" + i, "LEGAL"));
        assertThat(client.post("/specimens", records.toArray(String[]::new)).statusCode())
                .isEqualTo(200);
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
