package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.web.NetworkAddress;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.altcha.altcha.Altcha;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Machines are kept out, and nobody is: over HTTP, with a clock of the test's own, and in a real browser. */
class SpamControlTest {

    private static final String CONFIRM = "Please confirm that you want to send this";
    private static final String SENT = "We have your report";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST = 3;

    @TempDir
    static Path root;

    private static TestLethe lethe;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(
                root,
                "--lethe.forms.submissions-from-one-address=" + MOST,
                "--lethe.forms.megabytes-of-waiting-files=5",
                "--lethe.forms.megabytes-of-arriving-files=3",
                "--lethe.forms.most-waiting-files=40",
                "--lethe.proxies=127.0.0.2");
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    private static FormDefinition questions(SpamControl control) {
        return form(Layout.ONE_PAGE, asked(1, FieldType.MULTI_LINE), asked(2, FieldType.CHECKBOXES, "A", "B", "C"))
                .with(control);
    }

    /** Nothing that came before counts any more. */
    private static void afterAWhile() {
        lethe.clock().later(Gatekeeper.WINDOW.multipliedBy(2));
    }

    private static Published published(SpamControl control) {
        afterAWhile();
        return lethe.publish(questions(control));
    }

    private static Client filledIn(SpamControl control) {
        return filledIn(published(control));
    }

    private static Client filledIn(Published form) {
        return lethe.visitor()
                .open(form.address())
                .type("q1", "two\nlines <b>")
                .choose("q2", "A")
                .choose("q2", "C");
    }

    private static void fillUnseen(Client visitor, String value) {
        visitor.page().getElementById("website").val(value);
    }

    private static JsonNode challenge(Client visitor) {
        return JSON.readTree(visitor.page().selectFirst("input[data-work]").attr("data-work"));
    }

