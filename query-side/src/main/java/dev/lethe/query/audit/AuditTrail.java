package dev.lethe.query.audit;

import dev.lethe.command.accounts.model.AccountId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who did what, and when. It names accounts and records by their random ids, and stays as it is when somebody is erased. */
@Component
public class AuditTrail {

    /** How many lines are on a page. */
    public static final int PAGE = 50;

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private final JdbcClient database;
    private final Vocabulary vocabulary;

    AuditTrail(DataSource database, Vocabulary vocabulary) {
        this.database = JdbcClient.create(database);
        this.vocabulary = vocabulary;
    }

    /** All kinds of lines that there can be, in the order in which they are offered. */
    public List<AuditKind> kinds() {
        return vocabulary.kinds();
    }

    /**
     * Some lines, newest first.
     *
     * @param older the position that leads to the next older page; null when there is none
     */
    public record Page(List<AuditEntry> entries, @Nullable Long older) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One page of the trail.
     *
     * @param before only lines before this position; null for the newest
     */
    public Page page(AuditFilter filter, @Nullable Long before) {
        var conditions = new ArrayList<String>();
        var arguments = new ArrayList<Object>();
        if (before != null) {
            conditions.add("position < ?");
            arguments.add(before);
        }
        if (filter.from() instanceof LocalDate from) {
            conditions.add("at >= ?");
            arguments.add(start(from));
        }
        if (filter.to() instanceof LocalDate to) {
            conditions.add("at < ?");
            arguments.add(start(to.plusDays(1)));
        }
        if (filter.kind() instanceof AuditKind kind) {
            // The index leaves the many out, and is used only where the query does so in so many words.
            if (!kind.code().equals("submission.received")) conditions.add("kind <> 'submission.received'");
            conditions.add("kind = ?");
            arguments.add(kind.code());
        }
        if (filter.account() instanceof AccountId account) {
            conditions.add("actor = ?");
            arguments.add(account.value());
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        List<AuditEntry> entries = database.sql(
                        "SELECT position, at, actor, kind, subject, detail, records FROM read_audit.entry" + where
                                + " ORDER BY position DESC LIMIT " + (PAGE + 1))
                .params(arguments)
                .query(this::entry)
                .list();
        if (entries.size() <= PAGE) return new Page(entries, null);
        List<AuditEntry> shown = entries.subList(0, PAGE);
        return new Page(shown, shown.getLast().position());
    }

    private static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay(LONDON).toOffsetDateTime();
    }

    private AuditEntry entry(ResultSet row, int number) throws SQLException {
        UUID actor = row.getObject("actor", UUID.class);
        Array records = row.getArray("records");
        return new AuditEntry(
                row.getLong("position"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                actor == null ? null : new AccountId(actor),
                vocabulary.kind(row.getString("kind")),
                row.getObject("subject", UUID.class),
                row.getString("detail"),
                records == null ? List.of() : List.of((UUID[]) records.getArray()));
    }
}
