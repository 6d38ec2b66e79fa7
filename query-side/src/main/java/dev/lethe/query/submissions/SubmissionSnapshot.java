package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Sealed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The submissions that a filter shows at one moment, oldest first, those of one instant in the order of their ids. Whatever
 * happens meanwhile, all of its methods speak of the same rows. For one thread at a time.
 */
public final class SubmissionSnapshot implements AutoCloseable {

    /** The greatest number of submissions that are handed out at once. */
    public static final int ROWS = 1_000;

    /** Fewer are handed out when their tokens together have so many bytes: answers can be long. */
    private static final long BYTES = 4 * 1024 * 1024;

    private static final String BYTES_OF_NOTES =
            "(SELECT coalesce(sum(octet_length(n.token)), 0) FROM read_submissions.note n WHERE n.submission = s.id)";

    private final Connection connection;
    private final SubmissionFilter filter;
    private final SubmissionFilter.Where where;

    SubmissionSnapshot(Connection connection, SubmissionFilter filter) {
        this.connection = connection;
        this.filter = filter;
        this.where = filter.where();
    }

    static DataAccessResourceFailureException failed(SQLException e) {
        return new DataAccessResourceFailureException("The submissions could not be read", e);
    }

    /**
     * A submission with what staff wrote about it.
     *
     * @param notes in the order in which they were written; empty when they were not asked for
     */
    public record Whole(SubmissionRow row, List<NoteRow> notes) {
        public Whole {
            notes = List.copyOf(notes);
        }

        /** Every token in it that can be opened. */
        public Stream<Sealed<?>> sealed() {
            return Stream.concat(row.sealed(), notes.stream().flatMap(NoteRow::sealed));
        }
    }

    /** Takes what is handed out. */
    @FunctionalInterface
    public interface Taker {
        void take(List<Whole> some) throws InterruptedException;
    }

    /**
     * How many there are.
     *
     * @throws DataAccessResourceFailureException when it cannot be read, or its tables were replaced
     */
    public long count() {
        SubmissionFilter.Where counted = filter.counted();
        long count = number(counted.sql(), counted.parameters());
        requireOwnTables();
        return count;
    }

    /**
     * A rebuild puts other tables in the place of those that this snapshot began with, and their rows may be younger than it:
     * it would see blanks, and no failure. Names lead to the new ones from some statement on, and never back, so what is
     * asked here after reading was so while it was read. The one name is looked up as the next statement would look it up, the
     * other in the catalogue as it was when the snapshot was taken.
     */
    private void requireOwnTables() {
        long own = number("""
                SELECT count(*) FROM pg_catalog.pg_namespace
                WHERE nspname = 'read_submissions' AND oid = to_regnamespace('read_submissions')
                """, List.of());
        if (own != 1)
            throw new DataAccessResourceFailureException(
                    "The read model of the submissions was built anew while they were read: read them again");
    }

    /** The position of the last event that these rows know of. */
    public long position() {
        return number(
                "SELECT coalesce(max((convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint), 0)"
                        + " FROM public.tracking_token WHERE processor = ? AND token IS NOT NULL",
                List.of("submissions"));
    }

    /** Their ids. Only for a filter with a reference, which finds few. */
    public List<UUID> ids() {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement statement = prepare(
                        "SELECT s.id FROM read_submissions.submission s WHERE " + where.sql() + " ORDER BY s.id",
                        where.parameters());
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) ids.add(rows.getObject(1, UUID.class));
            requireOwnTables();
            return ids;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private long number(String sql, List<?> parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement prepare(String sql, List<?> parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.size(); i++) statement.setObject(i + 1, parameters.get(i));
        return statement;
    }

    /** What is known of a submission before its tokens are read. */
    private record Head(
            UUID id,
            FormVersion form,
            String reference,
            Instant receivedAt,
            SubmissionStatus status,
            boolean archived) {
        SubmissionRow with(List<Part> parts) {
            return new SubmissionRow(new SubmissionId(id), form, reference, receivedAt, status, archived, parts);
        }
    }

    /**
     * Hands all of them out, some at a time, holding no more than that.
     *
     * @param notes whether with their notes
     * @throws InterruptedException when the thread is interrupted, or the taker
     * @throws DataAccessResourceFailureException when they cannot be read, or their tables were replaced meanwhile: what was
     *     handed out is good, and it is not all
     */
    public void each(boolean notes, Taker taker) throws InterruptedException {
        // The heads by a cursor, in order, and each time the tokens of some: those can be long, and their length is
        // known
        // before they are read.
        String sql = """
                SELECT s.id, s.form, s.version, s.reference, s.received_at, s.status, s.archived_at IS NOT NULL AS archived,
                       (SELECT coalesce(sum(octet_length(p.token)), 0) FROM read_submissions.part p
                        WHERE p.submission = s.id) + %s AS bytes
                FROM read_submissions.submission s WHERE %s ORDER BY s.received_at, s.id
                """.formatted(notes ? BYTES_OF_NOTES : "0", where.sql());
        List<Head> heads = new ArrayList<>();
        long bytes = 0;
        try (PreparedStatement statement = prepare(sql, where.parameters())) {
            statement.setFetchSize(ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                requireOwnTables();
                while (rows.next()) {
                    long next = rows.getLong("bytes");
                    if (heads.size() == ROWS || (!heads.isEmpty() && bytes + next > BYTES)) {
                        taker.take(whole(heads, notes));
                        heads.clear();
                        bytes = 0;
                    }
                    heads.add(head(rows));
                    bytes += next;
                    if (Thread.interrupted()) throw new InterruptedException();
                }
            }
            if (!heads.isEmpty()) taker.take(whole(heads, notes));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getObject("id", UUID.class),
                new FormVersion(new FormId(row.getObject("form", UUID.class)), row.getInt("version")),
                row.getString("reference"),
                Submissions.instant(row, "received_at"),
                SubmissionStatus.valueOf(row.getString("status")),
                row.getBoolean("archived"));
    }

    private List<Whole> whole(List<Head> heads, boolean notes) throws SQLException {
        String ids = Submissions.array(heads.stream().map(Head::id));
        Map<UUID, List<Part>> parts = grouped(
                "SELECT submission AS id, person, key_id, token, erased_at, erased_ground FROM read_submissions.part"
                        + " WHERE submission = ANY (CAST(? AS uuid[])) ORDER BY person",
                ids,
                Submissions::part);
        Map<UUID, List<NoteRow>> written = notes
                ? grouped(
                        "SELECT submission AS id, submission, note, author, key_id, token, erased_at, erased_ground, written_at"
                                + " FROM read_submissions.note WHERE submission = ANY (CAST(? AS uuid[]))"
                                + " ORDER BY written_at, note",
                        ids,
                        NoteRow::of)
                : Map.of();
        requireOwnTables();
        List<Whole> whole = new ArrayList<>(heads.size());
        for (Head head : heads)
            whole.add(new Whole(
                    head.with(parts.getOrDefault(head.id, List.of())), written.getOrDefault(head.id, List.of())));
        return whole;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> Map<UUID, List<T>> grouped(String sql, String ids, Reading<T> reading) throws SQLException {
        Map<UUID, List<T>> grouped = new HashMap<>();
        try (PreparedStatement statement = prepare(sql, List.of(ids));
                ResultSet rows = statement.executeQuery()) {
            while (rows.next())
                grouped.computeIfAbsent(rows.getObject("id", UUID.class), _ -> new ArrayList<>(1))
                        .add(reading.read(rows));
        }
        return grouped;
    }

    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
