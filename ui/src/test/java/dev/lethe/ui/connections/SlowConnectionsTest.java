package dev.lethe.ui.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Wire;
import dev.lethe.ui.web.Proxies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** Who is slow for long is sent away, whatever it is that they are slow in, and nobody holds many connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowConnectionsTest {

    private static final int ALLOWED = 5;
    /** Longer than any of it may take here by far, and shorter than for ever. */
    private static final Duration LONG = Duration.ofMinutes(1);

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        PropertyPlaceholderAutoConfiguration.class,
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class
    })
    @Import({ConnectionConfiguration.class, Proxies.class})
    static class Application {

        @Controller
        static class Pages {

            private final CompletableFuture<IOException> gaveUp = new CompletableFuture<>();

            @PostMapping("/length")
            @ResponseBody
            String length(HttpServletRequest request) throws IOException {
                return String.valueOf(request.getInputStream().readAllBytes().length);
            }

            @GetMapping("/short")
            @ResponseBody
            String brief() {
                return "short";
            }

            @GetMapping("/endless")
            void endless(HttpServletResponse response) throws IOException {
                byte[] some = new byte[64 * 1024];
                try {
                    while (true) response.getOutputStream().write(some);
                } catch (IOException e) {
                    gaveUp.complete(e);
                    throw e;
                }
            }
        }
    }

    private ServletWebServerApplicationContext application;
    private URI site;

    @BeforeAll
    void start() {
        application = started(
                "--server.tomcat.connection-timeout=1s",
                "--server.tomcat.keep-alive-timeout=1s",
                "--lethe.connections.patience=1s",
                "--lethe.health.port=0");
        site = at(application);
    }

    private static ServletWebServerApplicationContext started(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--server.port=0");
        return (ServletWebServerApplicationContext)
                SpringApplication.run(Application.class, all.toArray(String[]::new));
    }

    private static URI at(ServletWebServerApplicationContext application) {
        return URI.create("http://localhost:" + application.getWebServer().getPort());
    }

    @AfterAll
    void stop() {
        application.close();
    }

    private static String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    }

    /** Whether the other side ends it, though a byte comes every now and then. */
    private static boolean endsThoughFed(Wire wire) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + LONG.toNanos(); System.nanoTime() < end; ) {
            try {
                wire.say("x");
            } catch (IOException closed) {
                return true;
            }
            if (wire.endsWithin(Duration.ofMillis(100))) return true;
        }
        return false;
    }

    @Test
    void a_head_that_comes_byte_by_byte_is_not_waited_for() throws Exception {
        try (Wire wire = Wire.to(site, "127.0.1.1")) {
            wire.say(head("GET", "/short") + "X-Slow: ");
            assertThat(endsThoughFed(wire)).isTrue();
        }
    }

    @Test
    void nor_the_head_of_a_second_request() throws Exception {
        try (Wire wire = Wire.to(site, "127.0.1.2")) {
            wire.say(head("GET", "/short") + "\r\n");
            assertThat(wire.answer().body()).isEqualTo("short");
            assertThat(endsThoughFed(wire)).isTrue();
        }
    }

    @Test
    void nor_a_body() throws Exception {
        try (Wire wire = Wire.to(site, "127.0.1.3")) {
            wire.say(head("POST", "/length") + "Content-Length: 1000000\r\n\r\n");
            assertThat(endsThoughFed(wire)).isTrue();
        }
    }

    @Test
    void nor_a_body_in_chunks() throws Exception {
        try (Wire wire = Wire.to(site, "127.0.1.4")) {
            wire.say(head("POST", "/length") + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n");
            assertThat(endsThoughFed(wire)).isTrue();
        }
    }

    @Test
    void nor_a_body_that_nobody_reads() throws Exception {
        try (Wire wire = Wire.to(site, "127.0.1.5")) {
            wire.say(head("GET", "/short") + "Content-Length: 1000000\r\n\r\n");
            assertThat(endsThoughFed(wire)).isTrue();
        }
    }

    @Test
    void who_does_not_read_the_answer_is_given_up() throws Exception {
        try (Wire wire = Wire.to(site, "127.0.1.6")) {
            wire.say(head("GET", "/endless") + "\r\n");
            assertThat(application.getBean(Application.Pages.class).gaveUp.get(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
        }
    }

    @Test
    void silence_ends() throws Exception {
        try (Wire silent = Wire.to(site, "127.0.1.7");
                Wire served = Wire.to(site, "127.0.1.7")) {
            served.say(head("GET", "/short") + "\r\n");
            assertThat(served.answer().status()).isEqualTo(200);
            assertThat(silent.endsWithin(LONG)).isTrue();
            assertThat(served.endsWithin(LONG)).isTrue();
        }
    }

    @Test
    void one_address_holds_no_more_connections_than_it_may_and_others_notice_nothing() throws Exception {
        // With the usual patience: this must not depend on how fast the machine is.
        try (var application = started("--lethe.connections.from-one-address=" + ALLOWED)) {
            URI site = at(application);
            List<Wire> held = new ArrayList<>();
            for (int i = 0; i < ALLOWED; i++)
                held.add(Wire.to(site, "127.0.0.2").say(head("POST", "/length") + "Content-Length: 3\r\n\r\n"));
            try (Wire more = Wire.to(site, "127.0.0.2");
                    Wire other = Wire.to(site, "127.0.0.3").say(head("GET", "/short") + "\r\n")) {
                assertThat(more.endsWithin(LONG)).isTrue();
                assertThat(other.answer().body()).isEqualTo("short");
            }
            // Those that were there are served, and make room when they go.
            for (Wire one : held) assertThat(one.say("abc").answer().body()).isEqualTo("3");
            for (Wire one : held) one.close();
            for (long end = System.nanoTime() + LONG.toNanos(); !isServed(site, "127.0.0.2"); Thread.sleep(20))
                assertThat(System.nanoTime()).as("room was made").isLessThan(end);
        }
    }

    @Test
    void a_proxy_that_is_configured_holds_any_number() throws Exception {
        try (var application =
                started("--lethe.connections.from-one-address=" + ALLOWED, "--lethe.proxies=192.0.2.7, 127.0.0.4/31")) {
            List<Wire> held = new ArrayList<>();
            for (int i = 0; i < 2 * ALLOWED; i++)
                held.add(Wire.to(at(application), "127.0.0.5")
                        .say(head("POST", "/length") + "Content-Length: 3\r\n\r\n"));
            for (Wire one : held) assertThat(one.say("abc").answer().body()).isEqualTo("3");
            for (Wire one : held) one.close();
        }
    }

    private static boolean isServed(URI site, String from) {
        try (Wire wire = Wire.to(site, from)) {
            return wire.say(head("GET", "/short") + "\r\n").answer().status() == 200;
        } catch (IOException closedAtOnce) {
            return false;
        }
    }

    @Test
    void the_healths_own_port_has_nothing_else() throws Exception {
        int port = application
                .getBean(HealthConnector.class)
                .connector()
                .orElseThrow()
                .getLocalPort();
        assertThat(port).isNotEqualTo(site.getPort());
        URI health = URI.create("http://localhost:" + port);
        assertThat(Wire.ask(health, "GET /short HTTP/1.1\nHost: localhost", "").status())
                .isEqualTo(404);
    }
}
