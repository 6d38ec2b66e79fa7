package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lethe.ui.Wire;
import dev.lethe.ui.Wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

class PublicAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://forms.example.gov.uk, https://forms.example.gov.uk",
        "' https://forms.example.gov.uk/ ', https://forms.example.gov.uk",
        "HTTPS://Forms.Example.gov.uk:443, https://forms.example.gov.uk",
        "http://localhost:80, http://localhost",
        "https://forms.example.gov.uk:8443, https://forms.example.gov.uk:8443",
        "http://[2001:db8::7]:8080, http://[2001:db8::7]:8080"
    })
    void it_is_written_as_browsers_write_origins(String configured, String address) {
        assertThat(new PublicAddress(configured).configured()).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forms.example.gov.uk",
                "ftp://forms.example.gov.uk",
                "https://",
                "https:///",
                "https://forms.example.gov.uk/lethe",
                "https://forms.example.gov.uk?x",
                "https://forms.example.gov.uk#x",
                "https://someone@forms.example.gov.uk",
                "https://forms.example.gov.uk:0",
                "https://forms.example.gov.uk:99999",
                "https://forms example",
                "mailto:x@example.org"
            })
    void what_is_none_refuses_the_start_and_names_the_setting(String configured) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicAddress(configured))
                .withMessageStartingWith("lethe.public-url (LETHE_PUBLIC_URL) must be ");
    }

    private static Answer asked(URI site, String path, String host, String... more) throws IOException {
        return Wire.ask(site, "GET " + path + " HTTP/1.1\nHost: " + host + "\n" + String.join("\n", more), "");
    }

    private static final List<String> STRANGE = List.of(
            "evil.example",
            "forms.example.gov.uk.evil.example",
            "localhost.evil.example",
            "evil.example:443",
            "",
            "127.0.0.2");

    @Test
    void without_one_it_is_for_this_machine_only_with_its_own_port() throws IOException {
        try (ServletWebServerApplicationContext application = Specimens.start()) {
            URI site = Specimens.base(application);
            int port = site.getPort();
            for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "[::1]"))
                assertThat(asked(site, "/specimens", host + ":" + port).status())
                        .as(host)
                        .isEqualTo(200);
            for (String host : List.of("localhost", "localhost:80", "127.0.0.1:" + (port - 1), "forms.example.gov.uk"))
                assertThat(asked(site, "/specimens", host).status()).as(host).isEqualTo(421);
            refused(site, STRANGE);
        }
    }

    @Test
    void what_is_configured_is_all_that_is_taken_and_the_health_is_for_everybody() throws IOException {
        try (ServletWebServerApplicationContext application =
                Specimens.start("--lethe.public-url=https://forms.example.gov.uk")) {
            URI site = Specimens.base(application);
            for (String host : List.of("forms.example.gov.uk", "forms.example.gov.uk:443", "FORMS.example.gov.uk"))
                assertThat(asked(site, "/specimens", host).status()).as(host).isEqualTo(200);
            assertThat(asked(site, "/specimens/address", "forms.example.gov.uk", "X-Forwarded-Host: evil.example")
                            .body())
                    .isEqualTo("https://forms.example.gov.uk");
            refused(
                    site,
                    List.of("localhost:" + site.getPort(), "forms.example.gov.uk:80", "forms.example.gov.uk:8443"));
            refused(site, STRANGE);
            // There is no health here: it is not found, and not refused.
            assertThat(asked(site, "/actuator/health", "10.1.2.3:8080").status())
                    .isEqualTo(404);
            assertThat(asked(site, "/actuator/health/liveness", "10.1.2.3").status())
                    .isEqualTo(404);
            assertThat(asked(site, "/actuator/healthy", "10.1.2.3").status()).isEqualTo(421);
        }
    }

    private static void refused(URI site, List<String> hosts) throws IOException {
        for (String host : hosts) {
            Answer answer = asked(site, "/specimens", host);
            assertThat(answer.status()).as(host).isIn(400, 421);
            assertThat(answer.head() + answer.body()).doesNotContain("evil.example");
        }
    }

    @Test
    void redirects_say_no_host() throws IOException {
        try (ServletWebServerApplicationContext application = Specimens.start()) {
            URI site = Specimens.base(application);
            assertThat(asked(site, "/specimens/away?to=x", "localhost:" + site.getPort())
                            .header("Location"))
                    .isEqualTo("/specimens?x");
        }
    }
}
