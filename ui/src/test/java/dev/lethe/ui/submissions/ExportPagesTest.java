package dev.lethe.ui.submissions;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Handling;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.AddNote;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.SetStatus;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.query.audit.AuditEntry;
import dev.lethe.query.audit.AuditFilter;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditTrail;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Midnight;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.web.Times;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Exports over HTTP, from the running application and its databases. */
class ExportPagesTest {

    /** What a download is refused with while too many others run: one is over when the server notices that its taker is gone. */
    private static final int BUSY = 503;

    private static final int TRIES = 1_000;

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static Member editor;
    private static Member other;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
        editor = lethe.member("Ada Example", Role.EDITOR);
        other = lethe.member("Ada Example", Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        if (lethe != null) lethe.close();
    }

    private static Field text(int number, String label) {
        return question(number, FieldType.SINGLE_LINE, label);
    }

    private static Published published(Field... fields) {
        Published form = lethe.publish(form("Report", null, fields));
        lethe.readers(form, editor);
        return form;
    }

    private static String page(Published form) {
        return "/staff/submissions/forms/" + form.id() + "/export";
    }

    private static List<List<String>> csv(Published form, String... namesAndValues) {
        String[] asked = Arrays.copyOf(namesAndValues, namesAndValues.length + 2);
        asked[asked.length - 2] = "format";
        asked[asked.length - 1] = "csv";
        HttpResponse<byte[]> answer = download(editor, page(form), asked);
        for (int tries = 0; answer.statusCode() == BUSY && tries < TRIES; tries++)
            answer = download(editor, page(form), asked);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        return read(answer.body());
    }

    private static HttpResponse<byte[]> download(Member by, String page, String... namesAndValues) {
        Client client = by.client();
        return client.stay(client.postingFromPage(page, page, namesAndValues), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static List<List<String>> read(byte[] csv) {
        return CsvReader.builder().detectBomHeader(true).ofCsvRecord(new ByteArrayInputStream(csv)).stream()
                .map(CsvRecord::getFields)
                .toList();
    }

    private static List<String> column(List<List<String>> rows, String heading) {
        int column = rows.getFirst().indexOf(heading);
        assertThat(column).as(heading + " in " + rows.getFirst()).isNotNegative();
        return rows.stream().skip(1).map(row -> row.get(column)).toList();
    }

    private static List<AuditEntry> exportsBy(Member member) {
        lethe.settle();
        return lethe.bean(AuditTrail.class)
                .page(new AuditFilter(null, null, new AuditKind("data.exported", ""), member.account()), null)
                .entries();
    }

    private static void receivedAt(Accepted submission, String at) {
        new JdbcTemplate(lethe.bean(javax.sql.DataSource.class))
                .update(
                        "UPDATE read_submissions.submission SET received_at = CAST(? AS timestamptz) WHERE id = ?",
                        at,
                        submission.submission().value());
    }

    @Test
    void f16_an_export_holds_exactly_what_the_report_shows_oldest_first_under_the_labels_of_the_questions() {
        Published form =
                published(text(1, "Colour"), question(2, FieldType.CHECKBOXES, "Shades", "Red", "Green", "Blue"));
        List<Accepted> sent = new ArrayList<>();
        for (String colour : List.of("One", "Two", "Three", "Four"))
            sent.add(lethe.submit(form, "q1", colour, "q2", "Red", "q2", "Blue"));
        lethe.settle();
        receivedAt(sent.get(0), "2026-07-02T23:00:00Z"); // 3 July in London
        receivedAt(sent.get(1), "2026-07-02T22:59:59.5Z");
        receivedAt(sent.get(2), "2026-06-30T23:00:00Z"); // 1 July in London
        receivedAt(sent.get(3), "2026-06-30T22:59:59Z");

        List<List<String>> rows = csv(
                form,
                "from-day",
                "1",
                "from-month",
                "7",
                "from-year",
                "2026",
                "to-day",
                "2",
                "to-month",
                "7",
                "to-year",
                "2026");

        assertThat(rows.getFirst())
                .containsExactly("Reference", "Received (UTC)", "Status", "Form version", "Colour", "Shades");
        assertThat(column(rows, "Colour")).containsExactly("Three", "Two");
        assertThat(column(rows, "Reference"))
                .containsExactly(sent.get(2).reference(), sent.get(1).reference());
        assertThat(column(rows, "Received (UTC)"))
                .containsExactly("2026-06-30T23:00:00+00:00", "2026-07-02T22:59:59+00:00");
        assertThat(column(rows, "Shades")).containsOnly("Red, Blue");
        assertThat(column(csv(form), "Colour")).containsExactly("Four", "Three", "Two", "One");
        assertThat(csv(form, "columns", "q2").getFirst()).contains("Shades").doesNotContain("Colour");
    }

    @Test
    void f16_the_file_is_named_after_the_form_and_the_day() {
        Published form = published(text(1, "Colour"));
        lethe.submit(form, "q1", "Red");
        lethe.settle();
        Midnight.keepAway();
        String today = LocalDate.now(Times.LONDON).toString();

        assertThat(download(editor, page(form), "format", "xlsx").headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + form.slug() + "-export-" + today + ".xlsx\"");
        HttpResponse<byte[]> all = download(editor, "/staff/submissions/all/export", "format", "csv");
        assertThat(all.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"submissions-export-" + today + ".csv\"");
        assertThat(all.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(read(all.body()).getFirst()).contains("Form");
    }

    @Test
    void f16_an_xlsx_file_says_the_same_as_the_csv_file() throws IOException {
        Published form = published(text(1, "Colour"));
        Accepted sent = lethe.submit(form, "q1", "=1+1");
        lethe.settle();
        receivedAt(sent, "2026-07-02T22:59:59Z");

        byte[] file = download(editor, page(form), "format", "xlsx").body();

        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file))) {
            List<Row> rows = workbook.getFirstSheet().read();
            assertThat(rows.getFirst().stream().map(cell -> cell.getText()))
                    .isEqualTo(csv(form).getFirst());
            assertThat(rows.get(1).getCellText(0)).isEqualTo(sent.reference());
            assertThat(rows.get(1).getCellAsDate(1)).contains(java.time.LocalDateTime.of(2026, 7, 2, 22, 59, 59));
            assertThat(rows.get(1).getCellText(4)).isEqualTo("=1+1");
        }
        assertThat(column(csv(form), "Colour")).containsExactly("'=1+1");
    }

