package dev.lethe.processes.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The records of recurring work beside the scheduler's own rows: when each is to be done next, and how it went. Who changes a row of
 * the scheduler's is told by them, and the row is put right.
 */
@Component
public class Plans {

    /** Of each recurring work there is one row. */
    static final String INSTANCE = "recurring";

    /** Nodes' clocks differ a little. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

    private final JdbcClient database;
    private final Clock clock;

    Plans(DataSource database, Clock clock) {
        this.database = JdbcClient.create(database);
        this.clock = clock;
    }

    /** All recurring work that was ever planned, by its code. */
    public List<Plan> all() {
        return database.sql("""
                        SELECT r.*, coalesce(s.picked, false) AS running FROM task_record r
                        LEFT JOIN scheduled_tasks s ON s.task_name = r.task AND s.task_instance = ? ORDER BY r.task
                        """)
                .param(INSTANCE)
                .query((row, _) -> new Plan(
                        row.getString("task"),
                        row.getObject("planned_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("running"),
                        instant(row, "done_at"),
                        instant(row, "failed_at"),
                        instant(row, "failing_since"),
                        instant(row, "put_right_at")))
                .list();
    }

    /** How many things that are to be done once wait or are under way, and how many of them have failed. */
    public Waiting waiting() {
        return database.sql("""
                        SELECT count(*) AS waiting, count(*) FILTER (WHERE consecutive_failures > 0) AS failing
                        FROM scheduled_tasks WHERE task_instance <> ?
                        """)
                .param(INSTANCE)
                .query((row, _) -> new Waiting(row.getLong("waiting"), row.getLong("failing")))
                .single();
    }

    /**
     * What is to be done once.
     *
     * @param failing how many of them have failed, and are tried again
     */
    public record Waiting(long all, long failing) {}

    /** As precise as the database keeps it: what is read back must equal what was planned. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Plans what was never planned, and what is done at each start. */
    void begin(RecurringWork work) {
        Instant now = now();
        int unused = database.sql("INSERT INTO task_record (task, planned_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(work.name(), at(now.plus(work.first())))
                .update();
        insert(work.name());
        if (work.isForStart()) soon(work.name(), now);
    }

    private boolean insert(String task) {
        return database.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        SELECT task, ?, planned_at, false, 1 FROM task_record WHERE task = ? ON CONFLICT DO NOTHING
                        """).params(INSTANCE, task).update() > 0;
    }

    private void soon(String task, Instant now) {
        int unused = database.sql("""
                        WITH planned AS (UPDATE task_record SET planned_at = ? WHERE task = ? AND planned_at > ?)
                        UPDATE scheduled_tasks SET execution_time = ?, version = version + 1
                        WHERE task_name = ? AND task_instance = ? AND NOT picked AND execution_time > ?
                        """)
                .params(at(now), task, at(now), at(now), task, INSTANCE, at(now))
                .update();
    }

    void done(String task, Instant now, Instant next) {
        int unused = database.sql(
                        "UPDATE task_record SET planned_at = ?, done_at = ?, failing_since = NULL, put_right_at = NULL WHERE task = ?")
                .params(at(next), at(now), task)
                .update();
    }

    void failed(String task, Instant now, Instant next) {
        int unused = database.sql("""
                        UPDATE task_record SET planned_at = ?, failed_at = ?, failing_since = coalesce(failing_since, ?) WHERE task = ?
                        """).params(at(next), at(now), at(now), task).update();
    }

    /** Its node died, and it is to be done now. */
    void revived(String task, Instant now) {
        int unused = database.sql("UPDATE task_record SET planned_at = ? WHERE task = ?")
                .params(at(now), task)
                .update();
    }

    /** Whether a node still holds what it took. */
    boolean isHeld(String task, String instance, String node, long version) {
        return database.sql("""
                        SELECT EXISTS (SELECT FROM scheduled_tasks WHERE task_name = ? AND task_instance = ? AND picked
                                       AND picked_by = ? AND version = ?)
                        """)
                .params(task, instance, node, version)
                .query(Boolean.class)
                .single();
    }

    /** Gives back what was not done: another node, or the next start, does it. */
    void giveBack(String task, String instance, long version) {
        int unused = database.sql("""
                        UPDATE scheduled_tasks SET picked = false, picked_by = NULL, last_heartbeat = NULL, version = version + 1
                        WHERE task_name = ? AND task_instance = ? AND version = ?
                        """).params(task, instance, version).update();
    }

    /** Compares the rows of recurring work with their records, and puts right what somebody else changed. */
    void compare(List<RecurringWork> works) {
        works.forEach(this::compare);
    }

    private record Found(
            Instant planned,
            @Nullable Instant last,
            @Nullable Instant execution,
            boolean picked,
            @Nullable Instant heartbeat,
            long version) {}

    private void compare(RecurringWork work) {
        String task = work.name();
        Instant now = now();
        Optional<Found> found = find(task);
        if (found.isEmpty()) {
            int unused = database.sql("INSERT INTO task_record (task, planned_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                    .params(task, at(now))
                    .update();
            found = find(task);
            tell(task, "its record is gone");
        }
        Found is = found.orElseThrow();
        if (isChanged(work, is, now)) {
            anew(task, now);
            tell(
                    task,
                    "it was planned for " + is.planned() + " and was last done or failed at " + is.last()
                            + ", unless the clock was set back");
        }
        if (is.execution() == null) {
            if (insert(task)) tell(task, "its row is gone");
        } else if (is.picked()) {
            // Nobody has it who gives no sign of life, and who gives one from the time to come is not found dead
            if (is.heartbeat() == null || is.heartbeat().isAfter(now.plus(SLACK)))
                putRight(task, is.version(), "nobody has it who could");
        } else if (!is.execution().equals(planned(task))) {
            putRight(task, is.version(), "it was moved to " + is.execution());
        }
    }

    /**
     * Whether its record is none that is written here. A turn lies in the past, and the next one follows within the work's longest
     * pause, after now and after the last. Only what is due already may follow later than that: the work of a dead node is planned for
     * the moment at which it was found dead.
     */
    private static boolean isChanged(RecurringWork work, Found is, Instant now) {
        Duration pause = work.longest().plus(SLACK);
        Instant soon = now.plus(SLACK);
        if (is.planned().isAfter(now.plus(pause))) return true;
        Instant last = is.last();
        if (last == null) return false;
        boolean due = !is.planned().isAfter(soon);
        return last.isAfter(soon) || (!due && is.planned().isAfter(last.plus(pause)));
    }

    /** As if it had never been done in the time to come. */
    private void anew(String task, Instant now) {
        int unused = database.sql("""
                        UPDATE task_record SET planned_at = ?, done_at = CASE WHEN done_at <= ? THEN done_at END,
                               failed_at = CASE WHEN failed_at <= ? THEN failed_at END,
                               failing_since = CASE WHEN failing_since <= ? THEN failing_since END
                        WHERE task = ?
                        """)
                .params(at(now), at(now), at(now), at(now), task)
                .update();
    }

    private Optional<Found> find(String task) {
        return database.sql("""
                        SELECT r.planned_at, greatest(r.done_at, r.failed_at) AS last_at, s.execution_time, coalesce(s.picked, false) AS picked, s.last_heartbeat,
                               coalesce(s.version, 0) AS version
                        FROM task_record r LEFT JOIN scheduled_tasks s ON s.task_name = r.task AND s.task_instance = ?
                        WHERE r.task = ?
                        """)
                .params(INSTANCE, task)
                .query((row, _) -> new Found(
                        row.getObject("planned_at", OffsetDateTime.class).toInstant(),
                        instant(row, "last_at"),
                        instant(row, "execution_time"),
                        row.getBoolean("picked"),
                        instant(row, "last_heartbeat"),
                        row.getLong("version")))
                .optional();
    }

    private @Nullable Instant planned(String task) {
        return find(task).map(Found::planned).orElse(null);
    }

    private void putRight(String task, long version, String what) {
        int changed = database.sql("""
                        UPDATE scheduled_tasks SET execution_time = r.planned_at, picked = false, picked_by = NULL,
                               last_heartbeat = NULL, version = scheduled_tasks.version + 1
                        FROM task_record r
                        WHERE r.task = ? AND task_name = r.task AND task_instance = ? AND scheduled_tasks.version = ?
                        """).params(task, INSTANCE, version).update();
        if (changed > 0) tell(task, what);
    }

    /** The same of what is to be done once: none is to wait longer than until it is tried again. */
    void compareOnce(List<OneTimeWork> works, Duration longest) {
        Instant now = now();
        for (OneTimeWork work : works) {
            int changed = database.sql("""
                            UPDATE scheduled_tasks SET execution_time = ?, picked = false, picked_by = NULL, last_heartbeat = NULL,
                                   version = version + 1
                            WHERE task_name = ? AND (NOT picked AND execution_time > ?
                                                     OR picked AND (last_heartbeat IS NULL OR last_heartbeat > ?))
                            """)
                    .params(at(now), work.name(), at(now.plus(longest).plus(SLACK)), at(now.plus(SLACK)))
                    .update();
            if (changed > 0) tell(work.name(), "of " + changed + " the time was moved");
        }
    }

    private void tell(String task, String what) {
        int unused = database.sql("UPDATE task_record SET put_right_at = ? WHERE task = ?")
                .params(at(now()), task)
                .update();
        LOG.error("ALARM: the schedule of {} was changed, and is put right: {}. Find out who did it", task, what);
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
