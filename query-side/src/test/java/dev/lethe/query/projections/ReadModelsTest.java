package dev.lethe.query.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.query.projections.NoteEvent.NoteClosed;
import dev.lethe.query.projections.NoteEvent.NoteTorn;
import dev.lethe.query.projections.NoteEvent.NoteWritten;
import dev.lethe.query.projections.NoteEvent.Weather;
import dev.lethe.shredding.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class ReadModelsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final UUID ACTOR = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static NoteWritten note(int number) {
        return new NoteWritten(new UUID(7, number), "Note " + number, List.of("tag " + number % 10));
    }

    private static void publishNotes(TestApplication application, int from, int count) {
        Object[] events = new Object[count];
        for (int i = 0; i < count; i++) events[i] = note(from + i);
        application.publish(events);
    }

    private static List<Map<String, Object>> notes(TestApplication application) {
        return application
                .database()
                .queryForList("SELECT id, text, size, place, open, at, tags::text, related::text, actor, token::text"
                        + " FROM read_notes.note ORDER BY id");
    }

    @Test
    void a_reader_that_waits_sees_what_was_stored_before() {
        try (var application = TestApplication.start(NotesProjection.class)) {
            application.publish(MetaData.with(Actor.KEY, Actor.of(new AccountId(ACTOR))), note(1), new Weather("rain"));

            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();

            assertThat(notes(application)).hasSize(1);
            assertThat(notes(application).getFirst())
                    .containsEntry("actor", ACTOR)
                    .containsEntry("place", 1L);
            assertThat(application.readModels().progress()).allMatch(Progress::current);
        }
    }

    @Test
    void a_reader_does_not_wait_for_ever() {
        try (var application = TestApplication.start(NotesProjection.class)) {
            application.readModels().stop();
            application.publish(note(1));

            assertThat(application.readModels().awaitCurrent(Duration.ofMillis(50)))
                    .isFalse();

            application.readModels().start();
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
        }
    }

    static final AtomicBoolean BROKEN = new AtomicBoolean();

    static class FragileProjection implements Projection<NoteEvent> {
        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<NoteEvent> reads() {
            return NoteEvent.class;
        }

        @Override
        public void project(NoteEvent event, Recorded recorded, Rows rows) {
            if (BROKEN.get()) throw new IllegalStateException("broken");
            if (event instanceof NoteWritten(UUID id, String text, var _))
                rows.insert(new Rows.Table("note", "id", "text"), id, text);
        }
    }

    private static Progress untilStuck(TestApplication application) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            Progress progress = application.readModels().progress().getFirst();
            if (progress.failure() != null) return progress;
            if (System.nanoTime() > deadline) throw new AssertionError("It does not stand still: " + progress);
            Thread.sleep(10);
        }
    }

    @Test
    void a_projection_that_throws_loses_no_event_and_says_why_it_stands_still() throws InterruptedException {
        try (var application = TestApplication.start(FragileProjection.class)) {
            publishNotes(application, 1, 3);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            BROKEN.set(true);
            publishNotes(application, 4, 3);
            Progress stuck = untilStuck(application);
            assertThat(application.readModels().awaitCurrent(Duration.ofMillis(500)))
                    .isFalse();
            assertThat(stuck.position()).isEqualTo(3);
            assertThat(stuck.failure()).isEqualTo("IllegalStateException");

            BROKEN.set(false);

            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(application.database().queryForObject("SELECT count(*) FROM read_fragile.note", Long.class))
                    .isEqualTo(6);
        } finally {
            BROKEN.set(false);
        }
    }

    @Test
    void rows_and_token_are_stored_together_or_not_at_all() {
        DataSource database = TestPostgres.migratedDatabase();
        try (var application = TestApplication.start(database, FragileProjection.class)) {
            publishNotes(application, 1, 3);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            // The token's update fails after the rows were written, as when the process dies between the two.
            application
                    .database()
                    .execute(
                            "ALTER TABLE tracking_token ADD CONSTRAINT stuck CHECK (convert_from(token, 'UTF8') !~ '[456]')");
            publishNotes(application, 4, 3);
            assertThat(application.readModels().awaitCurrent(Duration.ofMillis(500)))
                    .isFalse();
            assertThat(application.database().queryForObject("SELECT count(*) FROM read_fragile.note", Long.class))
                    .isEqualTo(3);

            application.database().execute("ALTER TABLE tracking_token DROP CONSTRAINT stuck");

            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(application.database().queryForObject("SELECT count(*) FROM read_fragile.note", Long.class))
                    .isEqualTo(6);
        }
    }

    @Test
    void a_restart_goes_on_where_it_was() {
        DataSource database = TestPostgres.migratedDatabase();
        try (var application = TestApplication.start(database, NotesProjection.class)) {
            publishNotes(application, 1, 5);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            application.readModels().stop();
            publishNotes(application, 6, 5);
        }
        try (var application = TestApplication.start(database, NotesProjection.class)) {
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).hasSize(10);
        }
    }

    @Test
    void whoever_is_alone_on_its_data_goes_on_at_once_where_a_killed_process_had_claims() {
        DataSource database = TestPostgres.migratedDatabase();
        var alone = Map.of("lethe.node", "alone");
        try (var application = TestApplication.start(database, alone, NotesProjection.class)) {
            publishNotes(application, 1, 5);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
        }
        // Nobody gave it back, and it will be claimed for longer than anybody waits.
        new JdbcTemplate(database)
                .update(
                        "UPDATE tracking_token SET owner = 'alone', at = ?",
                        Instant.now().plus(Duration.ofDays(1)).toString());
        try (var application = TestApplication.start(database, alone, NotesProjection.class)) {
            publishNotes(application, 6, 5);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).hasSize(10);
        }
    }

    @Test
    void a_rebuild_makes_the_same_rows_while_events_arrive() throws Exception {
        try (var application = TestApplication.start(NotesProjection.class)) {
            publishNotes(application, 1, 2_000);
            application.publish(new NoteClosed(new UUID(7, 5)), new NoteTorn(new UUID(7, 6)), new Weather("sun"));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            List<Map<String, Object>> before = notes(application);
            application.database().update("UPDATE read_notes.note SET text = 'spoilt'");

            AtomicBoolean done = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 10_000; !done.get(); i++) application.publish(note(i));
            });
            List<RebuildProgress> reports = new ArrayList<>();
            application.readModels().rebuild("notes", reports::add);
            done.set(true);
            writer.join();

            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            List<Map<String, Object>> after = notes(application);
            assertThat(after.subList(0, before.size())).isEqualTo(before);
            assertThat(after).hasSizeGreaterThan(before.size());
            assertThat((long) after.size())
                    .isEqualTo(application
                                    .database()
                                    .queryForObject(
                                            "SELECT count(*) FROM event WHERE payload_type LIKE '%NoteWritten'",
                                            Long.class)
                            - 1);
            assertThat(reports.getLast().position()).isEqualTo(reports.getLast().head());
            assertThat(application
                            .database()
                            .queryForList(
                                    "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'read\\_notes%'",
                                    String.class))
                    .containsExactly("read_notes");
        }
    }

    @Test
    void a_rebuilt_table_is_made_like_the_one_before() {
        try (var application = TestApplication.start(NotesProjection.class)) {
            String shape = """
                    SELECT string_agg(d, E'\\n' ORDER BY d) FROM (
                      SELECT pg_get_indexdef(indexrelid) AS d FROM pg_index WHERE indrelid::regclass::text LIKE 'read_notes.%'
                      UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'read_notes.%'
                      UNION ALL SELECT attrelid::regclass || attname || attstorage::text FROM pg_attribute WHERE attnum > 0 AND attrelid::regclass::text LIKE 'read_notes.%'
                      UNION ALL SELECT oid::regclass || coalesce(reloptions::text, '') FROM pg_class WHERE oid::regclass::text LIKE 'read_notes.%') AS all_of_it
                    """;
            String before = application.database().queryForObject(shape, String.class);

            application.readModels().rebuild("notes", _ -> {});

            assertThat(application.database().queryForObject(shape, String.class))
                    .isEqualTo(before);
            assertThat(before).contains("note_text", "toast_tuple_target", "tokene");
        }
    }

    @Test
    void readers_never_see_a_half_built_model() throws Exception {
        try (var application = TestApplication.start(NotesProjection.class)) {
            publishNotes(application, 1, 3_000);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<Object> wrong = new AtomicReference<>();
            CountDownLatch reading = new CountDownLatch(1);
            Thread reader = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    try {
                        Long count = application
                                .database()
                                .queryForObject("SELECT count(*) FROM read_notes.note", Long.class);
                        if (count != 3_000) wrong.set(count);
                    } catch (RuntimeException e) {
                        wrong.set(e);
                    }
                    reading.countDown();
                }
            });
            reading.await();

            for (int i = 0; i < 3; i++) application.readModels().rebuild("notes", _ -> {});

            done.set(true);
            reader.join();
            assertThat(wrong.get()).isNull();
        }
    }

    @Test
    void an_interrupted_rebuild_leaves_the_live_one_and_is_cleared_away_at_the_next_start() {
        DataSource database = TestPostgres.migratedDatabase();
        try (var application = TestApplication.start(database, NotesProjection.class)) {
            publishNotes(application, 1, 100);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            List<Map<String, Object>> before = notes(application);

            assertThatThrownBy(() -> application.readModels().rebuild("notes", progress -> {
                        if (progress.position() > 0) throw new IllegalStateException("killed");
                    }))
                    .hasMessage("killed");

            assertThat(notes(application)).isEqualTo(before);
            publishNotes(application, 101, 1);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).hasSize(101);
        }
        new JdbcTemplate(database).execute("CREATE SCHEMA read_notes_next");
        new JdbcTemplate(database).execute("CREATE TABLE read_notes_next.note (id uuid)");
        try (var application = TestApplication.start(database, NotesProjection.class)) {
            assertThat(notes(application)).hasSize(101);
            assertThat(application
                            .database()
                            .queryForList(
                                    "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'read\\_notes%'",
                                    String.class))
                    .containsExactly("read_notes");
        }
    }

    @Test
    void a_read_model_of_another_version_is_rebuilt_before_it_serves() {
        DataSource database = TestPostgres.migratedDatabase();
        try (var application = TestApplication.start(database, NotesProjection.class)) {
            publishNotes(application, 1, 3);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
        }
        try (var application = TestApplication.start(database, NotesProjection.Renewed.class)) {
            assertThat(notes(application))
                    .extracting(row -> row.get("text"))
                    .containsExactly("Note 1!", "Note 2!", "Note 3!");
            publishNotes(application, 4, 1);
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).extracting(row -> row.get("text")).contains("Note 4!");
        }
    }

    @Test
    void an_unknown_read_model_is_named_in_the_refusal() {
        try (var application = TestApplication.start(NotesProjection.class)) {
            assertThatThrownBy(() -> application.readModels().rebuild("nodes", _ -> {}))
                    .hasMessage("There is no read model \"nodes\". There are: notes");
        }
    }
}