    @Test
    void fw3_questions_that_are_called_like_our_columns_or_like_each_other_are_told_apart() {
        Published form = published(text(1, "Received (UTC)"), text(2, "Name"), text(3, "name"), text(4, "Submit time"));
        lethe.submit(form, "q1", "yesterday", "q2", "Ann", "q3", "Bob", "q4", "noon");
        lethe.settle();

        List<List<String>> rows = csv(form);

        assertThat(rows.getFirst()).doesNotHaveDuplicates();
        assertThat(column(rows, "Received (UTC) (q1)")).containsExactly("yesterday");
        assertThat(column(rows, "Name (q2)")).containsExactly("Ann");
        assertThat(column(rows, "name (q3)")).containsExactly("Bob");
        assertThat(column(rows, "Submit time")).containsExactly("noon");
        assertThat(column(rows, "Received (UTC)").getFirst()).endsWith("+00:00");
    }

    @Test
    void fw4_answers_to_questions_that_were_removed_have_a_column_still() {
        FormDefinition first = form("Report", null, text(1, "Colour"), text(2, "Size"));
        Published one = lethe.publish(first);
        lethe.submit(one, "q1", "Red", "q2", "Large");
        Published two = lethe.publishAgain(one, first.with(List.of(text(1, "Which colour?"), text(3, "Size"))));
        lethe.submit(two, "q1", "Blue", "q3", "7");
        lethe.readers(one, editor);

        List<List<String>> rows = csv(one);

        assertThat(column(rows, "Which colour?")).containsExactly("Red", "Blue");
        assertThat(column(rows, "Size")).containsExactly("", "7");
        assertThat(column(rows, "Size (retired, version 1)")).containsExactly("Large", "");
        assertThat(column(rows, "Form version")).containsExactly("1", "2");
    }

    @Test
    void answers_that_may_not_be_exported_are_left_out_and_the_page_says_so() {
        Field secret = text(2, "Your health").handled(new Handling(DataClass.SPECIAL_CATEGORY, false));
        FormDefinition form = form("Report", null, text(1, "Colour"), secret);
        Published version = published(form.fields().toArray(Field[]::new));
        lethe.submit(version, "q1", "Red", "q2", "canary-never-exported");
        lethe.settle();

        assertThat(editor.client().get(page(version)).body()).contains("left-out", "Your health");
        assertThat(csv(version).toString()).contains("Red").doesNotContain("Your health", "canary-never-exported");
    }

