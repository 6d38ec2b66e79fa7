package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.a;
import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Population;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class UploadsTest {

    private static final FieldId Q1 = FieldId.of(1);

    private static IntakeApplication application;

    @BeforeAll
    static void start() throws IOException {
        application = new IntakeApplication(Files.createTempDirectory("lethe-uploads"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static Field field(Integer megabytes, FileKind... kinds) {
        return a(1, FieldType.FILE).within(new Limits(null, "", "", List.of(kinds), megabytes));
    }

    private static FormVersion publish(Field... fields) {
        var form = form().slug("slug-" + UUID.randomUUID());
        for (Field field : fields) form.field(field);
        return application.publish(form.build());
    }

    private static Upload receive(Field field, String name, byte[] content) {
        try {
            return application.uploads().receive(field, name, new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UploadedFile stored(Field field, String name, byte[] content) {
        return ((Upload.Stored) receive(field, name, content)).file();
    }

    private static String problem(Upload upload) {
        return ((Upload.Refused) upload).problem().key();
    }

    private static long count(String table) {
        return count(application.events(), table);
    }

    private static long count(DataSource database, String table) {
        return JdbcClient.create(database)
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    private static long chunks(UploadedFile file) {
        return JdbcClient.create(application.events())
                .sql("SELECT count(*) FROM upload_chunk WHERE id = ?")
                .param(file.id())
                .query(Long.class)
                .single();
    }

    private static byte[] opened(Accepted accepted, UploadedFile file) throws IOException {
        SubmissionReceived received = application.stored(accepted.submission()).getFirst();
        var opened = application
                .files()
                .open(
                        accepted.submission(),
                        Q1,
                        received.parts().getFirst().answers().keyId(),
                        file);
        try (InputStream content = ((Known<InputStream>) opened).value()) {
            return content.readAllBytes();
        }
    }

    @Test
    void a_file_of_any_size_that_was_attached_is_what_opens() throws IOException {
        Field field = field(null);
        FormVersion form = publish(field);
        for (int size : new int[] {10, 65_536, 262_144, 262_145, 1_000_000}) {
            byte[] content = SomeFiles.pdf(size);
            UploadedFile file = stored(field, "a/letter.pdf", content);
            assertThat(file.name()).isEqualTo("letter.pdf");
            assertThat(file.mediaType()).isEqualTo("application/pdf");
            assertThat(file.size()).isEqualTo(size);
            Accepted accepted = (Accepted) send(form, application.intake().begin(form), file);
            assertThat(opened(accepted, file)).isEqualTo(content);
            assertThat(chunks(file)).isZero();
        }
    }

    private static Outcome send(FormVersion form, String token, UploadedFile file) {
        return application
                .intake()
                .submit(
                        form.form(),
                        token,
                        Map.of("q1", List.of(application.uploads().token(form, Q1, file))));
    }

    @Test
    void F3_the_limit_of_a_field_is_the_largest_file_it_takes() {
        Field one = field(1);
        assertThat(stored(one, "a.pdf", SomeFiles.pdf(1_048_576)).size()).isEqualTo(1_048_576);
        long before = count("upload_chunk");
        Upload refused = receive(one, "a.pdf", SomeFiles.pdf(1_048_577));
        assertThat(((Upload.Refused) refused).problem()).isEqualTo(Problem.of("file.too-large", 1));
        assertThat(count("upload_chunk")).isEqualTo(before);
    }

    @Test
    void only_the_kinds_that_a_field_takes_are_stored() {
        Field pictures = field(null, FileKind.IMAGE);
        assertThat(receive(pictures, "a.png", SomeFiles.png())).isInstanceOf(Upload.Stored.class);
        long before = count("upload_chunk");
        assertThat(problem(receive(pictures, "a.pdf", SomeFiles.pdf()))).isEqualTo("problem.file.type");
        assertThat(problem(receive(pictures, "a.png", SomeFiles.pdf()))).isEqualTo("problem.file.lies");
        assertThat(problem(receive(pictures, "a.png", new byte[0]))).isEqualTo("problem.file.empty");
        Field any = field(null);
        assertThat(problem(receive(any, "a.docx", SomeFiles.docm()))).isEqualTo("problem.file.macros");
        assertThat(receive(any, "a.docx", SomeFiles.docx())).isInstanceOf(Upload.Stored.class);
        assertThat(count("upload_chunk")).isEqualTo(before + 1);
    }

    @Test
    void a_container_that_is_larger_than_what_is_looked_at_is_told_by_its_end() {
        byte[] noise = new byte[1_000_000];
        new java.util.Random(1).nextBytes(noise);
        byte[] large = SomeFiles.zipWith(noise, "[Content_Types].xml", "word/document.xml");
        assertThat(stored(field(null), "a.docx", large).mediaType()).contains("wordprocessingml");
        byte[] withMacros = SomeFiles.zipWith(noise, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin");
        assertThat(problem(receive(field(null), "a.docx", withMacros))).isEqualTo("problem.file.macros");
    }

    @Test
    void a_file_that_breaks_off_on_its_way_is_not_kept() {
        long before = count("upload_chunk");
        assertThatThrownBy(() -> application.uploads().receive(field(null), "a.pdf", broken(500_000)))
                .isInstanceOf(IOException.class);
        assertThat(count("upload_chunk")).isEqualTo(before);
    }

    private static InputStream broken(int after) {
        return new SequenceInputStream(new ByteArrayInputStream(SomeFiles.pdf(after)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        });
    }

    /** Of twenty files that turn out at their end to be none, or too large, or break off, no row, no key and no dead bulk is left. */
    @Test
    void what_is_refused_was_in_no_database_and_leaves_no_key() throws IOException {
        byte[] looksLikeZip = SomeFiles.pdf(900_000);
        System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, looksLikeZip, 0, 4);
        byte[] tooLarge = SomeFiles.pdf(1_048_577);
        long rows = count("upload") + count("upload_chunk");
        long keys = count(application.keys(), "vault.key");
        long written = written();
        for (int i = 0; i < 7; i++) {
            assertThat(problem(receive(field(1), "a.docx", looksLikeZip))).isEqualTo("problem.file.type");
            assertThat(problem(receive(field(1), "a.pdf", tooLarge))).isEqualTo("problem.file.too-large");
            assertThatThrownBy(() -> application.uploads().receive(field(1), "a.pdf", broken(900_000)))
                    .isInstanceOf(IOException.class);
        }
        assertThat(count("upload") + count("upload_chunk")).isEqualTo(rows);
        assertThat(count(application.keys(), "vault.key")).isEqualTo(keys);
        // Twenty megabytes came.
        assertThat(written() - written).isLessThan(2_000_000);
        assertThat(spooled()).isZero();
    }

    /** How many files this process has open in which something waited: they have no names. */
    private static long spooled() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.exists(open)) return 0; // no Linux
        try (Stream<Path> all = Files.list(open)) {
            return all.filter(UploadsTest::isSpool).count();
        }
    }

    private static boolean isSpool(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains(".spool");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void of_a_file_that_cannot_be_stored_to_its_end_nothing_is_left_and_its_key_goes() {
        Field field = field(null);
        Instant now = IntakeApplication.CLOCK.instant();
        application.uploads().forget(application.uploads().expired(now.plus(Duration.ofDays(365)), 1_000));
        long before = count("upload_chunk");
        JdbcClient database = JdbcClient.create(application.events());
        database.sql("ALTER TABLE upload_chunk ADD CONSTRAINT two_at_most CHECK (number < 2) NOT VALID")
                .update();
        try {
            assertThat(problem(receive(field, "a.pdf", SomeFiles.pdf(1_000_000))))
                    .isEqualTo("problem.file.not-stored");
        } finally {
            database.sql("ALTER TABLE upload_chunk DROP CONSTRAINT two_at_most").update();
        }
        assertThat(count("upload_chunk")).isEqualTo(before);
        assertThat(application.uploads().expired(IntakeApplication.CLOCK.instant(), 10))
                .hasSize(1);
    }

    /** What the tables of files have on the disk, dead rows and all, in bytes. */
    private static long written() {
        return JdbcClient.create(application.events())
                .sql("SELECT pg_total_relation_size('upload') + pg_total_relation_size('upload_chunk')")
                .query(Long.class)
                .single();
    }

    @Test
    void what_a_page_carries_is_good_for_its_field_and_version_only_and_cannot_be_made_up() {
        Field field = field(null);
        FormVersion form = publish(field);
        UploadedFile file = stored(field, "a.pdf", SomeFiles.pdf());
        String token = application.uploads().token(form, Q1, file);
        assertThat(application.uploads().file(form, Q1, token)).contains(file);
        assertThat(application.uploads().file(form, FieldId.of(2), token)).isEmpty();
        assertThat(application.uploads().file(new FormVersion(form.form(), 2), Q1, token))
                .isEmpty();
        for (int i = 0; i < token.length() - 1; i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(application.uploads().file(form, Q1, changed))
                    .as("character %d", i)
                    .isEmpty();
        }
        for (String made : List.of("", "AAAA", "not base64!", "A".repeat(5_000)))
            assertThat(application.uploads().file(form, Q1, made)).isEmpty();
        assertThat(application
                        .intake()
                        .submit(form.form(), application.intake().begin(form), Map.of("q1", List.of("x"))))
                .isEqualTo(new Invalid(Map.of(Q1, Problem.of("file.gone"))));
        assertThat(file.toString()).doesNotContain("a.pdf");
    }

    @Test
    void a_file_that_was_removed_or_waited_too_long_is_asked_for_again_and_the_rest_is_not_lost() {
        Field field = field(null);
        FormVersion form = publish(field);
        UploadedFile removed = stored(field, "a.pdf", SomeFiles.pdf());
        application.uploads().discard(List.of(removed.id()));
        assertThat(send(form, application.intake().begin(form), removed))
                .isEqualTo(new Invalid(Map.of(Q1, Problem.of("file.gone"))));
        UploadedFile old = stored(field, "a.pdf", SomeFiles.pdf());
        IntakeApplication.CLOCK.later(Uploads.KEPT.plusSeconds(1));
        assertThat(send(form, application.intake().begin(form), old))
                .isEqualTo(new Invalid(Map.of(Q1, Problem.of("file.gone"))));
        assertThat(JdbcClient.create(application.events())
                        .sql("SELECT count(*) FROM file_chunk WHERE id IN (?, ?)")
                        .params(removed.id(), old.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void nobody_is_made_known_by_a_form_that_could_not_be_received() {
        Field file = field(null);
        FormVersion form = application.publish(form().slug("slug-" + UUID.randomUUID())
                .field(file)
                .field(2, FieldType.EMAIL, 0, Identifies.EMAIL)
                .build());
        UploadedFile removed = stored(file, "a.pdf", SomeFiles.pdf());
        application.uploads().discard(List.of(removed.id()));
        String email = UUID.randomUUID() + "@example.com";
        Outcome outcome = application
                .intake()
                .submit(
                        form.form(),
                        application.intake().begin(form),
                        Map.of(
                                "q1", List.of(application.uploads().token(form, Q1, removed)),
                                "q2", List.of(email)));
        assertThat(outcome).isEqualTo(new Invalid(Map.of(Q1, Problem.of("file.gone"))));
        assertThat(application.vault().enquire(Identifier.email(email), Population.PUBLIC))
                .isEmpty();
    }

    @Test
    void FW2_a_form_with_a_file_that_is_sent_twice_is_one_submission() {
        Field field = field(null);
        Field text = new Field(
                FieldId.of(2), FieldType.SINGLE_LINE, "More", "", false, List.of(), null, 0, Identifies.NOBODY);
        FormVersion form = publish(field, text);
        UploadedFile file = stored(field, "a.pdf", SomeFiles.pdf());
        String token = application.intake().begin(form);
        Accepted first = (Accepted) send(form, token, file);
        assertThat(send(form, token, file))
                .isEqualTo(new AlreadyReceived(first.submission(), first.reference(), first.receivedAt()));
        UploadedFile other = stored(field, "b.pdf", SomeFiles.pdf());
        assertThat(send(form, token, other)).isInstanceOf(Changed.class);
        assertThat(chunks(other)).as("what was not swallowed can still be sent").isEqualTo(1);
    }

    @Test
    void FW2_of_clicks_at_the_same_moment_one_keeps_the_file() throws Exception {
        Field field = field(null);
        FormVersion form = publish(field);
        byte[] content = SomeFiles.pdf(400_000);
        UploadedFile file = stored(field, "a.pdf", content);
        String token = application.intake().begin(form);
        CyclicBarrier together = new CyclicBarrier(4);
        Callable<Outcome> click = () -> {
            together.await();
            return send(form, token, file);
        };
        List<Outcome> outcomes = new java.util.ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var result : threads.invokeAll(List.of(click, click, click, click))) outcomes.add(result.get());
        }
        List<Accepted> accepted = outcomes.stream()
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .toList();
        assertThat(accepted).hasSize(1);
        assertThat(outcomes.stream().filter(AlreadyReceived.class::isInstance)).hasSize(3);
        assertThat(opened(accepted.getFirst(), file)).isEqualTo(content);
        assertThat(JdbcClient.create(application.events())
                        .sql("SELECT count(DISTINCT key_id) FROM file_chunk WHERE id = ?")
                        .param(file.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_file_opens_at_its_own_place_only() {
        Field field = field(null);
        FormVersion form = publish(field);
        UploadedFile file = stored(field, "a.pdf", SomeFiles.pdf());
        Accepted accepted = (Accepted) send(form, application.intake().begin(form), file);
        UUID keyId = application
                .stored(accepted.submission())
                .getFirst()
                .parts()
                .getFirst()
                .answers()
                .keyId();
        assertThatThrownBy(() -> application.files().open(accepted.submission(), FieldId.of(2), keyId, file))
                .isInstanceOf(CannotBeOpenedException.class);
        assertThatThrownBy(() -> application
                        .files()
                        .open(new dev.lethe.command.submissions.model.SubmissionId(UUID.randomUUID()), Q1, keyId, file))
                .isInstanceOf(CannotBeOpenedException.class);
    }

    @Test
    void keys_of_files_that_were_sent_removed_or_waited_long_enough_are_told_and_then_forgotten() {
        Field field = field(null);
        FormVersion form = publish(field);
        Instant now = IntakeApplication.CLOCK.instant();
        application.uploads().forget(application.uploads().expired(now.plus(Duration.ofDays(365)), 1_000));
        UploadedFile waiting = stored(field, "a.pdf", SomeFiles.pdf());
        UploadedFile sent = stored(field, "b.pdf", SomeFiles.pdf());
        send(form, application.intake().begin(form), sent);
        Instant later = IntakeApplication.CLOCK.instant();
        List<UUID> done = application.uploads().expired(later, 10);
        assertThat(done).hasSize(1);
        application.uploads().forget(done);
        assertThat(application.uploads().expired(later, 10)).isEmpty();
        assertThat(application.uploads().expired(later.plus(Uploads.KEPT), 10)).hasSize(1);
        assertThat(chunks(waiting)).isEqualTo(1);
    }

    @Test
    void files_of_destroyed_keys_are_tidied_away() {
        Field field = field(null);
        FormVersion form = publish(field);
        UploadedFile file = stored(field, "a.pdf", SomeFiles.pdf());
        Accepted accepted = (Accepted) send(form, application.intake().begin(form), file);
        UUID keyId = application
                .stored(accepted.submission())
                .getFirst()
                .parts()
                .getFirst()
                .answers()
                .keyId();
        DestroyedKey destroyed = new DestroyedKey(keyId, Instant.now(), new Ground("gdpr-17-1-b"));
        assertThat(application.files().tidy(each -> each.accept(destroyed))).isEqualTo(1);
        assertThat(application.files().tidy(each -> each.accept(destroyed))).isZero();
    }
}