    static String solved(JsonNode challenge) {
        try {
            Altcha.Solution solution = Altcha.solveChallenge(
                    challenge.get("challenge").stringValue(),
                    challenge.get("salt").stringValue(),
                    Altcha.Algorithm.SHA256,
                    challenge.get("maxnumber").longValue(),
                    0);
            ObjectNode payload = JSON.createObjectNode();
            for (String name : new String[] {"algorithm", "challenge", "salt", "signature"})
                payload.put(name, challenge.get(name).stringValue());
            payload.put("number", solution.number);
            return encoded(payload);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(JsonNode payload) {
        return Base64.getEncoder().encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Client withProof(Client visitor, String proof) {
        visitor.page().selectFirst("input[name=proof]").val(proof);
        return visitor;
    }

    private static Client withFile(int bytes) {
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.FILE)));
        byte[] pdf = Arrays.copyOf("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), bytes);
        // What is missing elsewhere keeps it waiting.
        return lethe.visitor().open(form.address()).attach("q2", "a.pdf", pdf).press("Send report");
    }

    @Test
    void files_from_one_place_are_limited_and_the_rest_of_the_page_is_not_lost() {
        afterAWhile();
        for (int i = 0; i < 4 * MOST; i++)
            assertThat(withFile(100).problems()).containsExactly("Enter an answer to “Question 1”");
        assertThat(withFile(100).problems())
                .contains(
                        "Many files came from your network in the last few minutes. Wait 10 minutes and choose the file"
                                + " for “Question 2” again");
        afterAWhile();
        assertThat(withFile(100).problems()).containsExactly("Enter an answer to “Question 1”");
    }

    /** Three submissions may bring 3 MB. */
    @Test
    void what_is_written_of_visits_has_a_limit_by_place_and_nothing_is_lost_beyond_it() {
        Client visitor =
                lethe.visitor().open(published(new SpamControl(0, false)).address());
        String page = visitor.page().location();
        for (int i = 0; i < 170; i++)
            assertThat(visitor.type("q1", i + " " + "x".repeat(19_000)).abandon())
                    .isEqualTo(204);
        assertThat(visitor.open(page).value("q1")).startsWith("1").doesNotStartWith("169 ");
        visitor.type("q1", "what matters").press("Send report");
        assertThat(visitor.problems()).hasSize(1);
        assertThat(visitor.value("q1")).isEqualTo("what matters");
        afterAWhile();
        visitor.choose("q2", "A").press("Send report");
        assertThat(visitor.heading()).isEqualTo(SENT);
    }

    @Test
    void files_that_wait_have_a_limit_together_which_they_do_not_reach_for_ever() {
        String full = "The file for “Question 2” could not be stored just now. Wait a minute and choose it again";
        afterAWhile();
        lethe.database().sql("UPDATE upload SET size = 0").update();
        for (int i = 0; i < 4; i++)
            assertThat(withFile(1_100_000).problems()).containsExactly("Enter an answer to “Question 1”");
        assertThat(withFile(1_100_000).problems()).contains(full);
        lethe.database().sql("UPDATE upload SET size = 0").update(); // as once they are sent, removed or too old
        assertThat(withFile(100).problems()).doesNotContain(full);
    }

    @Test
    void files_that_wait_have_a_limit_by_number_too_and_the_rest_of_the_page_is_not_lost() {
        afterAWhile();
        lethe.database()
                .sql("INSERT INTO upload (id, key_id, expires_at, size) SELECT gen_random_uuid(), gen_random_uuid(),"
                        + " '2100-01-01', 0 FROM generate_series(1, 40)")
                .update();
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.FILE)));
        byte[] pdf = Arrays.copyOf("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), 100);
        Client visitor = lethe.visitor()
                .open(form.address())
                .type("q1", "what matters")
                .attach("q2", "a.pdf", pdf)
                .press("Send report");
        assertThat(visitor.problems())
                .contains("The file for “Question 2” could not be stored just now. Wait a minute and choose it again");
        assertThat(visitor.value("q1")).isEqualTo("what matters");
        lethe.database()
                .sql("DELETE FROM upload WHERE expires_at = '2100-01-01'")
                .update();
        assertThat(withFile(100).problems()).containsExactly("Enter an answer to “Question 1”");
    }

    @Test
    void files_on_their_way_in_have_a_limit_together_too() {
        afterAWhile();
        lethe.database().sql("UPDATE upload SET size = 0").update();
        assertThat(withFile(3_500_000).problems())
                .contains("The file for “Question 2” could not be stored just now. Wait a minute and choose it again");
        assertThat(withFile(2_500_000).problems()).containsExactly("Enter an answer to “Question 1”");
    }

    /** Three submissions may bring 60 MB. */
    @Test
    void bytes_count_as_they_come_also_without_a_token_and_when_they_break_off() throws Exception {
        afterAWhile();
        lethe.database().sql("UPDATE upload SET size = 0").update();
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.FILE)));
        assertThat(withFile(100).problems()).containsExactly("Enter an answer to “Question 1”");
        pour(form, 40, 0);
        pour(form, 30, 1);
        String full =
                "Many files came from your network in the last few minutes. Wait 10 minutes and choose the file for"
                        + " “Question 2” again";
        // What broke off is counted in its own time. Asked by more files, it would be their number that is too many.
        Gatekeeper gatekeeper = lethe.bean(Gatekeeper.class);
        NetworkAddress here = NetworkAddress.of("127.0.0.1");
        for (int i = 0; i < 1_000 && gatekeeper.arrived(here, 0).isEmpty(); i++) Thread.sleep(20);
        assertThat(withFile(100).problems()).contains(full);
    }

    /** One that is on its way when there were enough: it is not read to its end first, nor kept. */
    @Test
    void a_file_is_broken_off_as_soon_as_more_came_than_may() throws Exception {
        afterAWhile();
        lethe.database().sql("UPDATE upload SET size = 0").update();
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.FILE)));
        pour(form, 59, 0);
        assertThat(withFile(2_500_000).problems())
                .contains(
                        "Many files came from your network in the last few minutes. Wait 10 minutes and choose the file for"
                                + " “Question 2” again");
    }

    /** Sends so many megabytes of a file without a token, and goes away before so many of the last. */
    private static void pour(Published form, int megabytes, int missing) throws Exception {
        byte[] begin = "--x\r\nContent-Disposition: form-data; name=\"q2\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] one = new byte[1024 * 1024];
        try (Socket socket = new Socket("127.0.0.1", lethe.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + form.address() + " HTTP/1.1\r\nHost: localhost:"
                            + lethe.address().getPort()
                            + "\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "
                            + (begin.length + (long) megabytes * one.length + end.length) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(begin);
            for (int i = missing; i < megabytes; i++) out.write(one);
            if (missing > 0) return;
            out.write(end);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void answers_saved_from_one_place_are_limited_and_are_still_on_the_page() {
        Published form = published(new SpamControl(0, false));
        for (int i = 0; i < MOST; i++)
            assertThat(filledIn(form).press("Save and come back later").problems())
                    .isEmpty();
        Client visitor = filledIn(form).press("Save and come back later");
        assertThat(visitor.answer().statusCode()).isEqualTo(429);
        assertThat(visitor.problems()).singleElement().asString().contains("wait 10 minutes");
        assertThat(visitor.value("q1")).isEqualToNormalizingNewlines("two\nlines <b>");
        afterAWhile();
        assertThat(visitor.press("Save and come back later").problems()).isEmpty();
    }

    // --- What looks like a machine is asked to confirm, and loses nothing ---

    @Test
    void a_person_who_took_the_time_is_asked_nothing() {
        Client visitor = filledIn(new SpamControl(10, false));
        lethe.clock().later(Duration.ofSeconds(10));
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void what_comes_too_fast_is_sent_with_one_more_press_and_everything_that_was_typed() {
        Client visitor = filledIn(new SpamControl(30, false)).press("Send report");
        assertThat(visitor.heading()).isEqualTo(CONFIRM);
        assertThat(visitor.problems()).isEmpty();
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
        assertThat(visitor.reference()).isNotEmpty();
        assertThat(visitor.press("See what you sent").text()).contains("two lines <b>", "A C");
    }

    @Test
    void what_stands_in_the_field_that_nobody_sees_is_asked_about_and_not_kept() {
        Client visitor = filledIn(new SpamControl(0, false));
        fillUnseen(visitor, "https://spam.example");
        visitor.press("Send report");
        assertThat(visitor.heading()).isEqualTo(CONFIRM);
        assertThat(visitor.answer().body()).doesNotContain("spam.example");
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void whoever_is_asked_to_confirm_can_go_back_to_the_answers_and_is_not_asked_again() {
        Client visitor =
                filledIn(new SpamControl(30, false)).press("Send report").press("Go back to your answers");
        assertThat(visitor.value("q1")).isEqualToNormalizingNewlines("two\nlines <b>");
        visitor.type("q1", "changed").press("Send report");
        assertThat(visitor.heading()).isEqualTo(SENT);
    }

    @Test
    void what_is_wrong_is_said_before_anybody_is_asked_to_confirm() {
        Client visitor = filledIn(new SpamControl(30, false)).type("q1", "").press("Send report");
        assertThat(visitor.problems()).containsExactly("Enter an answer to “Question 1”");
    }

    @Test
    void the_way_through_many_pages_ends_with_the_same_question() {
        afterAWhile();
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE))
                        .with(new SpamControl(30, false)));
        Client visitor = lethe.visitor().open(form.address()).press("Start now");
        visitor.type("q1", "one").press("Continue").type("q2", "two").press("Continue");
        assertThat(visitor.press("Send report").heading()).isEqualTo(CONFIRM);
        assertThat(visitor.press("Go back to your answers").heading()).isEqualTo("Check your answers");
        assertThat(visitor.text()).contains("one", "two");
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void a_confirmation_is_good_for_the_page_that_asked_for_it_only() {
        Client one = filledIn(new SpamControl(30, false)).press("Send report");
        String proof = one.value("confirmed");
        Client other = filledIn(new SpamControl(30, false)).press("Send report");
        other.page().selectFirst("input[name=confirmed]").val(proof);
        assertThat(other.press("Send report").heading()).isEqualTo(CONFIRM);
        other.page().selectFirst("input[name=confirmed]").val("A" + proof.substring(1) + "!");
        assertThat(other.press("Send report").heading()).isEqualTo(CONFIRM);
        assertThat(other.press("Send report").heading()).isEqualTo(SENT);
    }

    // --- Proof of work ---

    @Test
    void without_scripts_a_form_that_asks_for_work_is_sent_with_one_more_press() {
        Client visitor = filledIn(new SpamControl(0, true)).press("Send report");
        assertThat(visitor.heading()).isEqualTo(CONFIRM);
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void with_its_solution_it_is_sent_at_once() {
        Client visitor = filledIn(new SpamControl(0, true));
        withProof(visitor, solved(challenge(visitor)));
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void a_solution_goes_along_while_mistakes_are_mended() {
        Client visitor = filledIn(new SpamControl(0, true)).type("q1", "");
        withProof(visitor, solved(challenge(visitor))).press("Send report");
        assertThat(visitor.problems()).hasSize(1);
        assertThat(visitor.page().select("[data-work]")).isEmpty();
        assertThat(visitor.type("q1", "mended").press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void a_solution_is_good_for_one_page_so_for_one_submission() {
        Client one = filledIn(new SpamControl(0, true));
        String proof = solved(challenge(one));
        Client other = filledIn(new SpamControl(0, true));
        assertThat(withProof(other, proof).press("Send report").heading()).isEqualTo(CONFIRM);
        assertThat(withProof(one, proof).press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void a_solution_that_was_bent_is_none() {
        Client visitor = filledIn(new SpamControl(0, true));
        JsonNode right = JSON.readTree(Base64.getDecoder().decode(solved(challenge(visitor))));
        Client kept = lethe.visitor().back(visitor.page());
        for (String property : new String[] {"algorithm", "challenge", "salt", "signature"}) {
            ObjectNode bent = ((ObjectNode) right.deepCopy())
                    .put(property, "0" + right.get(property).stringValue());
            assertBent(kept, encoded(bent));
            assertBent(kept, encoded(((ObjectNode) right.deepCopy()).remove(List.of(property))));
        }
        String salt = right.get("salt").stringValue();
        String digits = right.get("number").toString();
        // the first digit of the number, moved to the end of the salt, hashes to the same
        if (digits.length() > 1)
            assertBent(
                    kept,
                    encoded(((ObjectNode) right.deepCopy())
                            .put("salt", salt + digits.charAt(0))
                            .put("number", Long.parseLong(digits.substring(1)))));
        assertBent(kept, encoded(((ObjectNode) right.deepCopy()).put("number", -1)));
        assertBent(
                kept,
                encoded(((ObjectNode) right.deepCopy())
                        .put("number", right.get("number").longValue() + 1)));
        assertThat(withProof(lethe.visitor().back(visitor.page()), encoded(right))
                        .press("Send report")
                        .heading())
                .isEqualTo(SENT);
    }

    private static void assertBent(Client kept, String proof) {
        Client visitor = lethe.visitor().back(kept.page());
        assertThat(withProof(visitor, proof).press("Send report").heading())
                .as(proof)
                .isEqualTo(CONFIRM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64 at all", "bnVsbA==", "W10=", "e30=", "MQ==", "eyJhIjp7ImEiOnsiYSI6e319fX0="})
    void what_is_no_solution_at_all_does_no_harm(String proof) {
        Client visitor = filledIn(new SpamControl(0, true));
        assertThat(withProof(visitor, proof).press("Send report").heading()).isEqualTo(CONFIRM);
    }

    @Tag("browser")
    @Test
    void a_browser_solves_it_by_itself_and_the_visitor_never_knows() {
        Published form = published(new SpamControl(0, true));
        try (Browser visitor = Browser.open(lethe.address(), JavaScript.ON)) {
            visitor.visit(form.address());
            visitor.check("form-with-work");
            visitor.type("Question 1", "hello");
            visitor.choose("A");
            visitor.await("input[name=proof]:not([value=''])");
            visitor.press("Send report");
            assertThat(visitor.text()).contains(SENT);
            assertThat(visitor.cookies()).containsOnly("lethe-visit");
        }
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void the_page_that_asks_to_confirm_can_be_used_by_everybody(JavaScript javaScript) {
        Published form = published(new SpamControl(60, false));
        try (Browser visitor = Browser.open(lethe.address(), javaScript)) {
            visitor.visit(form.address());
            visitor.type("Question 1", "hello");
            visitor.choose("A");
            visitor.press("Send report");
            assertThat(visitor.text()).contains(CONFIRM);
            visitor.check("form-to-confirm");
            visitor.press("Send report");
            assertThat(visitor.text()).contains(SENT);
        }
    }

    // --- How often from one network address ---

    @Test
    void too_many_from_one_address_are_told_to_wait_and_lose_nothing() {
        Published form = published(new SpamControl(0, false));
        Client last = filledIn(form);
        for (int i = 0; i < MOST; i++)
            assertThat(filledIn(form).press("Send report").heading()).isEqualTo(SENT);
        last.press("Send report");
        assertThat(last.answer().statusCode()).isEqualTo(429);
        long wait =
                Long.parseLong(last.answer().headers().firstValue("Retry-After").orElseThrow());
        assertThat(wait).isBetween(1L, Gatekeeper.WINDOW.multipliedBy(2).toSeconds() + 1);
        assertThat(last.problems()).singleElement().asString().contains("Your answers are still here");
        assertThat(last.value("q1")).isEqualToNormalizingNewlines("two\nlines <b>");
        lethe.clock().later(Duration.ofSeconds(wait));
        assertThat(last.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void mistakes_do_not_count_as_what_was_stored() {
        Client visitor = filledIn(new SpamControl(0, false)).type("q1", "");
        for (int i = 0; i < 2 * MOST; i++)
            assertThat(visitor.press("Send report").problems()).hasSize(1);
        assertThat(visitor.type("q1", "here").press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void ten_mistakes_for_each_submission_are_enough_and_nothing_is_lost() {
        Client visitor = filledIn(new SpamControl(0, false));
        visitor.page().select("input[name=q2]").removeAttr("checked");
        for (int i = 0; i < 10 * MOST; i++)
            assertThat(visitor.press("Send report").problems())
                    .as("mistake %d", i)
                    .singleElement()
                    .asString()
                    .contains("Question 2");
        visitor.choose("q2", "A").press("Send report");
        assertThat(visitor.answer().statusCode()).isEqualTo(429);
        assertThat(visitor.problems()).singleElement().asString().contains("Your answers are still here");
        assertThat(visitor.value("q1")).isEqualToNormalizingNewlines("two\nlines <b>");
        long wait = Long.parseLong(
                visitor.answer().headers().firstValue("Retry-After").orElseThrow());
        lethe.clock().later(Duration.ofSeconds(wait));
        assertThat(visitor.press("Send report").heading()).isEqualTo(SENT);
    }

    @Test
    void mistakes_on_the_way_through_many_pages_and_those_of_programs_count_together() {
        afterAWhile();
        Published form = lethe.publish(
                form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = lethe.visitor().open(form.address()).press("Start now");
        for (int i = 0; i < 5 * MOST; i++)
            assertThat(visitor.press("Continue").problems()).hasSize(1);
        String token = visitor.value("token");
        for (int i = 0; i < 5 * MOST; i++) assertThat(sendJson(form, token)).isEqualTo(422);
        assertThat(sendJson(form, token)).isEqualTo(429);
        visitor.type("q1", "kept").press("Continue");
        assertThat(visitor.answer().statusCode()).isEqualTo(429);
        assertThat(visitor.value("q1")).isEqualTo("kept");
        afterAWhile();
        assertThat(visitor.press("Continue").heading()).isEqualTo("Question 2");
    }

    private static int sendJson(Published form, String token) {
        return lethe.visitor()
                .stay(HttpRequest.newBuilder(lethe.address().resolve("/api/v1" + form.address() + "/submissions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\",\"answers\":{}}")))
                .statusCode();
    }

    @Test
    void nobody_gets_another_address_by_saying_so() {
        Published form = published(new SpamControl(0, false));
        Client last = filledIn(form);
        for (int i = 0; i < MOST; i++) filledIn(form).press("Send report");
        String body = "token=" + last.value("token") + "&at=questions&go=send&q1=x&q2=A";
        last.send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Forwarded-For", "198.51.100.7")
                .header("Forwarded", "for=198.51.100.7")
                .header("X-Real-IP", "198.51.100.7")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(last.answer().statusCode()).isEqualTo(429);
    }

    @Test
    void who_comes_through_a_proxy_that_is_named_counts_apart_and_one_who_writes_more_gains_nothing() {
        Published form = published(new SpamControl(0, false));
        for (int i = 0; i < MOST; i++)
            assertThat(through(form, "203.0.113." + i + ", 2001:db8::" + i)).isEqualTo(200);
        assertThat(through(form, "203.0.113.9, 2001:db8::9")).isEqualTo(429);
        assertThat(through(form, "203.0.113.9, 2001:db8:1::9")).isEqualTo(200);
    }

    private static int through(Published form, String forwardedFor) {
        String token = lethe.visitor().open(form.address()).value("token");
        Client proxy = Client.from("127.0.0.2", lethe.address());
        return proxy.send(proxy.posting(
                                form.address(), "token", token, "at", "questions", "go", "send", "q1", "x", "q2", "A")
                        .header("X-Forwarded-For", forwardedFor))
                .answer()
                .statusCode();
    }
}
