package dev.lethe.command.eventstore;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class GroupCommitEventStorageEngineTest {

    record Happened(String what) {}

    private final DataSource database = TestPostgres.migratedDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Thread> appenders = new ArrayList<>();
    private GroupCommitEventStorageEngine engine;

    @BeforeEach
    void start() {
        engine = engine();
    }

    private GroupCommitEventStorageEngine engine() {
        HikariDataSource writing = new HikariDataSource();
        writing.setJdbcUrl(TestPostgres.url(database));
        writing.setUsername("postgres");
        writing.setMaximumPoolSize(2);
        var serializer = NamedTypesSerializer.ofMessages();
        var made = GroupCommitEventStorageEngine.on(
                database, writing, serializer, serializer, NoOpEventUpcaster.INSTANCE, _ -> {});
        open.add(made);
        open.add(writing);
        return made;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) each.close();
        callers.close();
    }

    private static DomainEventMessage<Happened> event(String aggregate, long sequence) {
        return new GenericDomainEventMessage<>("Thing", aggregate, sequence, new Happened(aggregate + "/" + sequence));
    }

    private Future<?> append(DomainEventMessage<?>... events) {
        FutureTask<Void> task = new FutureTask<>(() -> engine.appendEvents(events), null);
        appenders.add(Thread.ofVirtual().start(task));
        return task;
    }

    /** Until each of those that append has handed over what it has, and waits for its commit. */
    private void untilAppendersWait() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!appenders.stream().allMatch(each -> each.getState() == Thread.State.WAITING)) {
            if (System.nanoTime() > deadline) throw new AssertionError("Those that append never came to wait");
            Thread.sleep(5);
        }
    }

    private List<Long> positions() {
        return jdbc.queryForList("SELECT position FROM event ORDER BY position", Long.class);
    }

    private Set<String> stored() {
        return jdbc.queryForList("SELECT aggregate_id || '/' || sequence FROM event", String.class).stream()
                .collect(toSet());
    }

    /** Keeps the writer waiting, so that all that is appended meanwhile goes into one batch, or a few. */
    private AutoCloseable writerHeldUp() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE event IN SHARE MODE");
        }
        return connection::close;
    }

    private void untilWriterWaits() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            Long waiting = jdbc.queryForObject(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                            + " AND backend_type = 'client backend'",
                    Long.class);
            if (waiting == 1) return;
            Thread.sleep(5);
        }
        throw new AssertionError("The writer never came to wait");
    }

    @Test
    void what_many_callers_store_has_positions_without_gaps_and_keeps_each_callers_order() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            String aggregate = "a" + caller;
            all.add(callers.submit(() -> {
                for (int i = 0; i < 50; i++) engine.appendEvents(event(aggregate, i));
            }));
        }
        for (Future<?> each : all) each.get();

        assertThat(positions()).isEqualTo(LongStream.rangeClosed(1, 800).boxed().toList());
        assertThat(jdbc.queryForObject(
                        "SELECT bool_and(sequence = number - 1) FROM (SELECT sequence, row_number() OVER (PARTITION BY aggregate_id ORDER BY position) AS number FROM event) AS n",
                        Boolean.class))
                .isTrue();
    }

    @Test
    void callers_that_wait_together_share_a_commit() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (var _ = writerHeldUp()) {
            all.add(append(event("first", 0)));
            untilWriterWaits();
            for (int i = 0; i < 100; i++) all.add(append(event("a" + i, 0)));
            untilAppendersWait();
        }
        for (Future<?> each : all) each.get();

        assertThat(jdbc.queryForObject("SELECT count(DISTINCT xmin::text) FROM event", Long.class))
                .isLessThan(20);
        assertThat(positions()).hasSize(101);
    }

    @Test
    void a_duplicate_fails_for_its_caller_alone_and_the_rest_of_its_batch_is_stored() throws Exception {
        engine.appendEvents(event("taken", 0), event("taken", 1));
        List<Future<?>> others = new ArrayList<>();
        Future<?> duplicate;
        Future<?> creation;
        Future<?> second;
        try (var _ = writerHeldUp()) {
            others.add(append(event("first", 0)));
            untilWriterWaits();
            for (int i = 0; i < 20; i++) others.add(append(event("a" + i, 0)));
            duplicate = append(event("taken", 1));
            creation = append(event("taken", 0));
            second = append(event("free", 0), event("taken", 1));
            for (int i = 20; i < 40; i++) others.add(append(event("a" + i, 0)));
            untilAppendersWait();
        }
        for (Future<?> each : others) each.get();

        assertThatThrownBy(duplicate::get).cause().isExactlyInstanceOf(ConcurrencyException.class);
        assertThatThrownBy(creation::get).cause().isExactlyInstanceOf(AggregateStreamCreationException.class);
        assertThatThrownBy(second::get).cause().isInstanceOf(ConcurrencyException.class);
        assertThat(stored()).hasSize(43).contains("a0/0", "a39/0", "taken/1").doesNotContain("free/0");
        assertThat(positions()).isEqualTo(LongStream.rangeClosed(1, 43).boxed().toList());
    }

    @Test
    void of_two_callers_with_the_same_event_number_one_wins() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (var _ = writerHeldUp()) {
            all.add(append(event("first", 0)));
            untilWriterWaits();
            for (int i = 0; i < 8; i++) all.add(append(event("same", 0)));
            untilAppendersWait();
        }
        long refused = all.stream()
                .filter(each -> failure(each) instanceof AggregateStreamCreationException)
                .count();

        assertThat(refused).isEqualTo(7);
        assertThat(stored()).containsExactlyInAnyOrder("first/0", "same/0");
    }

    private static Throwable failure(Future<?> future) {
        try {
            future.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void two_processes_that_write_cannot_disturb_the_order() throws Exception {
        GroupCommitEventStorageEngine other = engine();
        CompletableFuture<?>[] all = IntStream.range(0, 8)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 50; i++)
                                (caller % 2 == 0 ? engine : other).appendEvents(event("a" + caller, i));
                        },
                        callers))
                .toArray(CompletableFuture[]::new);
        // A reader that has seen a position can never find an event before it later.
        List<Long> seen = new ArrayList<>();
        while (seen.size() < 400)
            seen.addAll(jdbc.queryForList(
                    "SELECT position FROM event WHERE position > ? ORDER BY position",
                    Long.class,
                    seen.isEmpty() ? 0 : seen.getLast()));
        CompletableFuture.allOf(all).get();

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 400).boxed().toList());
        assertThat(positions()).isEqualTo(seen);
    }

    /** Another process stores at the position that this one is about to take. */
    private Connection overtaking() throws SQLException {
        Connection other = database.getConnection();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute(
                    "INSERT INTO event (position, event_id, aggregate_id, sequence, at, payload_type, payload, metadata)"
                            + " VALUES (2, 'other', 'other', 0, now(), 'Other', '{}', '{}')");
        }
        return other;
    }

    @Test
    void a_batch_that_another_process_overtakes_waits_for_its_commit_and_follows_it() throws Exception {
        engine.appendEvents(event("first", 0));
        Future<?> waiting;
        try (Connection other = overtaking()) {
            waiting = append(event("second", 0));
            untilWriterWaits();
            assertThat(positions()).containsExactly(1L);
            other.commit();
        }
        waiting.get();

        assertThat(jdbc.queryForList("SELECT aggregate_id FROM event ORDER BY position", String.class))
                .containsExactly("first", "other", "second");
        assertThat(positions()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void where_the_other_process_gives_up_no_gap_remains() throws Exception {
        engine.appendEvents(event("first", 0));
        Future<?> waiting;
        try (Connection other = overtaking()) {
            waiting = append(event("second", 0));
            untilWriterWaits();
            other.rollback();
        }
        waiting.get();

        assertThat(positions()).containsExactly(1L, 2L);
    }

    @Test
    void a_lost_connection_is_told_to_the_callers_and_forgotten_by_the_next() throws Exception {
        Future<?> waiting;
        try (var _ = writerHeldUp()) {
            waiting = append(event("lost", 0));
            untilWriterWaits();
            jdbc.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                            + " AND backend_type = 'client backend'");
            assertThatThrownBy(waiting::get)
                    .cause()
                    .isInstanceOf(EventStoreException.class)
                    .hasMessageContaining("did not confirm")
                    .hasMessageContaining("lost #0");
        }

        engine.appendEvents(event("found", 0));

        assertThat(stored()).containsExactly("found/0");
        assertThat(positions()).containsExactly(1L);
    }

    @Test
    void closing_stores_what_waits_and_accepts_no_more() throws Exception {
        List<Future<?>> waiting = new ArrayList<>();
        CountDownLatch closing = new CountDownLatch(1);
        Future<?> close;
        try (var _ = writerHeldUp()) {
            waiting.add(append(event("first", 0)));
            untilWriterWaits();
            for (int i = 0; i < 20; i++) waiting.add(append(event("a" + i, 0)));
            untilAppendersWait();
            close = callers.submit(() -> {
                closing.countDown();
                engine.close();
            });
            closing.await();
        }
        close.get();
        for (Future<?> each : waiting) each.get();

        assertThat(stored()).hasSize(21);
        assertThatThrownBy(() -> engine.appendEvents(event("late", 0)))
                .isInstanceOf(EventStoreException.class)
                .hasRootCauseMessage("The event store is closed");
    }

    @Test
    void events_are_read_back_as_they_were_in_the_order_of_their_commits() {
        var first = event("a", 0).withMetaData(MetaData.with("actor", "b7"));
        engine.appendEvents(first, event("a", 1));
        var loose = new GenericEventMessage<>(new Happened("of no aggregate"));
        engine.appendEvents(loose);
        engine.appendEvents(event("b", 0));

        List<? extends TrackedEventMessage<?>> all =
                engine.readEvents(null, false).limit(4).toList();
        assertThat(all)
                .extracting(each -> each.trackingToken().position().getAsLong())
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(all)
                .extracting(each -> (Object) each.getPayload())
                .containsExactly(
                        new Happened("a/0"), new Happened("a/1"), new Happened("of no aggregate"), new Happened("b/0"));
        assertThat(all.getFirst().getIdentifier()).isEqualTo(first.getIdentifier());
        assertThat(all.getFirst().getMetaData()).isEqualTo(first.getMetaData());
        assertThat(all.getFirst().getTimestamp().toEpochMilli())
                .isEqualTo(first.getTimestamp().toEpochMilli());
        assertThat(((DomainEventMessage<?>) all.get(2)).getType()).isNull();

        var after =
                engine.readEvents(all.get(2).trackingToken(), false).limit(1).toList();
        assertThat(after).extracting(each -> (Object) each.getPayload()).containsExactly(new Happened("b/0"));
        assertThat(engine.readEvents("a", 1).asStream().map(each -> (Object) each.getPayload()))
                .containsExactly(new Happened("a/1"));
        assertThat(engine.lastSequenceNumberFor("a")).contains(1L);
        assertThat(engine.lastSequenceNumberFor("nobody")).isEmpty();
        assertThat(engine.createHeadToken().position()).hasValue(4);
        assertThat(engine.createTokenAt(Instant.now().plusSeconds(60)).position())
                .hasValue(4);
        assertThat(engine.createTokenAt(Instant.EPOCH)).isNull();
    }

    @Test
    void the_newest_snapshot_is_kept() {
        engine.storeSnapshot(event("a", 5));
        engine.storeSnapshot(event("a", 9));
        engine.storeSnapshot(event("a", 7));

        assertThat(engine.readSnapshot("a").orElseThrow().getPayload()).isEqualTo(new Happened("a/9"));
    }

    @Test
    void payloads_are_stored_uncompressed_so_that_a_search_of_the_files_can_be_trusted() {
        assertThat(jdbc.queryForList(
                        "SELECT attname::text FROM pg_attribute WHERE attrelid IN ('event'::regclass, 'snapshot'::regclass) AND atttypid = 'bytea'::regtype AND attstorage <> 'e'",
                        String.class))
                .isEmpty();
    }

    @Test
    void a_stored_row_cannot_choose_which_class_is_made() {
        jdbc.update(
                "INSERT INTO event VALUES (1, 'e', 'T', 'a', 0, now(), 'java.util.ArrayList', null, '[]'::bytea, '{}'::bytea)");

        assertThat(engine.readEvents("a", 0).next().getPayload()).isInstanceOf(UnknownSerializedType.class);
    }
}
