package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Files from a visitor's page to a reader's disk, and posts that no page of ours would send. */
@ExtendWith(OutputCaptureExtension.class)
class AttachmentsTest {

    @TempDir
    static Path root;

    private static TestLethe lethe;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    private static byte[] pdf(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        System.arraycopy("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 9);
        return bytes;
    }

    private static byte[] png() {
        return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0};
    }

    private static Field file(int number, Integer megabytes, FileKind... kinds) {
        return asked(number, FieldType.FILE).within(new Limits(null, "", "", List.of(kinds), megabytes));
    }

    private static Client at(Published form) {
        return lethe.visitor().open(form.address());
    }

    private static long chunks() {
        return count("upload_chunk");
    }

    private static long uploads() {
        return count("upload");
    }

    private static long count(String table) {
        return lethe.database()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    @Test
    void an_error_elsewhere_does_not_lose_a_file() {
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), file(2, 1, FileKind.PDF)));
        Client visitor = at(form);
        assertThat(visitor.text()).contains("Kinds of files: PDF. Up to 1 MB.");
        visitor.attach("q2", "C:\\letters\\Zoë.pdf", pdf(300_000)).press("Send report");
        assertThat(visitor.problems()).containsExactly("Enter an answer to “Question 1”");
        assertThat(visitor.text()).contains("Zoë.pdf, 292 KB");
        visitor.type("q1", "here").press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
        visitor.press("See what you sent");
        assertThat(visitor.text()).contains("Zoë.pdf, 292 KB");
    }

    @Test
    void a_file_can_be_removed_and_replaced_and_nothing_of_it_stays() {
        Published form = lethe.publish(form(Layout.PAGE_PER_QUESTION, file(1, 1), optional(2, FieldType.SINGLE_LINE)));
        long before = chunks();
        Client visitor =
                at(form).press("Start now").attach("q1", "a.pdf", pdf(10)).press("Continue");
        assertThat(visitor.heading()).isEqualTo("Question 2 (optional)");
        assertThat(chunks()).isEqualTo(before + 1);
        visitor.press("Back").attach("q1", "b.png", png()).press("Continue");
        assertThat(chunks()).isEqualTo(before + 1);
        visitor.press("Continue");
        assertThat(visitor.text()).contains("b.png").doesNotContain("a.pdf");
        visitor.press("Change Question 1").press("Remove b.png");
        assertThat(visitor.text()).doesNotContain("b.png");
        assertThat(chunks()).isEqualTo(before);
        visitor.press("Continue");
        assertThat(visitor.problems()).hasSize(1);
        visitor.attach("q1", "c.pdf", pdf(20)).press("Continue").press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
        assertThat(chunks()).isEqualTo(before);
    }

    @Test
    void what_is_wrong_with_a_file_is_said_at_it_and_the_other_answers_stay() {
        Published form = lethe.publish(
                form(Layout.ONE_PAGE, file(1, 1, FileKind.IMAGE, FileKind.PDF), asked(2, FieldType.SINGLE_LINE)));
        Client visitor = at(form).type("q2", "kept");
        visitor.attach("q1", "a.pdf", pdf(1_100_000)).press("Send report");
        assertThat(visitor.problems()).containsExactly("The file for “Question 1” must be smaller than 1 MB");
        visitor.attach("q1", "a.pdf", png()).press("Send report");
        assertThat(visitor.problems()).singleElement().asString().contains("something else than its name says");
        visitor.attach("q1", "a.txt", "hello".getBytes(StandardCharsets.UTF_8)).press("Send report");
        assertThat(visitor.problems()).singleElement().asString().contains("We take: photographs", "PDF");
        visitor.attach("q1", "a.pdf", new byte[0]).press("Send report");
        assertThat(visitor.problems()).containsExactly("The file for “Question 1” is empty. Choose another");
        visitor.press("Send report");
        assertThat(visitor.problems()).hasSize(1);
        assertThat(visitor.value("q2")).isEqualTo("kept");
        visitor.attach("q1", "a.png", png()).press("Send report");
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void readers_of_a_form_are_handed_its_files_and_nobody_else_is() throws Exception {
        Published form = lethe.publish(form(Layout.ONE_PAGE, file(1, null)));
        byte[] content = pdf(700_000);
        Client visitor = at(form).attach("q1", "Zoë \"x\".pdf", content).press("Send report");
        String reference = visitor.reference();
        String submission = lethe.database()
                .sql("SELECT id FROM read_submissions.submission WHERE reference = ?")
                .param(awaited(reference))
                .query(UUID.class)
                .single()
                .toString();
        String file = lethe.database()
                .sql("SELECT id FROM file WHERE submission = ?::uuid")
                .param(submission)
                .query(UUID.class)
                .single()
                .toString();
        TestLethe.Member member = lethe.member("Ada Example", Role.EDITOR);
        Client reader = member.client();
        String address = "/staff/submissions/" + submission + "/files/" + file;
        assertThat(file(reader, address).statusCode()).isEqualTo(403);
        lethe.readers(form, member);
        HttpResponse<byte[]> answer = file(reader, address);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;")
                .contains("filename*=UTF-8''Zo%C3%AB%20-x-.pdf");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        lethe.settle();
        assertThat(lethe.database()
                        .sql("SELECT count(*) FROM event WHERE payload_type LIKE '%PersonalDataRead'"
                                + " AND convert_from(payload, 'UTF8') LIKE '%\"FILE\"%'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(file(reader, "/staff/submissions/" + submission + "/files/" + UUID.randomUUID())
                        .statusCode())
                .isEqualTo(404);
        assertThat(file(reader, "/staff/submissions/" + submission + "/files/x").statusCode())
                .isEqualTo(404);

        // A file that was cut or changed never comes as if it were whole.
        lethe.database()
                .sql(
                        "UPDATE file_chunk SET bytes = set_byte(bytes, 100000, get_byte(bytes, 100000) # 1) WHERE id = ?::uuid AND number = 1")
                .param(file)
                .update();
        assertThat(breaksOff(reader, address)).isTrue();
    }

    private static HttpResponse<byte[]> file(Client reader, String address) {
        return reader.stay(reader.getting(address), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Whether the answer from this address ends before it is whole, so that any browser notices. */
    private static boolean breaksOff(Client reader, String address) {
        try {
            return file(reader, address).statusCode() >= 500;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static String awaited(String reference) {
        lethe.settle();
        return reference;
    }

    private static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Body text(String name, String value) {
            return part("form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
        }

        Body file(String name, String fileName, byte[] content) {
            return part("form-data; name=\"" + name + "\"; filename=\"" + fileName + "\"", content);
        }

        Body part(String disposition, byte[] content) {
            raw("--b\r\nContent-Disposition: " + disposition + "\r\n\r\n");
            bytes.writeBytes(content);
            return raw("\r\n");
        }

        Body raw(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        HttpRequest.BodyPublisher end() {
            raw("--b--\r\n");
            return unended();
        }

        HttpRequest.BodyPublisher unended() {
            return HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray());
        }
    }

    private static Client multipart(Published form, HttpRequest.BodyPublisher body) {
        return lethe.visitor()
                .send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(body));
    }

    private static Published withFile() {
        return lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE), file(2, 1)));
    }

    @Test
    void after_the_pages_token_texts_and_files_come_in_any_order() {
        Published form = withFile();
        String token = at(form).value("token");
        Client visitor = multipart(
                form,
                new Body()
                        .text("token", token)
                        .file("q2", "a.pdf", pdf(100))
                        .text("q1", "here")
                        .end());
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void a_file_that_comes_before_its_pages_token_is_not_kept_and_the_rest_is() {
        Published form = withFile();
        String token = at(form).value("token");
        long before = uploads();
        Client visitor = multipart(
                form,
                new Body()
                        .file("q2", "a.pdf", pdf(100))
                        .text("token", token)
                        .text("q1", "here")
                        .end());
        assertThat(visitor.problems()).singleElement().asString().contains("could not be stored just now");
        assertThat(visitor.value("q1")).isEqualTo("here");
        assertThat(uploads()).isEqualTo(before);
    }

    @Test
    void twenty_files_that_are_refused_at_their_end_are_written_to_no_database() {
        byte[] looksLikeZip = pdf(900_000);
        System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, looksLikeZip, 0, 4);
        Client visitor = at(withFile()).type("q1", "here");
        long rows = uploads() + chunks();
        long written = written();
        for (int i = 0; i < 20; i++) {
            visitor.attach("q2", "a.docx", looksLikeZip).press("Send report");
            assertThat(visitor.problems()).hasSize(1);
        }
        assertThat(uploads() + chunks()).isEqualTo(rows);
        // Eighteen megabytes came.
        assertThat(written() - written).isLessThan(2_000_000);
    }

    /** What the tables of files have on the disk, dead rows and all, in bytes. */
    private static long written() {
        return lethe.database()
                .sql("SELECT pg_total_relation_size('upload') + pg_total_relation_size('upload_chunk')")
                .query(Long.class)
                .single();
    }

    @Test
    void two_files_for_one_question_are_one_too_many() {
        Published form = withFile();
        String token = at(form).value("token");
        Client visitor = multipart(
                form,
                new Body()
                        .text("token", token)
                        .text("q1", "here")
                        .file("q2", "a.pdf", pdf(100))
                        .file("q2", "b.pdf", pdf(100))
                        .end());
        assertThat(visitor.problems()).containsExactly("Enter only one answer to “Question 2”");
        assertThat(visitor.value("q1")).isEqualTo("here");
    }

    @Test
    void a_file_for_what_is_not_asked_is_not_swallowed() {
        Published form = withFile();
        String token = at(form).value("token");
        Client visitor = multipart(
                form,
                new Body()
                        .text("token", token)
                        .text("q1", "here")
                        .file("q2", "a.pdf", pdf(100))
                        .file("q9", "b.pdf", pdf(100))
                        .end());
        assertThat(visitor.problems()).singleElement().asString().contains("This form has changed");
    }

    @Test
    void what_is_garbled_or_too_much_shows_what_could_be_read_and_says_nothing_of_it_in_the_log(CapturedOutput output) {
        Published form = withFile();
        String token = at(form).value("token");
        String canary = "canary-" + UUID.randomUUID();
        Body begun = new Body().text("token", token).text("q1", canary);
        Client cut = multipart(
                form,
                new Body()
                        .text("token", token)
                        .text("q1", canary)
                        .raw("--b\r\nContent-Dis")
                        .unended());
        assertThat(cut.answer().statusCode()).isEqualTo(400);
        assertThat(cut.value("q1")).isEqualTo(canary);
        assertThat(cut.problems()).singleElement().asString().contains("could not read");

        Client bomb = multipart(
                form,
                new Body()
                        .text("token", token)
                        .text("q1", canary)
                        .raw("--b\r\nContent-Disposition: form-data; name=\"q2\"\r\nX: " + "x".repeat(100_000)
                                + "\r\n\r\n")
                        .end());
        assertThat(bomb.answer().statusCode()).isEqualTo(400);
        assertThat(bomb.value("q1")).isEqualTo(canary);

        for (int i = 0; i < 10_000; i++) begun.text("x" + i, "y");
        Client many = multipart(form, begun.end());
        assertThat(many.answer().statusCode()).isEqualTo(413);
        assertThat(many.value("q1")).isEqualTo(canary);
        assertThat(many.problems()).singleElement().asString().contains("too much");

        Client long_ = multipart(
                form,
                new Body()
                        .text("token", token)
                        .text("q1", canary)
                        .text("z", "x".repeat(9_000_000))
                        .end());
        assertThat(long_.answer().statusCode()).isEqualTo(413);
        assertThat(long_.value("q1")).isEqualTo(canary);
        assertThat(output.getAll()).doesNotContain(canary).doesNotContain("at dev.lethe");
    }

    @Test
    void more_than_a_page_can_send_is_not_kept_and_the_texts_before_and_after_it_stay() {
        Published form = lethe.publish(form(
                Layout.ONE_PAGE,
                asked(1, FieldType.SINGLE_LINE),
                file(2, null),
                file(3, null),
                file(4, null),
                file(5, null),
                asked(6, FieldType.SINGLE_LINE)));
        String token = at(form).value("token");
        long before = chunks();
        Body body = new Body().text("token", token).text("q1", "here");
        for (int q = 2; q <= 5; q++) body.file("q" + q, "a.pdf", pdf(45 << 20));
        Client visitor = multipart(form, body.text("q6", "and here").end());
        assertThat(visitor.answer().statusCode()).isEqualTo(413);
        assertThat(visitor.value("q1")).isEqualTo("here");
        assertThat(visitor.value("q6")).isEqualTo("and here");
        assertThat(visitor.text()).contains("a.pdf, 45.0 MB");
        assertThat(visitor.has("q4")).isTrue();
        assertThat(chunks()).isGreaterThan(before);
    }

    @Test
    void a_file_with_a_long_name_is_a_file_with_a_long_name() {
        Published form = withFile();
        String token = at(form).value("token");
        Client visitor = multipart(
                form,
                new Body()
                        .text("token", token)
                        .file("q2", "ŵ".repeat(251) + ".pdf", pdf(100))
                        .text("q1", "here")
                        .end());
        assertThat(visitor.heading()).isEqualTo("We have your report");
    }

    @Test
    void files_are_not_kept_for_who_has_no_page_of_the_form() {
        Published form = withFile();
        Body body = new Body().text("token", "made up").text("q1", "here").file("q2", "a.pdf", pdf(1_000_000));
        Body without = new Body().text("q1", "here").file("q2", "a.pdf", pdf(1_000_000));
        long before = uploads() + chunks();
        long written = written();
        for (Body each : List.of(body, without)) {
            Client visitor = multipart(form, each.end());
            assertThat(visitor.problems()).isNotEmpty();
            assertThat(visitor.value("q1")).isEqualTo("here");
        }
        assertThat(uploads() + chunks()).isEqualTo(before);
        assertThat(written() - written).isLessThan(500_000);
    }

    @Test
    void of_several_files_for_one_question_only_the_first_is_taken_in() {
        Published form = withFile();
        String token = at(form).value("token");
        long before = uploads();
        Body body = new Body().text("token", token).text("q1", "here");
        for (int i = 0; i < 50; i++) body.file("q2", "a.pdf", pdf(100));
        assertThat(multipart(form, body.end()).problems()).containsExactly("Enter only one answer to “Question 2”");
        assertThat(uploads()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=other"})
    void a_post_without_its_boundary_is_answered_with_the_form(String type) {
        Published form = withFile();
        Client visitor = lethe.visitor()
                .send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                        .header("Content-Type", type)
                        .POST(new Body().text("q1", "here").end()));
        assertThat(visitor.answer().statusCode()).isEqualTo(400);
        assertThat(visitor.has("q1")).isTrue();
    }

    @Test
    void what_is_no_form_is_refused() {
        Published form = withFile();
        for (String type : new String[] {
            "application/json", "text/plain", "application/xml", "multipart/form-data; boundary=", "multipart/mixed"
        }) {
            Client visitor = lethe.visitor()
                    .send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofString("{\"q1\":\"x\"}")));
            assertThat(visitor.answer().statusCode()).as(type).isEqualTo(415);
        }
        for (String method : new String[] {"PUT", "DELETE", "PATCH"}) {
            Client visitor = lethe.visitor()
                    .send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                            .method(method, HttpRequest.BodyPublishers.ofString("x")));
            assertThat(visitor.answer().statusCode()).as(method).isIn(404, 405, 415);
        }
    }

    @Test
    void hostile_text_is_kept_as_text_or_refused_with_a_reason() {
        Published form = lethe.publish(form(Layout.ONE_PAGE_AND_CHECK, asked(1, FieldType.MULTI_LINE)));
        String zalgo = "Z\u0351\u036B\u0343a\u0323\u035Bl\u0349\u0321g\u031Eo";
        String bidi = "user\u202Egpj.exe";
        String html = "<script>alert(1)</script><img src=x onerror=alert(1)>";
        for (String hostile : new String[] {zalgo, bidi, html, "${7*7} #{x} __${1}__::.x", "'; DROP TABLE event; --"}) {
            Client visitor = at(form).type("q1", hostile).press("Continue");
            assertThat(visitor.page()
                            .select("form > .govuk-summary-list dd.lethe-answer")
                            .first()
                            .wholeText())
                    .isEqualTo(hostile);
            assertThat(visitor.page().select("main script:not([src]), main img"))
                    .isEmpty();
        }
        for (String unusable : new String[] {"a%00b", "a%ED%A0%80b"}) {
            String token = at(form).value("token");
            Client visitor = lethe.visitor()
                    .send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("token=" + token + "&go=check&q1=" + unusable)));
            assertThat(visitor.answer().statusCode()).isLessThan(500);
        }
        String token = at(form).value("token");
        Client nul = lethe.visitor().send(form.address(), "token", token, "go", "check", "q1", "a\0b");
        assertThat(nul.problems()).singleElement().asString().contains("cannot be stored");
        Client two = lethe.visitor().send(form.address(), "token", token, "go", "check", "q1", "a", "q1", "b");
        assertThat(two.problems()).containsExactly("Enter only one answer to “Question 1”");
        Client odd = lethe.visitor()
                .send(form.address(), "token", token, "go", "no-such-thing", "at", "q999", "q1", "a", "x[]", "y");
        assertThat(odd.heading()).isEqualTo("Check your answers");
    }

    @Test
    void a_post_that_is_too_large_for_a_form_says_so_and_keeps_what_was_typed() {
        Published form =
                lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.MULTI_LINE), asked(2, FieldType.SINGLE_LINE)));
        String token = at(form).value("token");
        Client visitor =
                lethe.visitor().send(form.address(), "token", token, "q1", "é".repeat(9_000_000), "q2", "still here");
        assertThat(visitor.answer().statusCode()).isEqualTo(413);
        assertThat(visitor.problems()).singleElement().asString().contains("too much");
        assertThat(visitor.value("q1")).hasSizeGreaterThan(20_000).matches("é+");
        assertThat(visitor.value("q2")).isEqualTo("still here");

        String[] many = new String[12_000];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "a" + i;
            many[i + 1] = "b";
        }
        many[0] = "token";
        many[1] = token;
        many[2] = "q1";
        many[3] = "still here";
        Client of = lethe.visitor().send(form.address(), many);
        assertThat(of.answer().statusCode()).isEqualTo(413);
        assertThat(of.value("q1")).isEqualTo("still here");

        Client garbled = lethe.visitor()
                .send(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("token=" + token + "&q1=a%ZZ&q2=still+here")));
        assertThat(garbled.answer().statusCode()).isEqualTo(400);
        assertThat(garbled.value("q2")).isEqualTo("still here");
    }

    @Test
    void answers_can_be_saved_with_their_files_and_gone_on_with_later() {
        Published form = lethe.publish(form(
                Layout.PAGE_PER_QUESTION,
                asked(1, FieldType.SINGLE_LINE),
                file(2, 1),
                asked(3, FieldType.RADIOS, "Yes", "No")));
        Client visitor = at(form).press("Start now").type("q1", "mine").press("Continue");
        visitor.attach("q2", "a.pdf", pdf(100)).press("Continue");
        visitor.press("Save and come back later");
        assertThat(visitor.heading()).isEqualTo("Your answers are saved");
        String link = visitor.page().getElementById("link").text();
        assertThat(link).contains("/continue/");
        String address = link.replaceFirst("https?://[^/]+", "");

        // A day later the page itself would be too old; nothing is opened by following the link.
        lethe.clock().later(java.time.Duration.ofHours(30));
        Client back = lethe.visitor().open(address);
        assertThat(back.heading()).isEqualTo("Continue where you stopped");
        assertThat(back.text()).doesNotContain("mine");
        back.press("Continue");
        assertThat(back.heading()).isEqualTo("Question 3");
        back.choose("q3", "Yes").press("Continue");
        assertThat(back.text()).contains("mine", "a.pdf", "Yes");
        back.press("Send report");
        assertThat(back.heading()).isEqualTo("We have your report");
        assertThat(lethe.visitor().open(address).heading()).isEqualTo("This link does not work any more");
    }

    @Test
    void saved_answers_keep_their_link_when_saved_again_and_are_gone_after_two_weeks_and_a_wrong_link_opens_nothing() {
        Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        Client visitor = at(form).type("q1", "mine");
        var page = visitor.page().clone();
        String first = visitor.press("Save and come back later")
                .page()
                .getElementById("link")
                .text();
        String second = visitor.back(page)
                .press("Save and come back later")
                .page()
                .getElementById("link")
                .text();
        assertThat(second).isEqualTo(first);
        assertThat(lethe.visitor().open(path(second)).heading()).isEqualTo("Continue where you stopped");
        assertThat(lethe.visitor().open(path(second) + "x").heading()).isEqualTo("This link does not work any more");
        Published other = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
        String secret = second.substring(second.lastIndexOf('/'));
        assertThat(lethe.visitor().open(other.address() + "/continue" + secret).heading())
                .isEqualTo("This link does not work any more");
        Client late = lethe.visitor().open(path(second));
        lethe.clock().later(java.time.Duration.ofDays(14).plusSeconds(1));
        late.press("Continue");
        assertThat(late.heading()).isEqualTo("This link does not work any more");
        assertThat(late.text()).doesNotContain("mine");
    }

    private static String path(String link) {
        return link.replaceFirst("https?://[^/]+", "");
    }
}
