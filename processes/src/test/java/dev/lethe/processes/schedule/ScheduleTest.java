package dev.lethe.processes.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ScheduleTest {

    private static final Duration ALIVE = Duration.ofMillis(100);
    /** It gives no sign of life while a test runs. */
    private static final Duration FROZEN = Duration.ofHours(1);

    private final DataSource fresh = TestPostgres.migratedDatabase();
    private final HikariDataSource database = (HikariDataSource) TestPostgres.pooled(fresh);
    private final JdbcClient rows = JdbcClient.create(database);
    private final TestClock clock = TestClock.running();
    private final Plans plans = new Plans(database, clock);
    private final List<Schedule> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(Schedule::stop);
        database.close();
        TestPostgres.drop(fresh);
    }

    private Schedule node(Duration heartbeat, Object... works) {
        return node(new OneTimeTasks(database, clock), heartbeat, works);
    }

    private Schedule node(OneTimeTasks tasks, Duration heartbeat, Object... works) {
        List<RecurringWork> recurring = new ArrayList<>();
        List<OneTimeWork> once = new ArrayList<>();
        for (Object work : works)
            if (work instanceof RecurringWork each) recurring.add(each);
            else once.add((OneTimeWork) work);
        var node = new Schedule(database, recurring, once, tasks, plans, clock, heartbeat, true);
        nodes.add(node);
        node.start();
        return node;
    }

    /** Until it is so; the nodes look again meanwhile, and it is said when it never comes. */
    private void until(BooleanSupplier so) throws InterruptedException {
        for (int i = 0; i < 3_000; i++) {
            if (so.getAsBoolean()) return;
            nodes.forEach(Schedule::look);
            Thread.sleep(20);
        }
        throw new AssertionError("It never came: "
                + rows.sql("SELECT * FROM scheduled_tasks").query().listOfRows());
    }

    private record Once(String name, Doing doing) implements OneTimeWork {

        interface Doing {
            void run(String id, Claim claim);
        }

        @Override
        public void run(String id, Claim claim) {
            doing.run(id, claim);
        }
    }

    private record Daily(String name, Duration first, Runnable doing) implements RecurringWork {
        @Override
        public Duration longest() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration run(Claim claim) {
            doing.run();
            return Duration.ofDays(1);
        }
    }

    @Test
    void two_nodes_do_each_thing_once() throws Exception {
        Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
        Once.Doing counting =
                (id, _) -> done.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
        var work = new Once("count", counting);
        var tasks = new OneTimeTasks(database, clock);
        for (int i = 0; i < 60; i++) tasks.add(work, "id-" + i);
        AtomicInteger rounds = new AtomicInteger();
        var daily = new Daily("daily", Duration.ZERO, rounds::incrementAndGet);

        node(ALIVE, work, daily);
        node(ALIVE, work, daily);
        until(() -> !tasks.isAnyLeft(work) && plans.all().getFirst().done() != null);

        assertThat(done).hasSize(60);
        assertThat(done.values()).extracting(AtomicInteger::get).containsOnly(1);
        assertThat(rounds).hasValue(1);
    }

    @Test
    void a_dead_nodes_work_is_taken_up_and_one_that_was_frozen_asks_before_it_acts() throws Exception {
        assertThat(Schedule.TAKEN_UP).isLessThanOrEqualTo(Duration.ofMinutes(1));
        var tasks = new OneTimeTasks(database, clock);
        var acted = new ConcurrentLinkedQueue<String>();
        var picked = new CountDownLatch(1);
        var thaws = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var frozen = new Once("tidy", (_, claim) -> {
            picked.countDown();
            try {
                thaws.await();
                if (!claim.isHeld()) throw new CancellationException();
                acted.add("the one that was frozen");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                over.countDown();
            }
        });
        var living = new Once("tidy", (_, claim) -> {
            if (claim.isHeld()) acted.add("the one that lives");
        });
        tasks.add(frozen, "erasure-1");
        node(FROZEN, frozen);
        picked.await();

        node(ALIVE, living);
        clock.later(Duration.ofSeconds(1)); // of signs of life, by the house's clock
        until(() -> acted.contains("the one that lives"));
        thaws.countDown();
        over.await();
        until(() -> !tasks.isAnyLeft(living));

        assertThat(acted).containsExactly("the one that lives");
    }

    @Test
    void what_somebody_changes_in_the_schedule_is_noticed_and_put_right() {
        var sweep = new Daily("sweep", Duration.ofHours(1), () -> {});
        Schedule node = node(ALIVE, sweep);
        Instant planned = plans.all().getFirst().next();

        node.compare();
        assertThat(plans.all().getFirst().putRight()).isNull();
        for (String change : List.of(
                "UPDATE scheduled_tasks SET execution_time = '2099-01-01'",
                "UPDATE scheduled_tasks SET picked = true, picked_by = 'nobody', last_heartbeat = '2099-01-01'",
                "UPDATE scheduled_tasks SET picked = true, picked_by = 'nobody'",
                "DELETE FROM scheduled_tasks")) {
            assertThat(rows.sql(change).update()).isOne();
            node.compare();
            assertThat(rows.sql("SELECT execution_time = ? AND NOT picked FROM scheduled_tasks")
                            .param(planned.atOffset(ZoneOffset.UTC))
                            .query(Boolean.class)
                            .list())
                    .as(change)
                    .containsExactly(true);
            assertThat(plans.all().getFirst().putRight()).as(change).isNotNull();
            rows.sql("UPDATE task_record SET put_right_at = NULL").update();
        }

        rows.sql("UPDATE scheduled_tasks SET execution_time = '2099-01-01'").update();
        rows.sql("UPDATE task_record SET planned_at = '2099-01-01'").update();
        node.compare();
        assertThat(plans.all().getFirst().next()).isBeforeOrEqualTo(clock.instant());
        rows.sql("DELETE FROM task_record").update();
        node.compare();
        assertThat(plans.all()).hasSize(1);
    }

    private record EachMinute(String name) implements RecurringWork {
        @Override
        public Duration first() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration longest() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration run(Claim claim) {
            return Duration.ofMinutes(1);
        }
    }

    @Test
    void neither_a_clock_that_was_set_back_nor_a_writer_of_both_rows_holds_anything_up_for_longer_than_its_own_pause() {
        // Without a node, which would do it at once
        List<RecurringWork> works =
                List.of(new EachMinute("each-minute"), new Daily("sweep", Duration.ofHours(1), () -> {}));
        works.forEach(plans::begin);
        plans.compare(works);
        assertThat(plans.all())
                .hasSize(2)
                .allSatisfy(plan -> assertThat(plan.putRight()).isNull());
        Duration back = Duration.ofHours(5);
        for (Plan plan : plans.all())
            plans.done(plan.task(), clock.instant(), clock.instant().plus(Duration.ofMinutes(1)));
        clock.set(clock.instant().minus(back));
        plans.compare(works);
        assertThat(plans.all()).allSatisfy(plan -> {
            assertThat(plan.next()).isBeforeOrEqualTo(clock.instant());
            assertThat(plan.done()).as("not in the time to come").isNull();
            assertThat(plan.putRight()).isNotNull();
        });

        String both = """
                WITH moved AS (UPDATE task_record SET planned_at = :time, done_at = :done, put_right_at = NULL
                               WHERE task = :task)
                UPDATE scheduled_tasks SET execution_time = :time WHERE task_name = :task
                """;
        Instant now = plans.now();
        Map<String, Instant> lastDone =
                Map.of("each-minute", now, "sweep", now.minus(Duration.ofHours(23))); // which is due in an hour
        lastDone.forEach((task, done) -> {
            Object next = now.plus(Duration.ofHours(20)).atOffset(ZoneOffset.UTC);
            rows.sql(both)
                    .param("time", next)
                    .param("done", done.atOffset(ZoneOffset.UTC))
                    .param("task", task)
                    .update();
        });
        plans.compare(works);
        assertThat(plans.all()).allSatisfy(plan -> {
            assertThat(plan.next()).as(plan.task()).isBeforeOrEqualTo(clock.instant());
            assertThat(plan.putRight()).as(plan.task()).isNotNull();
        });
        plans.compare(works);
        assertThat(plans.all())
                .as("and it stays so")
                .allSatisfy(plan -> assertThat(plan.done()).isEqualTo(lastDone.get(plan.task())));
    }

    @Test
    void what_is_to_be_done_once_is_asked_for_with_the_token_or_not_at_all() throws Exception {
        var done = new ConcurrentLinkedQueue<String>();
        var work = new Once("tidy", (id, _) -> done.add(id));
        var tasks = new OneTimeTasks(database, clock);
        node(tasks, ALIVE, work);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(database));

        transaction.executeWithoutResult(status -> {
            tasks.add(work, "rolled back");
            status.setRollbackOnly();
        });
        assertThat(tasks.isAnyLeft(work)).isFalse();
        transaction.executeWithoutResult(_ -> {
            tasks.add(work, "kept");
            tasks.add(work, "kept");
        });
        until(() -> !tasks.isAnyLeft(work));

        assertThat(done).containsExactly("kept");
    }

    @Test
    void of_an_exception_nothing_reaches_the_library_or_its_tables() throws Exception {
        String secret = "grace@lethe.example";
        var log = new ListAppender<ILoggingEvent>();
        var library = (Logger) LoggerFactory.getLogger("com.github.kagkarlsson");
        library.setLevel(Level.DEBUG);
        library.setAdditive(false);
        log.start();
        library.addAppender(log);
        try {
            var fails = new AtomicBoolean(true);
            var failing = new Daily("failing", Duration.ZERO, () -> {
                if (fails.get()) throw new IllegalStateException(secret, new SQLException(secret));
            });
            Schedule node = node(ALIVE, failing);
            until(() -> plans.all().getFirst().failingSince() != null);
            clock.later(Duration.ofMinutes(16));
            fails.set(false);
            until(() -> plans.all().getFirst().done() != null);

            assertThat(plans.all().getFirst().failingSince()).isNull();
            assertThat(plans.all().getFirst().failed()).isNotNull();
            for (String table : List.of("scheduled_tasks", "task_record"))
                assertThat(rows.sql("SELECT t::text FROM " + table + " t")
                                .query(String.class)
                                .list())
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(row).doesNotContain(secret));
            assertThat(List.copyOf(log.list)).isNotEmpty().allSatisfy(line -> {
                assertThat(line.getFormattedMessage()).doesNotContain(secret);
                if (line.getThrowableProxy() != null)
                    assertThat(ThrowableProxyUtil.asString(line.getThrowableProxy()))
                            .doesNotContain(secret);
            });
            node.stop();
        } finally {
            library.detachAppender(log);
            library.setAdditive(true);
            library.setLevel(null);
        }
    }

    @Test
    void a_task_holds_its_id_and_nothing_else() {
        var serializer = new IdsOnly();
        assertThat(serializer.serialize(null)).isNull();
        assertThatThrownBy(() -> serializer.serialize("an object")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serializer.deserialize(Object.class, new byte[] {1}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rows.sql("""
                                INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)
                                VALUES ('tidy', 'id', '\\x00', now(), false, 1)
                                """).update()).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void what_is_under_way_at_a_stop_is_given_back_for_the_next_start() throws Exception {
        var began = new CountDownLatch(1);
        var work = new Once("tidy", (_, claim) -> {
            began.countDown();
            while (claim.isHeld()) Thread.onSpinWait();
            throw new CancellationException();
        });
        var tasks = new OneTimeTasks(database, clock);
        tasks.add(work, "id");
        Schedule node = node(ALIVE, work);
        began.await();
        node.stop();

        assertThat(rows.sql("SELECT picked FROM scheduled_tasks")
                        .query(Boolean.class)
                        .list())
                .containsExactly(false);
    }
}
