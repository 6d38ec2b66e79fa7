package dev.lethe.query.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.query.records.RecordGroup;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The runs of the retention, newest first. */
@Component
public class ExpiryRuns {

    /** How many are on a page. */
    public static final int PAGE = 20;

    private static final String ROWS = """
            SELECT r.id, r.day, r.cause, r.officer, r.second_look, r.refusal, r.before_jump, r.after_jump,
                   r.started_at, r.completed_at,
                   (SELECT coalesce(sum(records), 0) FROM read_retention.living_count WHERE run = r.id) AS living,
                   (SELECT coalesce(sum(due), 0) FROM read_retention.record_count WHERE run = r.id) AS due,
                   CASE WHEN r.completed_at IS NULL
                        THEN (SELECT coalesce(sum(c.records), 0) FROM read_retention.batch b
                              JOIN read_retention.batch_count c ON c.batch = b.id
                              JOIN read_privacy.erasure e ON e.id = b.id AND e.ledger_number IS NOT NULL WHERE b.run = r.id)
                        ELSE (SELECT coalesce(sum(destroyed), 0) FROM read_retention.record_count WHERE run = r.id)
                   END AS destroyed
            FROM read_retention.run r
            """;

    /** By their codes, whatever the database thinks of letters. */
    private static final String BY_GROUP = " ORDER BY feature COLLATE \"C\", record_group COLLATE \"C\"";

    private final JdbcClient database;

