package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.a;
import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class StrayFilesTest {

    private static final FieldId Q1 = FieldId.of(1);
    private static final FieldId Q2 = FieldId.of(2);
    private static final Field FIRST = a(1, FieldType.FILE);
    private static final Field SECOND = a(2, FieldType.FILE);

    @TempDir
    static Path root;

    private static IntakeApplication application;
    private static JdbcClient database;

    private FormVersion form;

    @BeforeAll
    static void start() {
        application = new IntakeApplication(root);
        database = JdbcClient.create(application.events());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    /** No file is there, and none was ever. */
    @BeforeEach
    void begin() {
        database.sql("TRUNCATE file, file_chunk, upload, upload_chunk").update();
        form = application.publish(form().slug("stray-files-" + UUID.randomUUID())
                .field(FIRST)
                .field(SECOND)
                .build());
    }

    @AfterEach
    void takeNothingAway() {
        database.sql("DROP TRIGGER IF EXISTS taken ON file_chunk").update();
        database.sql("DROP FUNCTION IF EXISTS take_away").update();
    }

    private UploadedFile uploaded(Field field) throws IOException {
        return uploaded(field, 300_000);
    }

    private UploadedFile uploaded(Field field, int size) throws IOException {
        var content = new ByteArrayInputStream(SomeFiles.pdf(size));
        return ((Upload.Stored) application.uploads().receive(field, "a.pdf", content)).file();
    }

    private Outcome send(SubmissionIntake intake, UploadedFile first, UploadedFile second) {
        Uploads uploads = application.uploads();
        return intake.submit(
                form.form(),
                intake.begin(form),
                Map.of(
                        "q1", List.of(uploads.token(form, Q1, first)),
                        "q2", List.of(uploads.token(form, Q2, second))));
    }

    private Accepted sent() throws IOException {
        return (Accepted) send(application.intake(), uploaded(FIRST), uploaded(SECOND));
    }

    private UUID keyOf(Accepted accepted) {
        return application
                .received(accepted.submission())
                .parts()
                .getFirst()
                .answers()
                .keyId();
    }

    private record Stored(UUID keyId, SubmissionId submission) {}

    /** Where this upload was stored for a submission. */
    private Stored stored(UploadedFile file) {
        return database.sql("SELECT key_id, submission FROM file WHERE id = ?")
                .param(file.id())
                .query((row, _) -> new Stored(
                        row.getObject("key_id", UUID.class), new SubmissionId(row.getObject("submission", UUID.class))))
                .single();
    }

    private long count(String table, UUID keyId) {
        return database.sql("SELECT count(*) FROM " + table + " WHERE key_id = ?")
                .param(keyId)
                .query(Long.class)
                .single();
    }

    /** As if it had been stored so long ago, and the process had died before it noted what became of it. */
    private void stored(UUID keyId, Duration ago) {
        database.sql("UPDATE file SET stored_at = now() - CAST(? AS interval), expires_at = now() WHERE key_id = ?")
                .params(ago.toString(), keyId)
                .update();
    }

    private List<UUID> expired() {
        return application.strayFiles().expired(Instant.now().plusSeconds(60), 1_000);
    }

    private void destroy(UUID keyId) {
        UUID erasure = UUID.randomUUID();
        application
                .vault()
                .order(new ErasureOrder(
                        erasure,
                        new ErasureOrder.Records(Set.of(keyId)),
                        new Ground("expired"),
                        UUID.randomUUID(),
                        Instant.now()));
        application.vault().carryOut(erasure);
    }

    /** As a restore of older events does it, where the files lie elsewhere. */
    private void loseTheEvents(Accepted... of) {
        for (Accepted accepted : of)
            database.sql("DELETE FROM event WHERE aggregate_id = ?")
                    .param(accepted.submission().toString())
                    .update();
    }

    @Test
    void what_was_stored_before_a_file_that_failed_is_dropped_at_once_and_its_key_goes_after_a_day()
            throws IOException {
        UploadedFile first = uploaded(FIRST);
        UploadedFile second = uploaded(SECOND);
        database.sql("UPDATE upload_chunk SET bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 1)"
                        + " WHERE id = ? AND number = 1")
                .param(second.id())
                .update();

        assertThat(send(application.intake(), first, second)).isEqualTo(new NotStored(true));

        UUID key = stored(first).keyId();
        assertThat(count("file_chunk", key)).isZero();
        assertThat(expired()).as("within the day").isEmpty();
        stored(key, Duration.ofDays(2));
        assertThat(expired()).containsExactly(key);
        application.strayFiles().forget(List.of(key));
        assertThat(count("file", key)).isZero();
        assertThat(expired()).isEmpty();
    }

    @Test
    void nothing_is_stored_where_a_file_is_known_to_be_gone() throws IOException {
        UploadedFile first = uploaded(FIRST);
        UploadedFile second = uploaded(SECOND);
        application.uploads().discard(List.of(second.id()));

        assertThat(send(application.intake(), first, second))
                .isEqualTo(new Invalid(Map.of(Q2, Problem.of("file.gone"))));

        assertThat(database.sql("SELECT count(*) FROM file").query(Long.class).single())
                .isZero();
    }

    @Test
    void FW2_a_file_that_another_click_takes_away_while_it_is_read_is_gone_and_not_broken() throws IOException {
        UploadedFile first = uploaded(FIRST, 2_000_000);
        UploadedFile second = uploaded(SECOND);
        database.sql("""
                        CREATE FUNCTION take_away() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN DELETE FROM upload_chunk; RETURN NULL; END $$
                        """).update();
        database.sql("CREATE TRIGGER taken AFTER INSERT ON file_chunk EXECUTE FUNCTION take_away()")
                .update();

        assertThat(send(application.intake(), first, second))
                .isEqualTo(new Invalid(Map.of(Q1, Problem.of("file.gone"))));

        UUID key = stored(first).keyId();
        assertThat(count("file_chunk", key)).as("dropped at once").isZero();
        stored(key, Duration.ofDays(2));
        assertThat(expired()).as("its key goes after a day").containsExactly(key);
    }

    @Test
    void a_file_whose_submission_never_came_to_be_opens_nothing_after_a_day() throws IOException {
        UploadedFile first = uploaded(FIRST);
        assertThat(send(application.intakeWhoseCommandsAreLost(), first, uploaded(SECOND)))
                .isEqualTo(new NotStored(false));
        Stored stray = stored(first);
        assertThat(application.files().open(stray.submission(), Q1, stray.keyId(), first))
                .as("its event may still be on its way")
                .isInstanceOf(Known.class);
        assertThat(expired()).isEmpty();

        stored(stray.keyId(), Duration.ofDays(2));
        assertThat(expired()).containsExactly(stray.keyId());
        destroy(stray.keyId());

        assertThat(application.files().open(stray.submission(), Q1, stray.keyId(), first))
                .isInstanceOf(Erased.class);
        application.strayFiles().forget(List.of(stray.keyId()));
        assertThat(count("file_chunk", stray.keyId())).isZero();
    }

    @Test
    void a_file_that_was_received_is_never_told_whether_or_not_that_was_noted() throws IOException {
        Accepted noted = sent();
        Accepted lost = (Accepted) send(application.intakeWhoseAnswersAreLost(), uploaded(FIRST), uploaded(SECOND));
        Accepted died = sent();
        stored(keyOf(died), Duration.ofDays(2));
        UUID key = keyOf(died);

        assertThat(application.strayFiles().expired(Instant.now().plus(Duration.ofDays(900)), 1))
                .isEmpty();

        loseTheEvents(died);
        assertThat(application.strayFiles().expired(Instant.now().plus(Duration.ofDays(900)), 1_000))
                .as("once it was known it stays known")
                .isEmpty();
        for (UUID each : List.of(keyOf(noted), keyOf(lost), key))
            assertThat(count("file_chunk", each)).isEqualTo(4);
    }

    @Test
    void of_two_clicks_the_key_that_the_event_does_not_name_goes() throws IOException {
        Accepted accepted = sent();
        UploadedFile again = uploaded(FIRST);
        send(application.intakeWhoseCommandsAreLost(), again, uploaded(SECOND));
        UUID loser = stored(again).keyId();
        database.sql("UPDATE file SET submission = ? WHERE key_id = ?")
                .params(accepted.submission().value(), loser)
                .update();
        stored(loser, Duration.ofDays(2));
        stored(keyOf(accepted), Duration.ofDays(2));

        assertThat(expired()).containsExactly(loser);
    }

    @Test
    void nothing_is_decided_while_the_event_store_knows_of_nothing_later() throws IOException {
        UploadedFile first = uploaded(FIRST);
        send(application.intakeWhoseCommandsAreLost(), first, uploaded(SECOND));
        UUID key = stored(first).keyId();
        stored(key, Duration.ofMinutes(30));

        assertThat(expired()).isEmpty();
        assertThat(count("file_chunk", key)).isEqualTo(4);

        stored(key, Duration.ofDays(2));
        assertThat(expired()).containsExactly(key);
    }

    @Test
    void nothing_is_decided_by_an_event_store_that_lacks_what_it_once_had() throws IOException {
        Accepted before = sent();
        Accepted one = sent();
        Accepted after = sent();
        UUID key = keyOf(one);
        database.sql("UPDATE file SET stored_at = now() - interval '3 days' WHERE key_id = ?")
                .param(keyOf(before))
                .update();
        stored(key, Duration.ofDays(2));
        loseTheEvents(one, after);
        application.publish(form().slug("later-" + UUID.randomUUID()).build());

        assertThat(expired()).isEmpty();
        assertThat(application.strayFiles().expired(Instant.now().plus(Duration.ofDays(900)), 1_000))
                .isEmpty();
        assertThat(count("file_chunk", key)).isEqualTo(4);
    }
}
