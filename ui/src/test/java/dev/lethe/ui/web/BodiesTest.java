package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Wire;
import dev.lethe.ui.Wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** What a stranger sends can neither fill the memory nor make the log say that the service failed. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodiesTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\n";

    private ServletWebServerApplicationContext application;
    private URI site;
    private String host;
    private int logged;

    @BeforeAll
    void start() {
        application = Specimens.start();
        site = Specimens.base(application);
        host = " HTTP/1.1\nHost: localhost:" + site.getPort() + "\n";
    }

    /** The container warns at its start where random numbers come slowly: that is none of these requests' doing. */
    @BeforeEach
    void what_was_logged_before_is_not_of_this_test(CapturedOutput output) {
        logged = output.getAll().length();
    }

    private void nothingWasLogged(CapturedOutput output) {
        assertThat(output.getAll().substring(logged)).isEmpty();
    }

    @AfterAll
    void stop() {
        application.close();
    }

    /** Chunks of one mebibyte, and no end. */
    private static void chunks(Wire wire, int number) throws IOException {
        String mebibyte = "100000\r\n" + "x".repeat(1024 * 1024) + "\r\n";
        for (int i = 0; i < number; i++) wire.say(mebibyte);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "XYZZY"})
    void a_method_that_no_page_has_is_refused_before_its_body_is_read(String method) throws IOException {
        // Also where there is no page: nobody looked for one.
        for (String path : List.of("/specimens", "/nothing-here"))
            try (Wire wire = Wire.to(site)) {
                wire.say((method + " " + path + host + FORM + "Transfer-Encoding: chunked\n\n").replace("\n", "\r\n"));
                wire.say("3\r\na=b\r\n"); // and no more
                Answer answer = wire.answer();
                assertThat(answer.status()).as(path).isEqualTo(405);
                assertThat(answer.header("Allow")).contains("GET", "POST");
            }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x"
            })
    void nobody_who_reads_a_body_gets_more_than_was_claimed_for_it(String type) throws IOException {
        for (String how : List.of("stream", "reader")) {
            try (Wire wire = Wire.to(site)) {
                wire.say(("POST /specimens/read?how=" + how + host + "Content-Type: " + type
                                + "\nTransfer-Encoding: chunked\n\n")
                        .replace("\n", "\r\n"));
                chunks(wire, 9);
                assertThat(wire.answer().status()).as(how).isEqualTo(413);
            }
        }
    }

    @Test
    void the_containers_own_reading_of_a_form_ends_there_too() throws IOException {
        try (Wire wire = Wire.to(site)) {
            wire.say(("POST /specimens" + host + FORM + "Transfer-Encoding: chunked\n\n").replace("\n", "\r\n"));
            chunks(wire, 9);
            assertThat(wire.answer().status()).isEqualTo(413);
        }
    }

    private LargeBodies memory() {
        return application.getBean(LargeBodies.class);
    }

    /** Until so much is held, or for as long as a slow machine may take. */
    private static void await(IntSupplier held, IntPredicate enough) throws InterruptedException {
        for (int tries = 0; tries < 600 && !enough.test(held.getAsInt()); tries++) Thread.sleep(50);
        assertThat(held.getAsInt()).matches(enough::test);
    }

    private Wire post(String from, String type, int announced, String sent) throws IOException {
        return Wire.to(site, from)
                .say(("POST /specimens/read?how=stream" + host + "Content-Type: " + type + "\nContent-Length: "
                                + announced + "\n\n" + sent)
                        .replace("\n", "\r\n"));
    }

    @Test
    void what_is_only_announced_holds_nothing_but_what_came_of_it() throws IOException, InterruptedException {
        int number = 20;
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++)
                wires.add(post("127.0.0.1", "application/x-www-form-urlencoded", 64 * 1024, "name=x"));
            await(memory().small::held, held -> held == number * 4 * 1024);
        } finally {
            for (Wire wire : wires) wire.close();
        }
        await(memory().small::held, held -> held == 0);
    }

    @Test
    void who_sends_large_bodies_slowly_has_an_eighth_and_keeps_no_other_address_waiting()
            throws IOException, InterruptedException {
        String large = "x".repeat(3_000_000);
        try (Wire slow = post("127.0.0.7", "text/plain", 8_000_000, large)) {
            await(memory().large::held, held -> held == large.length() - LargeBodies.SMALL);
            try (Wire same = post("127.0.0.7", "text/plain", large.length(), large);
                    Wire small = post("127.0.0.7", "text/plain", 3, "abc");
                    Wire other = post("127.0.0.8", "text/plain", large.length(), large)) {
                Answer refused = same.answer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("30");
                assertThat(small.answer().body()).isEqualTo("3");
                assertThat(other.answer().body()).isEqualTo("3000000");
            }
        }
        await(memory().large::held, held -> held == 0);
    }

    private Wire page(String from, int quotes) throws IOException {
        return Wire.to(site, from).say(("GET /specimens/large?quotes=" + quotes + host + "\n").replace("\n", "\r\n"));
    }

    @Test
    void who_reads_large_pages_slowly_has_an_eighth_and_keeps_no_other_address_waiting(CapturedOutput output)
            throws IOException, InterruptedException {
        // The kernel keeps some megabytes for whoever does not read, and more for nobody.
        try (Wire slow = page("127.0.0.7", 2_500_000)) {
            await(memory().answers::held, held -> held > LargeBodies.ANSWERS_TOGETHER / 8);
            try (Wire same = page("127.0.0.7", 1_000_000);
                    Wire small = page("127.0.0.7", 1_000);
                    Wire other = page("127.0.0.8", 1_000_000)) {
                Answer refused = same.answer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("30");
                assertThat(refused.body()).hasSizeLessThan(64 * 1024).contains("</html>");
                assertThat(small.answer().status()).isEqualTo(200);
                Answer whole = other.answer();
                assertThat(whole.status()).isEqualTo(200);
                assertThat(whole.body()).hasSizeGreaterThan(5_000_000).contains("</html>");
            }
        }
        await(memory().answers::held, held -> held == 0);
        nothingWasLogged(output);
    }

    @Test
    void a_body_of_the_length_that_was_announced_is_read_whole() throws IOException {
        String body = "x".repeat(100_000);
        for (String how : List.of("stream", "reader"))
            assertThat(Wire.ask(
                                    site,
                                    "POST /specimens/read?how=" + how + host
                                            + "Content-Type: text/plain\nContent-Length: 100000",
                                    body)
                            .body())
                    .isEqualTo("100000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x;a%%5E",
                "/api/v1/fo;a%%5Erms",
                "/specimens;x",
                "/%zz",
                "/specimens%",
                "/specimens?late=%zz",
                "/specimens/numbers/%ff",
                "/specimens/numbers/%00",
                "//specimens",
                "/a/../../etc"
            })
    void an_address_that_cannot_be_read_is_the_clients_fault_and_leaves_no_record(String path, CapturedOutput output)
            throws IOException {
        assertThat(Wire.ask(site, "GET " + path + host, "").status()).isBetween(400, 499);
        assertThat(Wire.ask(site, "POST " + path + host + FORM + "Transfer-Encoding: chunked", "zz\r\nbroken\r\n")
                        .status())
                .isBetween(400, 499);
        nothingWasLogged(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/*", "application/x-www-form-urlencoded; charset=nowhere", ";;", "a/b/c", "%"})
    void nor_does_a_type_that_is_none(String type, CapturedOutput output) throws IOException {
        for (String path : List.of("/specimens", "/api/v1/nope", "/nope", "/specimens/read?how=reader"))
            assertThat(Wire.ask(site, "POST " + path + host + "Content-Type: " + type + "\nContent-Length: 3", "a=b")
                            .status())
                    .as(path)
                    .isBetween(200, 499);
        nothingWasLogged(output);
    }

    @Test
    void nor_a_form_that_is_garbled_cut_or_too_slow(CapturedOutput output) throws IOException {
        String form = "POST /specimens" + host + FORM;
        assertThat(Wire.ask(site, form + "Content-Length: 5", "a=%zz").status()).isBetween(400, 499);
        // Read by the container as a form, and by ours as bytes and as characters.
        for (String begun : List.of(form, text("stream"), text("reader")))
            for (String half : List.of(
                    "Content-Length: 50\n\n",
                    "Content-Length: 50\n\nname=half",
                    "Transfer-Encoding: chunked\n\n9\nname=",
                    "Transfer-Encoding: chunked\n\nzz\nname="))
                try (Wire wire = Wire.to(site)) {
                    assertThat(wire.say((begun + half).replace("\n", "\r\n"))
                                    .stop()
                                    .answer()
                                    .status())
                            .as(begun + half)
                            .isIn(0, 400);
                }
        assertThat(Wire.ask(site, "GET /specimens" + host, "").status()).isEqualTo(200);
        nothingWasLogged(output);
    }

    private String text(String how) {
        return "POST /specimens/read?how=" + how + host + "Content-Type: text/plain\n";
    }

    @Test
    void an_answer_never_leads_to_an_address_that_is_too_long_for_a_header(CapturedOutput output) throws IOException {
        assertThat(Wire.ask(site, "GET /specimens/away?to=" + "x".repeat(6_000) + host, "")
                        .status())
                .isEqualTo(302);
        assertThat(Wire.ask(site, "GET /specimens/away?to=" + "x".repeat(9_000) + host, "")
                        .status())
                .isEqualTo(400);
        nothingWasLogged(output);
    }
}