    ExpiryRuns(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /**
     * What a run did with the records of one group.
     *
     * @param due how many were to go
     * @param destroyed how many went, once it is complete
     */
    public record OfGroup(RecordGroup group, long due, long destroyed) {}

    /**
     * A batch of a run.
     *
     * @param complete whether the events have its proof
     */
    public record Batch(ErasureId erasure, Instant orderedAt, List<RecordCount> records, boolean complete) {
        public Batch {
            records = List.copyOf(records);
        }

        /** How many records it is. */
        public long size() {
            return records.stream().mapToLong(RecordCount::records).sum();
        }
    }

    /**
     * One page, newest first.
     *
     * @param page from 1; beyond the last it is empty
     */
    public List<RunRow> page(int page) {
        return database.sql(ROWS + "ORDER BY r.started_at DESC, r.id LIMIT ? OFFSET ?")
                .params(PAGE, (Math.max(1, page) - 1L) * PAGE)
                .query(ExpiryRuns::row)
                .list();
    }

    /** How many there were. */
    public long count() {
        return database.sql("SELECT count(*) FROM read_retention.run")
                .query(Long.class)
                .single();
    }

    /** One run. */
    public Optional<RunRow> byId(ExpiryRunId run) {
        return database.sql(ROWS + "WHERE r.id = ?")
                .param(run.value())
                .query(ExpiryRuns::row)
                .optional();
    }

    /** The last one, whatever became of it. */
    public Optional<RunRow> last() {
        return page(1).stream().findFirst();
    }

    /** The run that was allowed and has not ended: there is one at most, since each begins when the one before it has. */
    public Optional<RunRow> underWay() {
        return database.sql(ROWS
                        + "WHERE r.refusal IS NULL AND r.completed_at IS NULL ORDER BY r.started_at DESC, r.id LIMIT 1")
                .query(ExpiryRuns::row)
                .optional();
    }

    /** What a run did, by feature and group. */
    public List<OfGroup> groups(ExpiryRunId run) {
        return database.sql(
                        "SELECT feature, record_group, due, destroyed FROM read_retention.record_count WHERE run = ?"
                                + BY_GROUP)
                .param(run.value())
                .query((row, _) -> new OfGroup(
                        new RecordGroup(row.getString("feature"), row.getString("record_group")),
                        row.getLong("due"),
                        row.getLong("destroyed")))
                .list();
    }

    /** What was due in a run and stayed, once it is complete. */
    public List<LeftOut> leftOut(ExpiryRunId run) {
        return database.sql("SELECT feature, record_group, why, records FROM read_retention.left_out WHERE run = ?"
                        + BY_GROUP + ", why")
                .param(run.value())
                .query((row, _) -> new LeftOut(
                        row.getString("feature"),
                        row.getString("record_group"),
                        LeftOut.Reason.valueOf(row.getString("why")),
                        row.getLong("records")))
                .list();
    }

    /** The batches of a run, in their order. */
    public List<Batch> batches(ExpiryRunId run) {
        record Line(ErasureId batch, Instant at, boolean complete, RecordCount count) {}
        Map<ErasureId, List<Line>> lines = database
                .sql("""
                        SELECT b.id, b.ordered_at, c.feature, c.record_group, c.records, e.ledger_number IS NOT NULL AS complete
                        FROM read_retention.batch b JOIN read_retention.batch_count c ON c.batch = b.id
                        LEFT JOIN read_privacy.erasure e ON e.id = b.id
                        WHERE b.run = ? ORDER BY b.ordered_at, b.id, c.feature, c.record_group
                        """)
                .param(run.value())
                .query((row, _) -> new Line(
                        new ErasureId(row.getObject("id", UUID.class)),
                        row.getObject("ordered_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("complete"),
                        new RecordCount(
                                row.getString("feature"), row.getString("record_group"), row.getLong("records"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Line::batch, LinkedHashMap::new, Collectors.toList()));
        return lines.values().stream()
                .map(each -> new Batch(
                        each.getFirst().batch(),
                        each.getFirst().at(),
                        each.stream().map(Line::count).toList(),
                        each.getFirst().complete()))
                .toList();
    }

    /** When the first thing ever happened; empty when nothing did. */
    public Optional<Instant> firstEver() {
        return database.sql("SELECT at FROM read_audit.entry ORDER BY position LIMIT 1")
                .query((row, _) -> row.getObject("at", OffsetDateTime.class).toInstant())
                .optional();
    }

    /**
     * When anything happened since the last run that was allowed.
     *
     * @param ledger when the vault's ledger was added to last. Of it only that the clock cannot be before it: it may go on where
     *     events were restored from long ago
     */
    public Activity activity(Optional<Instant> ledger) {
        Activity events = activity();
        return ledger.filter(at -> events.latest() == null || at.isAfter(events.latest()))
                .map(at -> new Activity(at, events.last(), events.silentFrom(), events.silentTo()))
                .orElse(events);
    }

    /** The same by the events alone. */
    public Activity activity() {
        return database.sql("""
                        WITH base AS (SELECT coalesce(max(position), 0) AS position FROM read_audit.entry
                                      WHERE kind = 'expiry.started'),
                        heard AS (SELECT position, at, lag(at) OVER (ORDER BY position) AS before
                                  FROM read_audit.entry WHERE position >= (SELECT position FROM base)),
                        silence AS (SELECT before, at FROM heard WHERE before IS NOT NULL
                                    ORDER BY at - before DESC, position LIMIT 1)
                        SELECT (SELECT max(at) FROM heard) AS latest,
                               (SELECT at FROM heard ORDER BY position DESC LIMIT 1) AS last,
                               (SELECT before FROM silence) AS silent_from, (SELECT at FROM silence) AS silent_to
                        """)
                .query((row, _) -> new Activity(
                        instant(row, "latest"),
                        instant(row, "last"),
                        instant(row, "silent_from"),
                        instant(row, "silent_to")))
                .single();
    }

    private static RunRow row(ResultSet row, int number) throws SQLException {
        UUID officer = row.getObject("officer", UUID.class);
        String refusal = row.getString("refusal");
        return new RunRow(
                new ExpiryRunId(row.getObject("id", UUID.class)),
                LocalDate.parse(row.getString("day")),
                ExpiryCause.valueOf(row.getString("cause")),
                officer == null ? null : new AccountId(officer),
                row.getBoolean("second_look"),
                refusal == null ? null : ExpiryRefusal.valueOf(refusal),
                instant(row, "before_jump"),
                instant(row, "after_jump"),
                row.getLong("living"),
                row.getLong("due"),
                row.getLong("destroyed"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "completed_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