    @Test
    void what_was_erased_is_marked_and_never_blank_and_counts_stay() {
        Midnight.keepAway();
        Published form = published(question(1, FieldType.EMAIL, "Email"), text(2, "Colour"), text(3, "Size"));
        lethe.submit(form, "q1", "gone@example.org", "q2", "Red");
        lethe.submit(form, "q1", "stays@example.org", "q2", "Blue");
        lethe.settle();
        Enquiry enquiry = lethe.bean(KeyVault.class)
                .enquire(Identifier.email("gone@example.org"), Population.PUBLIC)
                .orElseThrow();
        ErasureOutcome outcome = lethe.bean(ErasureDesk.class)
                .erasePerson(
                        new ErasureId(UUID.randomUUID()),
                        enquiry.id(),
                        Map.of(),
                        ErasureOrder.Person.ALL,
                        true,
                        ErasureGround.values()[0],
                        editor.account());
        assertThat(outcome).isInstanceOf(ErasureOutcome.Complete.class);
        lethe.settle();
        String erased = "Erased on " + Times.day(Instant.now());

        List<List<String>> rows = csv(form);

        assertThat(rows).hasSize(3);
        assertThat(column(rows, "Email")).containsExactly(erased, "stays@example.org");
        assertThat(column(rows, "Colour")).containsExactly(erased, "Blue");
        assertThat(column(rows, "Size")).containsExactly(erased, "");
    }

    @Test
    void what_should_open_and_does_not_says_so_and_spoils_nothing_else() {
        Published form = published(text(1, "Colour"));
        Accepted broken = lethe.submit(form, "q1", "Red");
        lethe.submit(form, "q1", "Blue");
        lethe.settle();
        new JdbcTemplate(lethe.bean(javax.sql.DataSource.class))
                .update(
                        "UPDATE read_submissions.part SET token = set_byte(token, 40, get_byte(token, 40) # 1) WHERE submission = ?",
                        broken.submission().value());

        assertThat(column(csv(form), "Colour")).containsExactly("Cannot be opened", "Blue");
    }

    @Test
    void notes_are_exported_when_they_are_asked_for() {
        Published form = published(text(1, "Colour"));
        Accepted sent = lethe.submit(form, "q1", "Red");
        lethe.settle();
        SubmissionRow row =
                lethe.bean(Submissions.class).byId(sent.submission()).orElseThrow();
        try (RecordKeys keys =
                lethe.bean(KeyVault.class).moreKeysBeside(row.parts().getFirst().keyId(), 1)) {
            lethe.bean(CommandGateway.class)
                    .sendAndWait(new AddNote(
                            sent.submission(),
                            new NoteId(UUID.randomUUID()),
                            keys.seal(0, Note.NOTE.in(sent.submission()), new Note("Rang back.\nNobody there."))));
        }
        lethe.bean(CommandGateway.class).sendAndWait(new SetStatus(sent.submission(), SubmissionStatus.WAITING));
        lethe.settle();

        assertThat(csv(form).getFirst()).doesNotContain("Notes");
        List<List<String>> rows = csv(form, "notes", "yes");
        assertThat(column(rows, "Notes").getFirst()).endsWith("UTC: Rang back.\nNobody there.");
        assertThat(column(rows, "Status").getFirst()).isEqualToIgnoringCase("waiting");
    }

    @Test
    void fw5_a_download_is_recorded_with_what_was_taken() {
        Published form = published(text(1, "Colour"));
        for (int i = 0; i < 3; i++) lethe.submit(form, "q1", "Red");
        lethe.settle();
        Member reader = lethe.member("Ada Example", Role.EDITOR);
        lethe.readers(form, editor, reader);

        download(reader, page(form), "format", "xlsx");

        AuditEntry entry = exportsBy(reader).getFirst();
        assertThat(entry.subject()).isEqualTo(form.id().value());
        assertThat(entry.detail()).isEqualTo("xlsx 3");
        Member officer = lethe.member("Ada Example", Role.PRIVACY_OFFICER);
        assertThat(officer.client().get("/staff/audit?kind=data.exported").body())
                .contains("Exported submissions: 3 submissions as XLSX");
    }

    @Test
    void a_reference_finds_its_submission_and_stands_in_no_event() {
        Published form = published(text(1, "Colour"));
        Accepted sent = lethe.submit(form, "q1", "Red");
        lethe.submit(form, "q1", "Blue");
        lethe.settle();

        assertThat(column(csv(form, "reference", sent.reference().toLowerCase()), "Colour"))
                .containsExactly("Red");

        assertThat(exportsBy(editor).getFirst().records())
                .containsExactly(sent.submission().value());
        assertThat(new JdbcTemplate(lethe.bean(javax.sql.DataSource.class))
                        .queryForObject(
                                "SELECT count(*) FROM event WHERE payload_type LIKE '%SubmissionsExported'"
                                        + " AND convert_from(payload, 'UTF8') LIKE ?",
                                Integer.class, "%" + sent.reference() + "%"))
                .isZero();
    }

