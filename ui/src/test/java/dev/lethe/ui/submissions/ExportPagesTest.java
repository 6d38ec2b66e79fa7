package dev.lethe.ui.submissions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.events.DataClass;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.Handling;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.forms.events.SubmissionStatus;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.events.ErasureGround;
import dev.lethe.command.privacy.events.ErasureId;
import dev.lethe.command.submissions.AddNote;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.SetStatus;
import dev.lethe.command.submissions.events.Note;
import dev.lethe.command.submissions.events.NoteId;
import dev.lethe.query.audit.AuditEntry;
import dev.lethe.query.audit.AuditFilter;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditTrail;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Midnight;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.ui.Http;
import dev.lethe.ui.submissions.ReportingSite.Member;
import dev.lethe.ui.web.Times;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
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

    private static final Map.Entry<String, String> CSV = Map.entry("format", "csv");
    private static final Map.Entry<String, String> XLSX = Map.entry("format", "xlsx");

    /** What a download is refused with while too many others run: one is over when the server notices that its taker is gone. */
    private static final int BUSY = 503;

    private static final int TRIES = 1_000;

    @TempDir
    static Path root;

    private static ReportingSite site;
    private static Member editor;
    private static Member other;

    @BeforeAll
    static void start() {
        site = new ReportingSite(root.resolve("root"));
        editor = site.member(Role.EDITOR);
        other = site.member(Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        if (site != null) site.close();
    }

    private static Field text(int number, String label) {
        return field(number, FieldType.SINGLE_LINE, label, Identifies.NOBODY);
    }

    private static Field field(int number, FieldType type, String label, Identifies identifies) {
        List<String> choices = type.hasChoices() ? List.of("Red", "Green", "Blue") : List.of();
        return new Field(FieldId.of(number), type, label, "", false, choices, null, 0, identifies);
    }

    private static FormVersion published(Field... fields) {
        FormVersion form = site.publish(ReportingSite.form("Report", List.of(fields)));
        site.settle();
        site.readers(form.form(), editor);
        return form;
    }

    private static String page(FormVersion form) {
        return "/staff/submissions/forms/" + form.form() + "/export";
    }

    @SafeVarargs
    private static List<List<String>> csv(FormVersion form, Map.Entry<String, String>... more) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>(List.of(more));
        pairs.add(CSV);
        HttpResponse<byte[]> answer = editor.press(page(form), pairs);
        for (int tries = 0; answer.statusCode() == BUSY && tries < TRIES; tries++)
            answer = editor.press(page(form), pairs);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        return read(answer.body());
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
        site.settle();
        return site.bean(AuditTrail.class)
                .page(new AuditFilter(null, null, AuditKind.DATA_EXPORTED, member.account), null)
                .entries();
    }

    private static void receivedAt(Accepted submission, String at) {
        new JdbcTemplate(site.bean(javax.sql.DataSource.class))
                .update(
                        "UPDATE read_submissions.submission SET received_at = CAST(? AS timestamptz) WHERE id = ?",
                        at,
                        submission.submission().value());
    }

    @Test
    void f16_an_export_holds_exactly_what_the_report_shows_oldest_first_under_the_labels_of_the_questions() {
        FormVersion form = published(text(1, "Colour"), field(2, FieldType.CHECKBOXES, "Shades", Identifies.NOBODY));
        List<Accepted> sent = new ArrayList<>();
        for (String colour : List.of("One", "Two", "Three", "Four"))
            sent.add(site.submit(form, Map.of("q1", List.of(colour), "q2", List.of("Red", "Blue"))));
        site.settle();
        receivedAt(sent.get(0), "2026-07-02T23:00:00Z"); // 3 July in London
        receivedAt(sent.get(1), "2026-07-02T22:59:59.5Z");
        receivedAt(sent.get(2), "2026-06-30T23:00:00Z"); // 1 July in London
        receivedAt(sent.get(3), "2026-06-30T22:59:59Z");

        List<List<String>> rows = csv(
                form,
                Map.entry("from-day", "1"),
                Map.entry("from-month", "7"),
                Map.entry("from-year", "2026"),
                Map.entry("to-day", "2"),
                Map.entry("to-month", "7"),
                Map.entry("to-year", "2026"));

        assertThat(rows.getFirst())
                .containsExactly("Reference", "Received (UTC)", "Status", "Form version", "Colour", "Shades");
        assertThat(column(rows, "Colour")).containsExactly("Three", "Two");
        assertThat(column(rows, "Reference"))
                .containsExactly(sent.get(2).reference(), sent.get(1).reference());
        assertThat(column(rows, "Received (UTC)"))
                .containsExactly("2026-06-30T23:00:00+00:00", "2026-07-02T22:59:59+00:00");
        assertThat(column(rows, "Shades")).containsOnly("Red, Blue");
        assertThat(column(csv(form), "Colour")).containsExactly("Four", "Three", "Two", "One");
        assertThat(csv(form, Map.entry("columns", "q2")).getFirst())
                .contains("Shades")
                .doesNotContain("Colour");
    }

    @Test
    void f16_the_file_is_named_after_the_form_and_the_day() {
        FormVersion form = published(text(1, "Colour"));
        site.submit(form, Map.of("q1", List.of("Red")));
        site.settle();
        String slug = site.bean(dev.lethe.query.forms.Forms.class)
                .version(form)
                .orElseThrow()
                .definition()
                .slug();
        Midnight.keepAway();
        String today = LocalDate.now(Times.LONDON).toString();

        assertThat(editor.press(page(form), List.of(XLSX)).headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + slug + "-export-" + today + ".xlsx\"");
        HttpResponse<byte[]> all = editor.press("/staff/submissions/all/export", List.of(CSV));
        assertThat(all.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"submissions-export-" + today + ".csv\"");
        assertThat(all.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(read(all.body()).getFirst()).contains("Form");
    }

    @Test
    void f16_an_xlsx_file_says_the_same_as_the_csv_file() throws IOException {
        FormVersion form = published(text(1, "Colour"));
        Accepted sent = site.submit(form, Map.of("q1", List.of("=1+1")));
        site.settle();
        receivedAt(sent, "2026-07-02T22:59:59Z");

        byte[] file = editor.press(page(form), List.of(XLSX)).body();

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
        FormVersion form =
                published(text(1, "Received (UTC)"), text(2, "Name"), text(3, "name"), text(4, "Submit time"));
        site.submit(
                form,
                Map.of("q1", List.of("yesterday"), "q2", List.of("Ann"), "q3", List.of("Bob"), "q4", List.of("noon")));
        site.settle();

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
        FormDefinition first = ReportingSite.form("Report", List.of(text(1, "Colour"), text(2, "Size")));
        FormVersion one = site.publish(first);
        site.submit(one, Map.of("q1", List.of("Red"), "q2", List.of("Large")));
        FormVersion two = site.publishAgain(one, first.with(List.of(text(1, "Which colour?"), text(3, "Size"))));
        site.submit(two, Map.of("q1", List.of("Blue"), "q3", List.of("7")));
        site.settle();
        site.readers(one.form(), editor);

        List<List<String>> rows = csv(one);

        assertThat(column(rows, "Which colour?")).containsExactly("Red", "Blue");
        assertThat(column(rows, "Size")).containsExactly("", "7");
        assertThat(column(rows, "Size (retired, version 1)")).containsExactly("Large", "");
        assertThat(column(rows, "Form version")).containsExactly("1", "2");
    }

    @Test
    void answers_that_may_not_be_exported_are_left_out_and_the_page_says_so() {
        Field secret = text(2, "Your health").handled(new Handling(DataClass.SPECIAL_CATEGORY, false));
        FormDefinition form = ReportingSite.form("Report", List.of(text(1, "Colour"), secret));
        FormVersion version = published(form.fields().toArray(Field[]::new));
        site.submit(version, Map.of("q1", List.of("Red"), "q2", List.of("canary-never-exported")));
        site.settle();

        assertThat(editor.get(page(version)).body()).contains("left-out", "Your health");
        assertThat(csv(version).toString()).contains("Red").doesNotContain("Your health", "canary-never-exported");
    }

    @Test
    void what_was_erased_is_marked_and_never_blank_and_counts_stay() {
        Midnight.keepAway();
        FormVersion form =
                published(field(1, FieldType.EMAIL, "Email", Identifies.EMAIL), text(2, "Colour"), text(3, "Size"));
        site.submit(form, Map.of("q1", List.of("gone@example.org"), "q2", List.of("Red")));
        site.submit(form, Map.of("q1", List.of("stays@example.org"), "q2", List.of("Blue")));
        site.settle();
        Enquiry enquiry = site.bean(KeyVault.class)
                .enquire(Identifier.email("gone@example.org"), Population.PUBLIC)
                .orElseThrow();
        ErasureOutcome outcome = site.bean(ErasureDesk.class)
                .erasePerson(
                        new ErasureId(UUID.randomUUID()),
                        enquiry.id(),
                        Map.of(),
                        ErasureGround.values()[0],
                        editor.account);
        assertThat(outcome).isInstanceOf(ErasureOutcome.Complete.class);
        site.settle();
        String erased = "Erased on " + Times.day(Instant.now());

        List<List<String>> rows = csv(form);

        assertThat(rows).hasSize(3);
        assertThat(column(rows, "Email")).containsExactly(erased, "stays@example.org");
        assertThat(column(rows, "Colour")).containsExactly(erased, "Blue");
        assertThat(column(rows, "Size")).containsExactly(erased, "");
    }

    @Test
    void what_should_open_and_does_not_says_so_and_spoils_nothing_else() {
        FormVersion form = published(text(1, "Colour"));
        Accepted broken = site.submit(form, Map.of("q1", List.of("Red")));
        site.submit(form, Map.of("q1", List.of("Blue")));
        site.settle();
        new JdbcTemplate(site.bean(javax.sql.DataSource.class))
                .update(
                        "UPDATE read_submissions.part SET token = set_byte(token, 40, get_byte(token, 40) # 1) WHERE submission = ?",
                        broken.submission().value());

        assertThat(column(csv(form), "Colour")).containsExactly("Cannot be opened", "Blue");
    }

    @Test
    void notes_are_exported_when_they_are_asked_for() {
        FormVersion form = published(text(1, "Colour"));
        Accepted sent = site.submit(form, Map.of("q1", List.of("Red")));
        site.settle();
        SubmissionRow row = site.bean(Submissions.class).byId(sent.submission()).orElseThrow();
        try (RecordKeys keys =
                site.bean(KeyVault.class).moreKeysBeside(row.parts().getFirst().keyId(), 1)) {
            site.bean(CommandGateway.class)
                    .sendAndWait(new AddNote(
                            sent.submission(),
                            new NoteId(UUID.randomUUID()),
                            keys.seal(0, Note.NOTE.in(sent.submission()), new Note("Rang back.\nNobody there."))));
        }
        site.bean(CommandGateway.class).sendAndWait(new SetStatus(sent.submission(), SubmissionStatus.WAITING));
        site.settle();

        assertThat(csv(form).getFirst()).doesNotContain("Notes");
        List<List<String>> rows = csv(form, Map.entry("notes", "yes"));
        assertThat(column(rows, "Notes").getFirst()).endsWith("UTC: Rang back.\nNobody there.");
        assertThat(column(rows, "Status").getFirst()).isEqualToIgnoringCase("waiting");
    }

    @Test
    void fw5_a_download_is_recorded_with_what_was_taken() {
        FormVersion form = published(text(1, "Colour"));
        for (int i = 0; i < 3; i++) site.submit(form, Map.of("q1", List.of("Red")));
        site.settle();
        Member reader = site.member(Role.EDITOR);
        site.readers(form.form(), editor, reader);

        reader.press(page(form), List.of(XLSX));

        AuditEntry entry = exportsBy(reader).getFirst();
        assertThat(entry.subject()).isEqualTo(form.form().value());
        assertThat(entry.detail()).isEqualTo("xlsx 3");
        Member officer = site.member(Role.PRIVACY_OFFICER);
        assertThat(officer.get("/staff/audit?kind=data.exported").body())
                .contains("Exported submissions: 3 submissions as XLSX");
    }

    @Test
    void a_reference_finds_its_submission_and_stands_in_no_event() {
        FormVersion form = published(text(1, "Colour"));
        Accepted sent = site.submit(form, Map.of("q1", List.of("Red")));
        site.submit(form, Map.of("q1", List.of("Blue")));
        site.settle();

        assertThat(column(csv(form, Map.entry("reference", sent.reference().toLowerCase())), "Colour"))
                .containsExactly("Red");

        assertThat(exportsBy(editor).getFirst().records())
                .containsExactly(sent.submission().value());
        assertThat(new JdbcTemplate(site.bean(javax.sql.DataSource.class))
                        .queryForObject(
                                "SELECT count(*) FROM event WHERE payload_type LIKE '%SubmissionsExported'"
                                        + " AND convert_from(payload, 'UTF8') LIKE ?",
                                Integer.class, "%" + sent.reference() + "%"))
                .isZero();
    }

    @Test
    void what_cannot_be_understood_is_said_at_its_field_and_nothing_is_handed_out_or_recorded() {
        FormVersion form = published(text(1, "Colour"));
        int before = exportsBy(editor).size();

        for (var wrong :
                Map.of("reference", "K7Q", "format", "pdf", "from-day", "x").entrySet()) {
            List<Map.Entry<String, String>> pairs = new ArrayList<>(List.of(wrong));
            if (!wrong.getKey().equals("format")) pairs.add(CSV);
            HttpResponse<byte[]> answer = editor.press(page(form), pairs);
            assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
            assertThat(new String(answer.body(), UTF_8)).contains("govuk-error-summary", "<title>Error: ");
        }
        assertThat(exportsBy(editor)).hasSize(before);
    }

    @Test
    void f17_who_may_not_read_a_form_gets_none_of_it_and_leaves_no_trace_of_having_had_it() {
        FormVersion form = published(text(1, "Colour"));
        site.submit(form, Map.of("q1", List.of("canary-of-others")));
        site.settle();
        // A page of another form gives the token.
        FormVersion own = site.publish(ReportingSite.form("Own", List.of(text(1, "Colour"))));
        site.settle();
        site.readers(own.form(), other);
        String token = other.http.token(page(own));

        HttpResponse<String> shown = other.get(page(form));
        HttpResponse<String> taken = other.post(page(form), List.of(CSV, Map.entry("_csrf", token)));
        HttpResponse<byte[]> all = other.press("/staff/submissions/all/export", List.of(CSV));

        assertThat(shown.statusCode()).isEqualTo(403);
        assertThat(taken.statusCode()).isEqualTo(403);
        assertThat(taken.body()).doesNotContain("canary-of-others", "Colour");
        assertThat(new String(all.body(), UTF_8)).doesNotContain("canary-of-others");
        assertThat(exportsBy(other))
                .hasSize(1)
                .allSatisfy(entry ->
                        assertThat(entry.subject()).isNotEqualTo(form.form().value()));
    }

    @Test
    void a_download_that_fails_midway_breaks_off_and_never_looks_whole() {
        FormVersion form = published(text(1, "Colour"));
        for (int i = 0; i < 3; i++) site.submit(form, Map.of("q1", List.of("Red")));
        Accepted last = site.submit(form, Map.of("q1", List.of("Blue")));
        site.settle();
        sentWith(last, 99);
        try {
            for (var format : List.of(CSV, XLSX))
                assertThatThrownBy(() -> editor.press(page(form), List.of(format)))
                        .isInstanceOf(UncheckedIOException.class);
            assertThat(column(csv(form, Map.entry("version", "1")), "Colour")).hasSize(3);
        } finally {
            sentWith(last, 1); // other tests download what all forms hold
        }
    }

    private static void sentWith(Accepted sent, int version) {
        new JdbcTemplate(site.bean(javax.sql.DataSource.class))
                .update(
                        "UPDATE read_submissions.submission SET version = ? WHERE id = ?",
                        version,
                        sent.submission().value());
    }

    @Test
    void the_trace_of_a_download_is_there_though_its_taker_hung_up_and_others_can_go_on() throws IOException {
        FormVersion form = published(field(1, FieldType.MULTI_LINE, "Story", Identifies.NOBODY));
        for (int i = 0; i < 40; i++)
            site.submit(form, Map.of("q1", List.of(("A long story " + i + ". ").repeat(1_000))));
        site.settle();
        Member reader = site.member(Role.EDITOR);
        site.readers(form.form(), editor, reader);

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
    private static String hangUp(Member reader, FormVersion form) throws IOException {
        String body = Http.encoded(List.of(CSV, Map.entry("_csrf", reader.http.token(page(form)))));
        String cookie = reader.http.cookies().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; "));
        try (Socket socket = new Socket("localhost", site.address().getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("POST " + page(form) + " HTTP/1.1\r\nHost: localhost:"
                                    + site.address().getPort() + "\r\nOrigin: " + site.address() + "\r\nCookie: "
                                    + cookie
                                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readNBytes(12), UTF_8);
        }
    }
}
