package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What a request looks like to all that comes after, over HTTP. 127.0.0.2 is the proxy, 127.0.0.1 is anybody. */
@ExtendWith(OutputCaptureExtension.class)
class ForwardedRequestsTest {

    /** Says what it sees, and begins a session, for its cookie. */
    private static final class Mirror extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getSession();
            response.getWriter()
                    .write(String.join(" ", request.getRemoteAddr(), request.getRemoteHost(), request.getRequestURL()));
        }
    }

    @TempDir
    static Path home;

    private static final Tomcat TOMCAT = new Tomcat();
    private static UnknownProxies unknown;

    @BeforeAll
    static void start() throws LifecycleException {
        TOMCAT.setBaseDir(home.toString());
        TOMCAT.setPort(0);
        TOMCAT.setHostname("localhost");
        var context = TOMCAT.addContext("", home.toString());
        Tomcat.addServlet(context, "mirror", new Mirror());
        context.addServletMappingDecoded("/", "mirror");
        TOMCAT.getConnector();
        TOMCAT.start();
    }

    @AfterAll
    static void stop() throws LifecycleException {
        TOMCAT.stop();
        TOMCAT.destroy();
    }

    @BeforeEach
    void anew() {
        var engine = TOMCAT.getEngine().getPipeline();
        for (var valve : engine.getValves()) if (valve instanceof ForwardedRequests) engine.removeValve(valve);
        unknown = new UnknownProxies(Clock.systemUTC());
        engine.addValve(new ForwardedRequests(new Proxies("127.0.0.2"), unknown));
    }

    private static HttpResponse<String> from(String address, String... headers) {
        Client client = Client.from(
                address, URI.create("http://localhost:" + TOMCAT.getConnector().getLocalPort()));
        HttpRequest.Builder request = client.getting("/a");
        if (headers.length > 0) request.headers(headers);
        return client.stay(request);
    }

    private static String url(String scheme) {
        return scheme + "://127.0.0.1:" + TOMCAT.getConnector().getLocalPort() + "/a";
    }

    @Test
    void a_configured_proxy_is_believed_about_address_and_scheme_and_never_about_the_host() {
        HttpResponse<String> answer = from(
                "127.0.0.2",
                "X-Forwarded-For",
                "203.0.113.66, 198.51.100.7",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Port",
                "8443");
        assertThat(answer.body()).isEqualTo("198.51.100.7 198.51.100.7 " + url("https"));
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
        assertThat(unknown.seen()).isEmpty();
    }

    @Test
    void the_nearest_proxys_word_about_the_scheme_counts() {
        assertThat(from("127.0.0.2", "X-Forwarded-Proto", "https,http").body()).endsWith(url("http"));
        assertThat(from("127.0.0.2", "X-Forwarded-Proto", "http", "X-Forwarded-Proto", "https")
                        .body())
                .endsWith(url("https"));
        assertThat(from("127.0.0.2", "X-Forwarded-Proto", "javascript").body()).endsWith(url("http"));
        assertThat(from("127.0.0.2").body()).isEqualTo("127.0.0.2 127.0.0.2 " + url("http"));
    }

    @Test
    void nobody_else_is_believed_also_from_a_private_address_and_that_is_told_once(CapturedOutput output) {
        for (String header : List.of("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host")) {
            HttpResponse<String> answer = from("127.0.0.1", header, "198.51.100.7", "X-Forwarded-Proto", "https");
            assertThat(answer.body()).isEqualTo("127.0.0.1 127.0.0.1 " + url("http"));
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).doesNotContain("Secure");
        }
        from("127.0.0.1");
        var seen = unknown.seen().orElseThrow();
        assertThat(seen.requests()).isEqualTo(4);
        assertThat(seen.from()).isEqualTo(UnknownProxies.From.NEARBY);
        assertThat(seen.peer()).isEqualTo("127.0.0.1");
        assertThat(output.toString().split("lethe.proxies", -1)).hasSize(2);
        assertThat(output).doesNotContain("198.51.100.7");
    }

    @Test
    void who_pretends_from_anywhere_is_not_shown_and_hides_no_forgotten_proxy(CapturedOutput output) {
        unknown.saw(InetAddress.ofLiteral("198.51.100.7"));
        assertThat(unknown.seen().orElseThrow().peer()).isNull();
        unknown.saw(InetAddress.ofLiteral("fd00::7"));
        unknown.saw(InetAddress.ofLiteral("2001:db8::7"));
        var seen = unknown.seen().orElseThrow();
        assertThat(seen.requests()).isEqualTo(3);
        assertThat(seen.from()).isEqualTo(UnknownProxies.From.NEARBY);
        assertThat(seen.peer()).isEqualTo("fd00:0:0:0:0:0:0:7");
        assertThat(output.toString().split("lethe.proxies", -1)).hasSize(3);
        assertThat(output).doesNotContain("198.51.100.7", "fd00:");
        assertThat(seen).asString().doesNotContain("fd00:");
    }

    @EnableConfigurationProperties(ServerProperties.class)
    @Import({ForwardingConfiguration.class, Proxies.class, UnknownProxies.class})
    static class Forwarding {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    private static ApplicationContextRunner started(String... settings) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Forwarding.class)
                .withPropertyValues(settings);
    }

    @Test
    void a_start_for_https_says_so_when_no_proxy_is_named(CapturedOutput output) {
        started("lethe.public-url=https://forms.example.gov.uk")
                .run(start -> assertThat(start).hasNotFailed());
        assertThat(output.toString().split("LETHE_PROXIES", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "lethe.public-url=https://forms.example.gov.uk, lethe.proxies=192.0.2.7",
        "lethe.public-url=https://forms.example.gov.uk, server.ssl.enabled=true",
        "lethe.public-url=http://forms.example.gov.uk, ''",
        "'', ''"
    })
    void and_nothing_where_nothing_is_wrong(String setting, String other, CapturedOutput output) {
        started(setting, other).run(start -> assertThat(start).hasNotFailed());
        assertThat(output).doesNotContain("LETHE_PROXIES");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.forward-headers-strategy=native",
                "server.forward-headers-strategy=FRAMEWORK",
                "server.tomcat.remoteip.remote-ip-header=X-Forwarded-For",
                "server.tomcat.remoteip.protocol-header=X-Forwarded-Proto"
            })
    void what_would_believe_every_private_address_refuses_the_start_and_says_what_to_do(String setting) {
        started("lethe.proxies=192.0.2.7", setting)
                .run(start -> assertThat(start.getStartupFailure())
                        .rootCause()
                        .hasMessageStartingWith("lethe.proxies (LETHE_PROXIES) ")
                        .hasMessageContaining("SERVER_FORWARD_HEADERS_STRATEGY"));
    }
}