    @Test
    void what_cannot_be_understood_is_said_at_its_field_and_nothing_is_handed_out_or_recorded() {
        Published form = published(text(1, "Colour"));
        int before = exportsBy(editor).size();

        for (var wrong :
                Map.of("reference", "K7Q", "format", "pdf", "from-day", "x").entrySet()) {
            HttpResponse<byte[]> answer = wrong.getKey().equals("format")
                    ? download(editor, page(form), "format", wrong.getValue())
                    : download(editor, page(form), "format", "csv", wrong.getKey(), wrong.getValue());
            assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
            assertThat(new String(answer.body(), UTF_8)).contains("govuk-error-summary", "<title>Error: ");
        }
        assertThat(exportsBy(editor)).hasSize(before);
    }

    @Test
    void f17_who_may_not_read_a_form_gets_none_of_it_and_leaves_no_trace_of_having_had_it() {
        Published form = published(text(1, "Colour"));
        lethe.submit(form, "q1", "canary-of-others");
        lethe.settle();
        // A page of another form gives the token.
        Published own = lethe.publish(form("Own", null, text(1, "Colour")));
        lethe.readers(own, other);
        Client client = other.client();

        HttpResponse<String> shown = client.get(page(form));
        HttpResponse<String> taken = client.postFromPage(page(own), page(form), "format", "csv");
        HttpResponse<byte[]> all = download(other, "/staff/submissions/all/export", "format", "csv");

        assertThat(shown.statusCode()).isEqualTo(403);
        assertThat(taken.statusCode()).isEqualTo(403);
        assertThat(taken.body()).doesNotContain("canary-of-others", "Colour");
        assertThat(new String(all.body(), UTF_8)).doesNotContain("canary-of-others");
        assertThat(exportsBy(other))
                .hasSize(1)
                .allSatisfy(entry ->
                        assertThat(entry.subject()).isNotEqualTo(form.id().value()));
    }

    @Test
    void a_download_that_fails_midway_breaks_off_and_never_looks_whole() {
        Published form = published(text(1, "Colour"));
        for (int i = 0; i < 3; i++) lethe.submit(form, "q1", "Red");
        Accepted last = lethe.submit(form, "q1", "Blue");
        lethe.settle();
        sentWith(last, 99);
        try {
            for (String format : List.of("csv", "xlsx"))
                assertThatThrownBy(() -> download(editor, page(form), "format", format))
                        .isInstanceOf(UncheckedIOException.class);
            assertThat(column(csv(form, "version", "1"), "Colour")).hasSize(3);
        } finally {
            sentWith(last, 1); // other tests download what all forms hold
        }
    }

    private static void sentWith(Accepted sent, int version) {
        new JdbcTemplate(lethe.bean(javax.sql.DataSource.class))
                .update(
                        "UPDATE read_submissions.submission SET version = ? WHERE id = ?",
                        version,
                        sent.submission().value());
    }

    @Test
    void the_trace_of_a_download_is_there_though_its_taker_hung_up_and_others_can_go_on() throws IOException {
        Published form = published(question(1, FieldType.MULTI_LINE, "Story"));
        for (int i = 0; i < 40; i++) lethe.submit(form, "q1", ("A long story " + i + ". ").repeat(1_000));
        lethe.settle();
        Member reader = lethe.member("Ada Example", Role.EDITOR);
        lethe.readers(form, editor, reader);

        for (int i = 0; i < 4; i++) {
            String status = hangUp(reader, form);
            for (int tries = 0; status.endsWith(" " + BUSY) && tries < TRIES; tries++) status = hangUp(reader, form);
            assertThat(status).isEqualTo("HTTP/1.1 200");
        }

        assertThat(exportsBy(reader))
                .hasSize(4)
                .allSatisfy(entry -> assertThat(entry.detail()).isEqualTo("csv 40"));
        assertThat(column(csv(form), "Story")).hasSize(40);
    }

    /** Asks for a download and hangs up as soon as it begins; how it begins. */
    private static String hangUp(Member reader, Published form) throws IOException {
        Client client = reader.client();
        String body = "format=csv&_csrf=" + URLEncoder.encode(client.token(page(form)), UTF_8);
        String cookie = client.cookies().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; "));
        try (Socket socket = new Socket("localhost", lethe.address().getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("POST " + page(form) + " HTTP/1.1\r\nHost: localhost:"
                                    + lethe.address().getPort() + "\r\nOrigin: " + lethe.address() + "\r\nCookie: "
                                    + cookie
                                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readNBytes(12), UTF_8);
        }
    }
}
