package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static dev.lethe.ui.TestForms.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.CloseForm;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API as a program meets it. */
@ExtendWith(OutputCaptureExtension.class)
class FormsApiTest {

    private static final String SECRET = "unguessable-4f1cafe";
    private static final String SITE = "https://www.example.gov.uk";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST = 30;

    private static final String ONE = "/api/v1/forms/{slug}";
    private static final String UPLOADS = "/api/v1/forms/{slug}/uploads";
    private static final String SUBMISSIONS = "/api/v1/forms/{slug}/submissions";

    private static final Published NOWHERE =
            new Published(new FormVersion(new FormId(UUID.randomUUID()), 1), "no-such-form");

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static Client http;
    private static ApiDescription api;
    private static Published form;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root, "--lethe.forms.submissions-from-one-address=" + MOST);
        http = lethe.visitor();
        HttpResponse<String> description = get("/api/v1/openapi.json");
        api = new ApiDescription(description.body());
        api.check("get", "/api/v1/openapi.json", description);
        form = lethe.publish(everything().embeddedBy(List.of(SITE)));
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    /** Every kind of question but files. */
    private static FormDefinition everything() {
        List<Field> fields = new ArrayList<>();
        fields.add(asked(1, FieldType.SINGLE_LINE).after("Read **this** <script>first</script>"));
        fields.add(optional(2, FieldType.CHECKBOXES, "A", "B"));
        fields.add(optional(3, FieldType.DATE));
        fields.add(optional(4, FieldType.CHECKBOX));
        fields.add(optional(5, FieldType.RADIOS, "Yes", "No").beginningWith(List.of("No")));
        fields.add(optional(6, FieldType.ADDRESS));
        fields.add(optional(7, FieldType.DATE_TIME));
        fields.add(optional(8, FieldType.DROPDOWN, "X", "Y"));
        fields.add(optional(9, FieldType.MULTI_LINE).askedIf(List.of(when(5, "Yes"))));
        return form(Layout.PAGE_PER_QUESTION, List.of("You"), fields.toArray(Field[]::new));
    }

    private static HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = http.getting(path);
        if (headers.length > 0) request.headers(headers);
        return http.stay(request);
    }

    private static HttpResponse<String> post(Published to, String body, String... headers) {
        return post(to, body.getBytes(StandardCharsets.UTF_8), "application/json", headers);
    }

    private static HttpResponse<String> post(Published to, byte[] body, String type, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        lethe.address().resolve("/api/v1/forms/" + to.slug() + "/submissions"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) request.headers(headers);
        return http.stay(request);
    }

    private static JsonNode definition(Published of) {
        return api.check("get", ONE, get("/api/v1/forms/" + of.slug()));
    }

    private static ObjectNode submission(Published to, String answers) {
        ObjectNode body = JSON.createObjectNode();
        body.put("token", definition(to).get("token").stringValue());
        body.set("answers", JSON.readTree(answers));
        return body;
    }

    private static HttpResponse<String> sent(Published to, JsonNode body) {
        HttpResponse<String> answer = post(to, body.toString());
        api.check("post", SUBMISSIONS, answer);
        return answer;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static String code(HttpResponse<String> answer) {
        return json(answer).path("code").asString();
    }

    /** Nothing that came before counts any more. */
    private static void afterAWhile() {
        lethe.clock().later(Gatekeeper.WINDOW.multipliedBy(2));
    }

    // --- What is told ---

    @Test
    void the_open_forms_are_listed() {
        JsonNode all = api.check("get", "/api/v1/forms", get("/api/v1/forms"));
        assertThat(all.get("forms").valueStream().map(each -> each.get("slug").stringValue()))
                .contains(form.slug());
        Published closed = lethe.publish(everything());
        lethe.send(new CloseForm(closed.id()));
        lethe.settle();
        assertThat(get("/api/v1/forms").body()).doesNotContain(closed.slug());
    }

    @Test
    void a_form_is_told_as_visitors_see_it_and_never_what_is_for_editors() {
        JsonNode told = definition(form);
        assertThat(told.get("title").stringValue()).isEqualTo("Report a pothole");
        assertThat(told.at("/statement/seenBy").stringValue()).isEqualTo("Highways");
        assertThat(told.at("/statement/kept").stringValue()).contains("30 days");
        assertThat(told.at("/fields/0/guidance/html").stringValue())
                .contains("<strong>this</strong>")
                .doesNotContain("<script");
        assertThat(told.at("/fields/5/parts").toString()).contains("line1", "postcode");
        assertThat(told.at("/fields/8/conditions/0/question").stringValue()).isEqualTo("q5");
        assertThat(told.get("challenge").isNull()).isTrue();
        assertThat(told.toString())
                .doesNotContain(SITE)
                .doesNotContainIgnoringCase("identifies")
                .doesNotContainIgnoringCase("dataClass")
                .doesNotContainIgnoringCase("exportable")
                .doesNotContainIgnoringCase("sites");
        assertThat(get("/api/v1/forms/" + form.slug()).headers().firstValue("Cache-Control"))
                .hasValue("no-store");
    }

    @Test
    void every_field_of_a_form_for_files_is_described_too() {
        Published files = lethe.publish(form(Layout.ONE_PAGE, optional(1, FieldType.FILE)));
        assertThat(definition(files).at("/fields/0/files/kinds").isArray()).isTrue();
    }

    @Test
    void what_there_is_not_is_not_found_in_json() {
        api.check("get", ONE, get("/api/v1/forms/no-such-form"));
        HttpResponse<String> nowhere = get("/api/v1/nothing-here");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        HttpResponse<String> answer = post(NOWHERE, "{}");
        api.check("post", SUBMISSIONS, answer);
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    // --- What is taken ---

    @Test
    void what_is_sent_is_received_once() {
        afterAWhile();
        ObjectNode body = submission(form, """
                {"q1": "here", "q2": ["B", "A"], "q3": {"day": "7", "month": "3", "year": "1984"}, "q4": true,
                 "q5": "Yes", "q6": {"line1": "1 High Street", "town": "Aylesbury", "postcode": "hp201uy"},
                 "q7": {"day": "7", "month": "3", "year": "1984", "hour": "9", "minute": "05"}, "q8": "Y", "q9": "two\\nlines"}
                """);
        HttpResponse<String> first = sent(form, body);
        assertThat(first.statusCode()).isEqualTo(201);
        HttpResponse<String> again = sent(form, body);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).get("reference")).isEqualTo(json(first).get("reference"));

        ((ObjectNode) body.get("answers")).put("q1", "there");
        HttpResponse<String> changed = sent(form, body);
        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(json(changed).get("differing").toString()).isEqualTo("[\"q1\"]");
        body.set("token", json(changed).get("token"));
        assertThat(sent(form, body).statusCode()).isEqualTo(201);
    }

    @Test
    void what_cannot_be_taken_is_said_field_by_field() {
        afterAWhile();
        HttpResponse<String> answer = sent(form, submission(form, """
                {"q2": ["%s"], "q3": {"day": "31", "month": "2", "year": "2026"}, "q77": "%s"}
                """.formatted(SECRET, SECRET)));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer)
                        .get("problems")
                        .valueStream()
                        .map(problem -> problem.get("field").stringValue() + " "
                                + problem.get("part").stringValue() + " "
                                + problem.get("code").stringValue()))
                .containsExactly(
                        "q1  required.single-line", "q2  choice", "q3 day date.not-real", "q77  unknown-field");
        assertThat(answer.body()).contains("Enter an answer to “Question 1”").doesNotContain(SECRET);
    }

    @Test
    void a_question_that_is_not_asked_is_not_stored_and_no_error() {
        afterAWhile();
        assertThat(sent(form, submission(form, """
                        {"q1": "here", "q5": "No"}
                        """)).statusCode()).isEqualTo(201);
    }

    @Test
    void a_form_that_closed_is_told_so_and_whoever_began_before_is_let_finish() {
        afterAWhile();
        Published closing = lethe.publish(everything());
        ObjectNode began = submission(closing, "{\"q1\": \"here\"}");
        lethe.send(new CloseForm(closing.id()));
        api.check("get", ONE, get("/api/v1/forms/" + closing.slug()));
        assertThat(get("/api/v1/forms/" + closing.slug()).statusCode()).isEqualTo(410);
        assertThat(sent(closing, began).statusCode()).isEqualTo(201);
        ((ObjectNode) began.get("answers")).put("q1", "there");
        lethe.clock().later(SubmissionIntake.CLOSING_GRACE.plusMinutes(1));
        ObjectNode late = began.deepCopy();
        assertThat(sent(closing, late).statusCode()).isIn(409, 410);
        Published closed = lethe.publish(everything());
        ObjectNode tooLate = submission(closed, "{\"q1\": \"here\"}");
        lethe.send(new CloseForm(closed.id()));
        lethe.clock().later(SubmissionIntake.CLOSING_GRACE.plusMinutes(1));
        assertThat(sent(closed, tooLate).statusCode()).isEqualTo(410);
    }

    @Test
    void a_token_that_is_not_ours_too_old_or_for_another_form_is_not_taken() {
        afterAWhile();
        ObjectNode body = submission(form, "{\"q1\": \"here\"}");
        ObjectNode none = body.deepCopy().put("token", "A".repeat(100));
        HttpResponse<String> unknown = sent(form, none);
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(code(unknown)).isEqualTo("token-unknown");
        Published other = lethe.publish(everything());
        assertThat(code(sent(other, body))).isEqualTo("token-unknown");
        lethe.clock().later(Duration.ofHours(26));
        assertThat(code(sent(form, body))).isEqualTo("token-expired");
    }

    @Test
    void what_looks_like_a_machine_is_asked_to_confirm_and_then_taken() {
        afterAWhile();
        ObjectNode body = submission(form, "{\"q1\": \"here\"}");
        HttpResponse<String> doubted = sent(form, body.deepCopy().put("unseen", SECRET));
        assertThat(doubted.statusCode()).isEqualTo(403);
        assertThat(code(doubted)).isEqualTo("confirm");
        assertThat(doubted.body()).doesNotContain(SECRET);
        HttpResponse<String> taken = sent(
                form,
                body.put("unseen", SECRET)
                        .put("confirm", json(doubted).get("confirm").stringValue()));
        assertThat(taken.statusCode()).isEqualTo(201);
    }

    @Test
    void work_is_asked_for_with_the_form_and_its_solution_taken() {
        afterAWhile();
        Published working = lethe.publish(everything().with(new SpamControl(0, true)));
        JsonNode told = definition(working);
        ObjectNode body = JSON.createObjectNode();
        body.set("token", told.get("token"));
        body.set("answers", JSON.readTree("{\"q1\": \"here\"}"));
        assertThat(code(sent(working, body))).isEqualTo("confirm");
        body.put("proof", SpamControlTest.solved(told.get("challenge")));
        assertThat(sent(working, body).statusCode()).isEqualTo(201);
    }

    @Test
    void too_many_from_one_address_are_told_when_to_come_back() {
        afterAWhile();
        for (int i = 0; i < MOST; i++)
            assertThat(sent(form, submission(form, "{\"q1\": \"here\"}")).statusCode())
                    .isEqualTo(201);
        ObjectNode body = submission(form, "{\"q1\": \"here\"}");
        HttpResponse<String> answer = sent(form, body);
        assertThat(answer.statusCode()).isEqualTo(429);
        lethe.clock()
                .later(Duration.ofSeconds(Long.parseLong(
                        answer.headers().firstValue("Retry-After").orElseThrow())));
        assertThat(sent(form, body).statusCode()).isEqualTo(201);
    }

    @Test
    void what_cannot_be_stored_says_so_and_can_be_sent_again() {
        afterAWhile();
        ObjectNode body = submission(form, "{\"q1\": \"here\"}");
        lethe.database().sql("ALTER TABLE event RENAME TO gone").update();
        try {
            assertThat(sent(form, body).statusCode()).isEqualTo(503);
        } finally {
            lethe.database().sql("ALTER TABLE gone RENAME TO event").update();
        }
        assertThat(sent(form, body).statusCode()).isIn(200, 201);
    }

    // --- Files ---

    private static HttpResponse<String> attach(Published to, String... namesAndContents) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            String name = namesAndContents[i];
            body.append("--boundary\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append('"');
            if (name.startsWith("q")) body.append("; filename=\"letter.txt\"\r\nContent-Type: text/plain");
            body.append("\r\n\r\n").append(namesAndContents[i + 1]).append("\r\n");
        }
        HttpResponse<String> answer =
                attachRaw(to, body.append("--boundary--\r\n").toString(), "multipart/form-data; boundary=boundary");
        api.check("post", UPLOADS, answer);
        return answer;
    }

    private static HttpResponse<String> attachRaw(Published to, String body, String type, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        lethe.address().resolve("/api/v1/forms/" + to.slug() + "/uploads"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        return http.stay(request);
    }

    private static Published withFile() {
        return lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.FILE), optional(2, FieldType.SINGLE_LINE)));
    }

    @Test
    void a_file_is_taken_in_and_then_sent_as_an_answer() {
        afterAWhile();
        Published files = withFile();
        ObjectNode body = submission(files, "{}");
        assertThat(sent(files, body).statusCode()).isEqualTo(422);
        HttpResponse<String> taken = attach(files, "token", body.get("token").stringValue(), "q1", "Dear council");
        assertThat(taken.statusCode()).isEqualTo(201);
        JsonNode file = json(taken).at("/files/0");
        assertThat(file.get("name").stringValue()).isEqualTo("letter.txt");
        ((ObjectNode) body.get("answers")).put("q1", file.get("upload").stringValue());
        assertThat(sent(files, body).statusCode()).isEqualTo(201);
    }

    @Test
    void a_file_that_cannot_be_taken_is_said_to_be_that() {
        afterAWhile();
        Published files = withFile();
        String token = definition(files).get("token").stringValue();
        HttpResponse<String> empty = attach(files, "token", token, "q1", "");
        assertThat(empty.statusCode()).isEqualTo(422);
        assertThat(json(empty).at("/problems/0/field").stringValue()).isEqualTo("q1");
        assertThat(code(attach(files, "token", token, "q2", "Dear council"))).isEqualTo("no-file");
        assertThat(code(attach(files, "token", token))).isEqualTo("no-file");
        assertThat(attach(files, "token", "x", "q1", "Dear council").statusCode())
                .isEqualTo(403);
        assertThat(attach(files, "token", "x".repeat(9 * 1024 * 1024)).statusCode())
                .isEqualTo(413);
        HttpResponse<String> garbled = attachRaw(files, "--nothing", "multipart/form-data");
        api.check("post", UPLOADS, garbled);
        assertThat(garbled.statusCode()).isEqualTo(400);
        HttpResponse<String> other = attachRaw(files, "{}", "application/json");
        api.check("post", UPLOADS, other);
        assertThat(other.statusCode()).isEqualTo(415);
        assertThat(attach(NOWHERE).statusCode()).isEqualTo(404);
        assertThat(attachRaw(
                                files,
                                "",
                                "multipart/form-data; boundary=b",
                                "Origin",
                                SITE,
                                "Sec-Fetch-Site",
                                "cross-site")
                        .statusCode())
                .isEqualTo(403);
        lethe.send(new CloseForm(files.id()));
        lethe.clock().later(SubmissionIntake.CLOSING_GRACE.plusMinutes(1));
        assertThat(attach(files, "token", token, "q1", "Dear council").statusCode())
                .isEqualTo(410);
    }

    @Test
    void whoever_sent_too_much_may_attach_nothing_for_a_while() {
        afterAWhile();
        Published files = withFile();
        String token = definition(files).get("token").stringValue();
        for (int i = 0; i < MOST; i++) sent(form, submission(form, "{\"q1\": \"here\"}"));
        assertThat(attach(files, "token", token, "q1", "Dear council").statusCode())
                .isEqualTo(429);
        afterAWhile();
        assertThat(attach(files, "token", token, "q1", "Dear council").statusCode())
                .isEqualTo(201);
    }

    // --- Hostile JSON ---

    static Stream<Map.Entry<String, String>> hostile() {
        String token = "\"token\": \"x\", ";
        return Stream.of(
                Map.entry("not-json", ""),
                Map.entry("not-json", SECRET),
                Map.entry("not-json", "{" + token + "\"answers\": {\"q1\": \"" + SECRET + "}"),
                Map.entry("not-json", "{" + token + "\"answers\": {}} {\"" + SECRET + "\": 1}"),
                Map.entry("not-json", "{" + token + "\"token\": \"" + SECRET + "\", \"answers\": {}}"),
                Map.entry("not-json", "{" + token + "\"answers\": {\"q1\": \"a\", \"q1\": \"" + SECRET + "\"}}"),
                Map.entry("not-json", "{" + token + "\"answers\": {\"q1\": NaN}}"),
                Map.entry("not-json", "{" + token + "\"answers\": {'q1': '" + SECRET + "'}}"),
                Map.entry("not-json", "{" + token + "/* " + SECRET + " */ \"answers\": {}}"),
                Map.entry("not-json", "{" + token + "\"answers\": {\"q1\": \"\\x41" + SECRET + "\"}}"),
                Map.entry("not-json", "{" + token + "\"answers\": {\"q1\": \"line\nbreak " + SECRET + "\"}}"),
                Map.entry("not-an-object", "[\"" + SECRET + "\"]"),
                Map.entry("not-an-object", "\"" + SECRET + "\""),
                Map.entry("not-an-object", "null"),
                Map.entry("unknown-property", "{" + token + "\"answers\": {}, \"" + SECRET + "\": 1}"),
                Map.entry("unknown-property", "{" + token + "\"answers\": {}, \"__proto__\": {\"a\": 1}}"),
                Map.entry("missing", "{\"answers\": {}}"),
                Map.entry("missing", "{\"token\": \"" + SECRET + "\"}"),
                Map.entry("type-object", "{" + token + "\"answers\": [\"" + SECRET + "\"]}"),
                Map.entry("type-object", "{" + token + "\"answers\": null}"),
                Map.entry("type-text", "{\"token\": 1, \"answers\": {}}"),
                Map.entry("type-text", "{\"token\": null, \"answers\": {}}"),
                Map.entry("type-text", "{" + token + "\"answers\": {}, \"proof\": {\"a\": \"" + SECRET + "\"}}"),
                Map.entry("type-text", "{" + token + "\"answers\": {\"q1\": 5}}"),
                Map.entry("type-text", "{" + token + "\"answers\": {\"q1\": [\"" + SECRET + "\"]}}"),
                Map.entry("type-text", "{" + token + "\"answers\": {\"q1\": {\"day\": \"" + SECRET + "\"}}}"),
                Map.entry("type-text", "{" + token + "\"answers\": {\"q1\": null}}"),
                Map.entry("type-list", "{" + token + "\"answers\": {\"q2\": \"A\"}}"),
                Map.entry("type-list", "{" + token + "\"answers\": {\"q2\": [\"A\", 1]}}"),
                Map.entry("type-parts", "{" + token + "\"answers\": {\"q3\": \"1984-03-07\"}}"),
                Map.entry("type-parts", "{" + token + "\"answers\": {\"q3\": {\"day\": 7}}}"),
                Map.entry("type-parts", "{" + token + "\"answers\": {\"q3\": {\"" + SECRET + "\": \"7\"}}}"),
                Map.entry("type-yes-or-no", "{" + token + "\"answers\": {\"q4\": \"yes\"}}"),
                Map.entry("unknown-answer", "{" + token + "\"answers\": {\"" + SECRET + "\": \"a\"}}"),
                Map.entry("unknown-answer", "{" + token + "\"answers\": {\"q3-day\": \"7\"}}"),
                Map.entry("unknown-answer", "{" + token + "\"answers\": {\"token\": \"7\"}}"),
                Map.entry(
                        "too-much",
                        "{" + token + "\"answers\": {\"q1\": {\"a\": {\"b\": {\"c\": \"" + SECRET + "\"}}}}}"),
                Map.entry("too-much", "[".repeat(100_000)),
                Map.entry("too-much", "{\"a\":".repeat(100_000)),
                Map.entry("too-much", "{" + token + "\"answers\": {\"" + "n".repeat(5_000) + "\": \"a\"}}"),
                Map.entry("too-much", "{" + token + "\"answers\": {\"q2\": [" + "\"A\",".repeat(60_000) + "\"A\"]}}"),
                Map.entry("too-much", "{" + token + "\"answers\": {\"q1\": " + "9".repeat(100_000) + "}}"));
    }

    @ParameterizedTest
    @MethodSource
    void hostile(Map.Entry<String, String> json, CapturedOutput output) {
        HttpResponse<String> answer = post(form, json.getValue());
        api.check("post", SUBMISSIONS, answer);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo(json.getKey());
        assertThat(answer.body()).doesNotContain(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET).doesNotContain("Exception");
    }

    @Test
    void only_utf_8_is_read() {
        byte[] latin = "{\"token\": \"x\", \"answers\": {\"q1\": \"Caf\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(code(post(form, latin, "application/json"))).isEqualTo("not-utf-8");
        byte[] wide = "{\"token\": \"x\", \"answers\": {}}".getBytes(StandardCharsets.UTF_16);
        assertThat(code(post(form, wide, "application/json;charset=UTF-16")))
                .isIn("not-utf-8", "not-json", "status-415");
    }

    @Test
    void half_characters_and_nul_are_problems_of_their_field() {
        afterAWhile();
        for (String bad : List.of("\\ud83d", "\\u0000")) {
            HttpResponse<String> answer = post(
                    form,
                    submission(form, "{}")
                            .toString()
                            .replace("\"answers\":{}", "\"answers\":{\"q1\":\"" + SECRET + bad + "\"}"));
            api.check("post", SUBMISSIONS, answer);
            assertThat(json(answer).at("/problems/0/code").stringValue()).isEqualTo("characters");
            assertThat(answer.body()).doesNotContain(SECRET);
        }
    }

    @Test
    void what_is_too_large_is_not_read() {
        byte[] body = ("{\"token\": \"x\", \"answers\": {\"q1\": \"" + "a".repeat(9 * 1024 * 1024) + "\"}}")
                .getBytes(StandardCharsets.US_ASCII);
        HttpResponse<String> answer = post(form, body, "application/json");
        api.check("post", SUBMISSIONS, answer);
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json"})
    void only_json_is_taken(String type) {
        HttpResponse<String> answer =
                post(form, "{\"token\":\"x\",\"answers\":{}}".getBytes(StandardCharsets.UTF_8), type);
        api.check("post", SUBMISSIONS, answer);
        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void only_posts_are_taken() {
        HttpResponse<String> answer = get("/api/v1/forms/" + form.slug() + "/submissions");
        api.check("post", SUBMISSIONS, answer);
        assertThat(answer.statusCode()).isEqualTo(405);
    }

    // --- Other sites ---

    @Test
    void a_page_of_a_listed_site_may_read_and_send() {
        afterAWhile();
        HttpResponse<String> told = get("/api/v1/forms/" + form.slug(), "Origin", SITE, "Sec-Fetch-Site", "cross-site");
        assertThat(told.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SITE);
        assertThat(told.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(told.headers().allValues("Vary")).contains("Origin");
        HttpResponse<String> sent = post(
                form,
                submission(form, "{\"q1\": \"here\"}").toString(),
                "Origin",
                SITE,
                "Sec-Fetch-Site",
                "cross-site");
        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(sent.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.example.gov.uk.evil.example",
                "https://evil.example",
                "http://www.example.gov.uk",
                "https://www.example.gov.uk:444",
                "https://WWW.example.gov.uk",
                "https://www.example.gov.uk/",
                "https://example.gov.uk",
                "null",
                "*"
            })
    void a_page_of_any_other_site_may_neither_read_nor_send(String origin) {
        HttpResponse<String> told =
                get("/api/v1/forms/" + form.slug(), "Origin", origin, "Sec-Fetch-Site", "cross-site");
        assertThat(told.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(told.headers().allValues("Vary")).contains("Origin");
        HttpResponse<String> sent = post(
                form,
                submission(form, "{\"q1\": \"here\"}").toString(),
                "Origin",
                origin,
                "Sec-Fetch-Site",
                "cross-site");
        api.check("post", SUBMISSIONS, sent);
        assertThat(sent.statusCode()).isEqualTo(403);
        assertThat(code(sent)).isEqualTo("status-elsewhere");
        assertThat(sent.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight(form.slug(), origin).statusCode()).isEqualTo(403);
    }

    @Test
    void a_listed_site_is_let_into_its_form_and_nowhere_else() {
        Published other = lethe.publish(everything());
        assertThat(get("/api/v1/forms/" + other.slug(), "Origin", SITE)
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(get("/api/v1/forms", "Origin", SITE).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(post(other, "{}", "Origin", SITE, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> page =
                http.stay(HttpRequest.newBuilder(lethe.address().resolve(form.address()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", SITE)
                        .header("Sec-Fetch-Site", "cross-site")
                        .POST(HttpRequest.BodyPublishers.ofString("q1=a")));
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(get(form.address(), "Origin", SITE).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void a_browser_that_asks_first_is_told_what_is_allowed_and_not_more() {
        HttpResponse<String> told = preflight(form.slug(), SITE);
        assertThat(told.statusCode()).isEqualTo(204);
        assertThat(told.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SITE);
        assertThat(told.headers().firstValue("Access-Control-Allow-Methods")).hasValue("GET, POST");
        assertThat(told.headers().firstValue("Access-Control-Allow-Headers")).hasValue("Content-Type");
        assertThat(told.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void a_site_that_is_struck_from_the_list_is_out_at_once() {
        Published listed = lethe.publish(everything().embeddedBy(List.of(SITE)));
        assertThat(preflight(listed.slug(), SITE).statusCode()).isEqualTo(204);
        lethe.publishAgain(listed, everything());
        assertThat(preflight(listed.slug(), SITE).statusCode()).isEqualTo(403);
    }

    private static HttpResponse<String> preflight(String slug, String origin) {
        return http.stay(HttpRequest.newBuilder(lethe.address().resolve("/api/v1/forms/" + slug + "/submissions"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .header("Sec-Fetch-Site", "cross-site"));
    }

    /** Runs what the other tests may not have run yet, whatever their order, and asks what was seen. */
    @Test
    void all_that_is_described_is_answered_and_all_that_is_answered_is_described() {
        the_open_forms_are_listed();
        what_there_is_not_is_not_found_in_json();
        what_is_sent_is_received_once();
        what_cannot_be_taken_is_said_field_by_field();
        a_form_that_closed_is_told_so_and_whoever_began_before_is_let_finish();
        a_token_that_is_not_ours_too_old_or_for_another_form_is_not_taken();
        too_many_from_one_address_are_told_when_to_come_back();
        a_file_is_taken_in_and_then_sent_as_an_answer();
        a_file_that_cannot_be_taken_is_said_to_be_that();
        whoever_sent_too_much_may_attach_nothing_for_a_while();
        what_cannot_be_stored_says_so_and_can_be_sent_again();
        what_is_too_large_is_not_read();
        only_json_is_taken("text/plain");
        only_posts_are_taken();
        api.check("post", SUBMISSIONS, post(form, "{"));
        assertThat(api.seen()).isEqualTo(api.described());
    }
}
