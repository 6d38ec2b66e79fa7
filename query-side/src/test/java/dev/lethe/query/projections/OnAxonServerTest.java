package dev.lethe.query.projections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.eventstore.StandInAxonServer;
import dev.lethe.query.projections.NoteEvent.NoteWritten;
import dev.lethe.query.projections.NoteEvent.Weather;
import dev.lethe.shredding.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;

/** What differs when the events are in an Axon Server: docs/architecture.md lists it. */
class OnAxonServerTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final StandInAxonServer server = new StandInAxonServer();
    private final DataSource database = TestPostgres.migratedDatabase();

    @AfterEach
    void close() {
        server.close();
    }

    private TestApplication start() {
        return TestApplication.start(
                database, Map.of("axon.axonserver.servers", server.address()), NotesProjection.class);
    }

    private static NoteWritten note(int number) {
        return new NoteWritten(new UUID(7, number), "Note " + number, List.of("tag"));
    }

    private static List<Integer> notes(TestApplication application) {
        return application
                .database()
                .queryForList("SELECT substr(text, 6)::int FROM read_notes.note ORDER BY place", Integer.class);
    }

    @Test
    void a_read_model_comes_to_the_head_also_past_what_it_ignores() {
        try (var application = start()) {
            // The first tells the server that this type is ignored; from the second on it would not be sent.
            for (int i = 0; i < 5; i++) {
                application.publish(new Weather("rain"));
                assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            }
            assertThat(application.readModels().progress()).containsExactly(new Progress("notes", 5, 5, null));
        }
    }

    @Test
    void no_setting_brings_the_block_list_back() {
        try (var application = TestApplication.start(
                database,
                Map.of(
                        "axon.axonserver.servers", server.address(),
                        "axon.axonserver.disable-event-blacklisting", "false",
                        "axon.axonserver.event-block-listing-enabled", "true"),
                NotesProjection.class)) {
            // One at a time: what is sent before the first is known to be ignored comes along in any case.
            for (int i = 0; i < 3; i++) {
                application.publish(new Weather("rain"));
                assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            }
        }
    }

    @Test
    void the_very_first_event_which_has_the_position_0_is_waited_for_like_any_other() {
        try (var application = start()) {
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue(); // there is nothing to wait for
            application.readModels().stop();
            application.publish(note(1));
            assertThat(application.readModels().awaitCurrent(SHORT)).isFalse();
            assertThat(application.readModels().progress()).noneMatch(Progress::current);

            application.readModels().start();

            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).containsExactly(1);
        }
    }

    @Test
    void a_rebuild_reads_every_event_once_and_goes_on_after_the_last() {
        try (var application = start()) {
            List<RebuildProgress> reports = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                application.publish(note(i), new Weather("rain"));
                application.readModels().rebuild("notes", reports::add);
                assertThat(reports.getLast().position()).isEqualTo(2 * i);
                assertThat(reports.getLast().head()).isEqualTo(2 * i);
                assertThat(notes(application)).hasSize(i);
            }
            application.publish(note(4));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void a_rebuild_of_one_event_holds_it() {
        try (var application = start()) {
            application.publish(note(1));
            application.readModels().stop();
            application.database().execute("TRUNCATE read_notes.note, read_notes.tag");

            application.readModels().rebuild("notes", _ -> {});

            assertThat(notes(application)).containsExactly(1);
        }
    }

    @Test
    void a_server_that_was_away_is_followed_again_and_nobody_fails_who_waits_meanwhile() {
        try (var application = start()) {
            application.publish(note(1));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();

            server.stop();
            assertThat(application.readModels().awaitCurrent(SHORT)).isFalse();
            server.start();

            untilAnswered(application);
            application.publish(note(2));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).containsExactly(1, 2);
        }
    }

    /** The connector tries again every two seconds. */
    private static void untilAnswered(TestApplication application) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                application.readModels().stored();
                return;
            } catch (RuntimeException e) {
                if (System.nanoTime() > deadline) throw e;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void whoever_waits_through_a_restart_of_the_server_gets_there() throws Exception {
        try (var application = start()) {
            application.publish(note(1));
            server.stop();
            Thread restart = Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    return;
                }
                server.start();
            });
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            restart.join();
            assertThat(notes(application)).containsExactly(1);
        }
    }

    /** Stopped right before Axon's parts are, of which the connection to the server is one. */
    static final class RightBeforeAxon implements SmartLifecycle {

        private static final AtomicReference<Boolean> FOLLOWING = new AtomicReference<>();
        private final ReadModels readModels;
        private volatile boolean running;

        RightBeforeAxon(ReadModels readModels) {
            this.readModels = readModels;
        }

        @Override
        public int getPhase() {
            return SpringAxonConfiguration.LIFECYCLE_PHASE + 1;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            FOLLOWING.set(readModels.isRunning());
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }

    @Test
    void nothing_follows_any_more_when_the_connection_is_closed() {
        try (var application = TestApplication.start(
                database,
                Map.of("axon.axonserver.servers", server.address()),
                NotesProjection.class,
                RightBeforeAxon.class)) {
            application.publish(note(1));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
        }
        assertThat(RightBeforeAxon.FOLLOWING).hasValue(false);
    }

    @Test
    void a_read_model_that_has_seen_more_events_than_are_left_is_built_anew() {
        try (var application = start()) {
            for (int i = 1; i <= 4; i++) application.publish(note(i));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
        }
        server.lose(2);
        try (var application = start()) {
            assertThat(notes(application)).containsExactly(1, 2);
            for (int i = 5; i <= 8; i++) application.publish(note(i));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).containsExactly(1, 2, 5, 6, 7, 8);
        }
    }

    /** As a power cut does to a server that had not forced them to its disk. */
    @Test
    void a_read_model_that_follows_notices_that_events_were_lost_and_skips_none_that_take_their_places()
            throws Exception {
        try (var application = start()) {
            application.publish(note(1));
            application.publish(note(2));
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            server.stop();
            server.lose(1);
            server.start();
            untilAnswered(application);
            application.publish(note(3));

            assertThat(untilStuck(application)).isEqualTo("EventsLostException");
        }
        try (var application = start()) {
            assertThat(application.readModels().awaitCurrent(LONG)).isTrue();
            assertThat(notes(application)).containsExactly(1, 3);
        }
    }

    private static String untilStuck(TestApplication application) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            Progress progress = application.readModels().progress().getFirst();
            if (progress.failure() != null) return progress.failure();
            if (System.nanoTime() > deadline) throw new AssertionError("It does not stand still: " + progress);
            Thread.sleep(10);
        }
    }
}
