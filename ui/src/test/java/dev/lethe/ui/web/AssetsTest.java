package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetsTest {

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

    private String linked(String name) {
        Matcher link = Pattern.compile("/assets/" + name + "-[0-9a-f]{32}\\.[a-z]+")
                .matcher(client.get("/specimens").body());
        assertThat(link.find()).as("a link to %s with a hash in it", name).isTrue();
        return link.group();
    }

    @Test
    void the_stylesheet_names_no_font_that_only_gov_uk_may_use_and_no_picture() {
        var answer = client.get(linked("govuk-frontend.min"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/css"));
        assertThat(answer.body())
                .contains(".govuk-button{", "var(--lethe-font)")
                .doesNotContainIgnoringCase("GDS Transport")
                .doesNotContain("@font-face", ".woff", "url(", "crest", "sourceMappingURL");
    }

    @Test
    void an_asset_is_kept_for_a_year_since_its_address_changes_with_it() {
        assertThat(client.get(linked("lethe")).headers().firstValue("Cache-Control"))
                .hasValue("max-age=31536000, public, immutable");
    }

    @Test
    void a_page_is_kept_by_nobody_and_may_load_nothing_but_our_own() {
        var headers = client.get("/specimens").headers();

        assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(headers.firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/fonts/light-94a07e06a1-v2.woff2",
                "/assets/fonts/bold-b542beb274-v2.woff2",
                "/assets/images/govuk-crest.svg",
                "/assets/images/favicon.ico",
                "/webjars/govuk-frontend/5.14.0/dist/govuk/govuk-frontend.min.css",
                "/webjars/govuk-frontend/5.14.0/dist/govuk/assets/images/govuk-crest.svg",
                "/webjars/govuk-frontend/5.14.0/dist/govuk/assets/fonts/light-94a07e06a1-v2.woff2"
            })
    void fonts_crest_and_webjars_are_not_there(String path) {
        assertThat(client.get(path).statusCode()).isEqualTo(404);
    }
}
