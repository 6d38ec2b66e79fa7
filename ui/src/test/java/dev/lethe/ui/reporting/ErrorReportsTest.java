package dev.lethe.ui.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.Client;
import io.sentry.Sentry;
import io.sentry.spring.boot4.SentryAutoConfiguration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A stand-in for Sentry listens on the loopback address and keeps all that it is sent. */
class ErrorReportsTest {

    private static final String CANARY = "canary-3f9a61d2";
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
    private static HttpServer sentry;
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() throws IOException {
        sentry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sentry.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            REPORTS.add(new String(body, StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        sentry.start();
        application = SpringApplication.run(
                Failing.class,
                "--server.port=0",
                "--sentry.dsn=http://key@127.0.0.1:" + sentry.getAddress().getPort() + "/1");
    }

    @AfterAll
    static void stop() {
        application.close();
        sentry.stop(0);
        Sentry.close();
    }

    @Test
    void a_report_tells_type_and_stack_and_nothing_of_what_was_sent() {
        post("/fails");
        String report = report("IllegalStateException");
        assertThat(report)
                .contains("ErrorReportsTest")
                .contains("NumberFormatException")
                .doesNotContain(CANARY);
        assertThat(report)
                .doesNotContain("\"request\"")
                .doesNotContain("\"user\"")
                .doesNotContain("\"breadcrumbs\"");
    }

    @Test
    void our_own_exceptions_may_say_what_happened() {
        post("/fails/as-ours");
        assertThat(report("VaultException")).contains("The vault said so").doesNotContain(CANARY);
    }

    @Test
    void a_logged_error_is_reported_without_its_words() {
        LoggerFactory.getLogger("dev.lethe.test").error("About {}", CANARY, new IllegalArgumentException(CANARY));
        assertThat(report("IllegalArgumentException")).doesNotContain(CANARY);
    }

    private static void post(String path) {
        int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        var client = new Client(URI.create("http://127.0.0.1:" + port));
        var request = client.posting(path + "?query=" + CANARY, "email", CANARY)
                .header("Cookie", "session=" + CANARY)
                .header("X-Typed", CANARY)
                .header("User-Agent", CANARY)
                .header("Referer", "http://127.0.0.1/" + CANARY);
        assertThat(client.stay(request).statusCode()).isEqualTo(500);
    }

    private static String report(String about) {
        Sentry.flush(20_000);
        assertThat(REPORTS).allSatisfy(report -> assertThat(report).doesNotContain(CANARY));
        return REPORTS.stream()
                .filter(report -> report.contains(about))
                .findAny()
                .orElseThrow(() -> new AssertionError("No report about " + about + " in " + REPORTS));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        SentryAutoConfiguration.class,
        io.sentry.spring.boot4.SentryLogbackAppenderAutoConfiguration.class
    })
    @Import({ErrorReports.class, Throwing.class})
    static class Failing {}

    @RestController
    static class Throwing {

        @PostMapping("/fails")
        void fails() {
            Thread.currentThread().setName("about-" + CANARY);
            Sentry.addBreadcrumb(CANARY);
            Sentry.setTag("typed", CANARY);
            throw new IllegalStateException("Typed: " + CANARY, new NumberFormatException(CANARY));
        }

        @PostMapping("/fails/as-ours")
        void failsAsOurs() {
            throw new VaultException("The vault said so", new IllegalArgumentException(CANARY));
        }
    }
}
