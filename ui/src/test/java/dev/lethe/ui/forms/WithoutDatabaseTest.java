package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.Wire;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A visitor in the middle of a form whose databases go away and come back. */
@ExtendWith(OutputCaptureExtension.class)
class WithoutDatabaseTest {

    private static final String SENT = "We have your report";
    private static final String HOUSEKEEPING = "com.zaxxer.hikari.housekeeping.periodMs";
    private static final int MILLIS = 100;

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static URI health;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        health = URI.create("http://localhost:" + port);
        // A pool heeds another patience when it next looks after itself, which it would do in half a minute.
        System.setProperty(HOUSEKEEPING, String.valueOf(MILLIS));
        lethe = TestLethe.start(root, "--lethe.health.port=" + port);
        System.clearProperty(HOUSEKEEPING);
    }

    /** Nobody wants to wait for what will not come. */
    private static void away(DataSource database) {
        patience(Duration.ofSeconds(1));
        TestLethe.away(database);
    }

    /** What does come may take its time on a busy machine. */
    private static void patience(Duration time) {
        lethe.bean(HikariDataSource.class).setConnectionTimeout(time.toMillis());
        try {
            Thread.sleep(3 * MILLIS); // until it is heeded
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    @AfterEach
    void back() {
        patience(Duration.ofSeconds(30));
        TestLethe.back();
    }

    private static void isAway(Client visitor) {
        assertThat(visitor.answer().statusCode()).isEqualTo(503);
        assertThat(visitor.answer().headers().firstValue("Retry-After")).contains("60");
        assertThat(visitor.problems())
                .singleElement()
                .asString()
                .contains("we have not received this", "press the button again");
    }

    private static long submissions(Published form) {
        lethe.settle();
        return lethe.database()
                .sql("SELECT count(*) FROM read_submissions.submission WHERE form = ?")
                .param(form.id().value())
                .query(Long.class)
                .single();
    }

    @Test
    void what_was_typed_on_one_page_stays_on_it_and_is_sent_once_the_database_is_back() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                asked(1, FieldType.SINGLE_LINE),
                optional(2, FieldType.CHECKBOXES, "A", "B"),
                optional(3, FieldType.MULTI_LINE)));
        Client visitor = lethe.visitor().open(form.address());
        visitor.type("q1", "here <b>").choose("q2", "B").type("q3", "two\nlines");
        away(lethe.events());
        for (int tries = 0; tries < 2; tries++) {
            visitor.press("Send report");
            isAway(visitor);
            assertThat(visitor.value("q1")).isEqualTo("here <b>");
            assertThat(visitor.page().select("input[name=q2][checked]").val()).isEqualTo("B");
            assertThat(visitor.value("q3")).isEqualToNormalizingNewlines("two\nlines");
        }
        back();
        var page = visitor.page().clone();
        String reference = visitor.press("Send report").reference();
        assertThat(visitor.heading()).isEqualTo(SENT);
        assertThat(visitor.back(page).press("Send report").reference()).isEqualTo(reference);
        assertThat(submissions(form)).isEqualTo(1);
    }

    @Test
    void what_was_typed_before_comes_back_with_the_database() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()).press("Start now");
        visitor.type("q1", "first").press("Continue");
        String address = visitor.page().location();
        visitor.type("q2", "second");
        away(lethe.events());
        visitor.press("Continue");
        isAway(visitor);
        assertThat(visitor.value("q2")).isEqualTo("second");
        // Going back there, a browser asks again: into this question it puts what was typed.
        Client again = lethe.visitor().open(address);
        isAway(again);
        assertThat(again.has("q2")).isTrue();
        back();
        visitor.press("Continue");
        assertThat(visitor.text()).contains("Check your answers", "first", "second");
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
        assertThat(submissions(form)).isEqualTo(1);
    }

    @Test
    void a_form_that_changed_meanwhile_comes_back_as_it_was_begun() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()).type("q1", "here");
        lethe.publishAgain(form, form(Layout.ONE_PAGE, asked(2, FieldType.SINGLE_LINE)));
        assertThat(lethe.visitor().open(form.address()).has("q2")).isTrue();
        away(lethe.events());
        visitor.press("Send report");
        isAway(visitor);
        assertThat(visitor.value("q1")).isEqualTo("here");
        back();
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    /** The page that came back while the database was away holds one question, and does not pass for all of them. */
    @Test
    void what_was_cleared_meanwhile_is_said_to_be_gone() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()).press("Start now");
        visitor.type("q1", "first").press("Continue").type("q2", "second");
        away(lethe.events());
        visitor.press("Continue");
        isAway(visitor);
        var page = visitor.page().clone();
        back();
        visitor.press("Clear my answers");
        visitor.back(page).press("Continue");
        assertThat(visitor.problems()).singleElement().asString().contains("not here any more", "Nothing was sent");
        assertThat(visitor.value("q2")).isEqualTo("second");
    }

    @Test
    void nor_is_anything_lost_without_the_vault_alone() {
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()).press("Start now");
        visitor.type("q1", "first").press("Continue").type("q2", "second");
        away(lethe.vault());
        visitor.press("Continue");
        isAway(visitor);
        assertThat(visitor.value("q2")).isEqualTo("second");
        back();
        visitor.press("Continue").press("Send report");
        assertThat(visitor.heading()).isEqualTo(SENT);
        assertThat(submissions(form)).isEqualTo(1);
    }

    @Test
    void a_page_with_a_file_comes_back_with_its_texts() {
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), optional(2, FieldType.FILE)));
        Client visitor = lethe.visitor().open(form.address()).type("q1", "kept");
        away(lethe.events());
        visitor.attach("q2", "a.pdf", "%PDF-1.7\n%%EOF".getBytes(StandardCharsets.US_ASCII))
                .press("Send report");
        assertThat(visitor.answer().statusCode()).isEqualTo(503);
        assertThat(visitor.value("q1")).isEqualTo("kept");
        back();
        visitor.press("Send report");
        assertThat(visitor.heading()).as(visitor.text()).isEqualTo(SENT);
    }

    /** Its event waits to be written when the connection breaks: whether it was, nobody can tell. */
    @Test
    void what_may_have_been_received_is_said_to_be_unknown_and_sent_again_it_is_one_submission() throws Exception {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()).type("q1", "here <b>");
        try (Connection holding = lethe.events().getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute("LOCK TABLE event IN EXCLUSIVE MODE"); // which can be read, and not written
            Thread sending = Thread.ofVirtual().start(() -> visitor.press("Send report"));
            while (waitingWriters() == 0 && sending.isAlive()) Thread.sleep(10);
            away(lethe.events());
            sending.join();
        }
        assertThat(visitor.answer().statusCode()).isEqualTo(503);
        assertThat(visitor.answer().headers().firstValue("Retry-After")).contains("60");
        assertThat(visitor.problems())
                .singleElement()
                .asString()
                .contains("we cannot tell whether we have received this", "send them again");
        assertThat(visitor.value("q1")).isEqualTo("here <b>");
        back();
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
        assertThat(submissions(form)).isEqualTo(1);
    }

    private static long waitingWriters() {
        return lethe.database()
                .sql("SELECT count(*) FROM pg_locks WHERE relation = 'event'::regclass AND NOT granted")
                .query(Long.class)
                .single();
    }

    /** As with an Axon Server that is away, while every database answers. */
    @Test
    void without_the_event_store_no_request_should_be_sent_here() throws Exception {
        awaitReadiness(200);
        lethe.database().sql("ALTER TABLE event RENAME TO elsewhere").update();
        try {
            awaitReadiness(503);
            assertThat(lethe.visitor()
                            .open("/actuator/health/liveness")
                            .answer()
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            lethe.database().sql("ALTER TABLE elsewhere RENAME TO event").update();
        }
        awaitReadiness(200);
    }

    private static int health(String which) throws IOException {
        return Wire.ask(health, "GET /actuator/health" + which + " HTTP/1.1\nHost: localhost", "")
                .status();
    }

    /** It is looked at every two seconds. */
    private static void awaitReadiness(int status) throws Exception {
        for (int tries = 0; health("/readiness") != status && tries < 600; tries++) Thread.sleep(100);
        assertThat(health("/readiness")).isEqualTo(status);
    }

    /** What is asked for is held for as long as this test likes: none of the answers can have waited for it. */
    @Test
    void no_probe_waits_for_a_store_that_hangs() throws Exception {
        awaitReadiness(200);
        List<Wire> probes = new ArrayList<>();
        try (Connection holding = lethe.events().getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE");
            for (int i = 0; i < 10; i++)
                probes.add(Wire.to(health)
                        .say("GET /actuator/health" + (i % 2 == 0 ? "/readiness" : "")
                                + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assertThat(health("/liveness")).isEqualTo(200);
            for (Wire probe : probes) assertThat(probe.answer().status()).isIn(200, 503);
            awaitReadiness(503);
            assertThat(health("/liveness")).isEqualTo(200);
        } finally {
            for (Wire probe : probes) probe.close();
        }
        awaitReadiness(200);
    }

    @Test
    void what_strangers_ask_while_it_is_away_does_not_fill_the_log(CapturedOutput output) throws Exception {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()); // which is counted, and to be written
        away(lethe.events());
        awaitReadiness(503);
        visitor.open(form.address());
        int before = output.getAll().length();
        for (int i = 0; i < 20; i++) {
            health("");
            health("/readiness");
            if (i % 10 == 0) visitor.open(form.address()); // for which a connection is waited for
        }
        String said = output.getAll().substring(before);
        // What follows events tries again by itself, ever more seldom, and the pools throw away what they had.
        List<String> told = Arrays.stream(said.split("(?m)^(?=\\d{4}-\\d\\d-\\d\\dT)"))
                .filter(line ->
                        Stream.of(" TrackingEventProcessor ", " PoolBase ").noneMatch(line::contains))
                .toList();
        assertThat(String.join("", told)).hasSizeLessThan(5_000);
    }

    /** What was sent must not come back because of it, nor be called lost. */
    @Test
    void a_visit_that_was_sent_stays_sent() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address());
        String questions = visitor.page().location();
        var page = visitor.page().clone();
        assertThat(visitor.type("q1", "here").press("Send report").heading()).isEqualTo(SENT);
        away(lethe.events());
        assertThat(visitor.open(questions).heading()).isEqualTo("This form was sent");
        assertThat(visitor.text()).doesNotContain("not received");
        visitor.back(page).type("q1", "here").press("Send report");
        assertThat(visitor.problems()).singleElement().asString().doesNotContain("have not received");
        back();
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void a_form_that_nobody_opened_lately_is_not_there_for_a_while_and_says_when_to_come_back() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        away(lethe.events());
        Client visitor = lethe.visitor().open(form.address());
        assertThat(visitor.answer().statusCode()).isEqualTo(503);
        assertThat(visitor.answer().headers().firstValue("Retry-After")).contains("60");
        visitor.send(form.address(), "q1", "x");
        assertThat(visitor.answer().statusCode()).isEqualTo(503);
        back();
        assertThat(lethe.visitor().open(form.address()).answer().statusCode()).isEqualTo(200);
    }
}
