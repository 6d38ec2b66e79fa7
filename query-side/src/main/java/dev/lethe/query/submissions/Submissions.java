package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.submissions.SubmissionOfPerson.PartOwner;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Personal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The submissions, sealed as they came. Newest first where nothing else is said; those of one instant by their ids. */
@Component
public class Submissions {

    /** How many are on a page where nobody chooses. */
    public static final int PAGE = 50;

    private static final String ORDER = " ORDER BY s.received_at DESC, s.id DESC, p.person";

    private static final String ROWS_OF = """
            SELECT s.id, s.form, s.version, s.reference, s.received_at, s.status, s.archived_at IS NOT NULL AS archived,
                   p.person, p.key_id, p.token, p.erased_at, p.erased_ground
            FROM %s s JOIN read_submissions.part p ON p.submission = s.id
            """;

    private static final String ROWS = ROWS_OF.formatted("read_submissions.submission");

    private final JdbcClient database;

    Submissions(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /** Where a page of a report begins or ends, in the report's own order. */
    public sealed interface Start {
        /** The first page. */
        record First() implements Start {}

        /** The last page, which is a full one if it can be. */
        record Last() implements Start {}

        /** What follows this place. */
        record After(Position place) implements Start {}

        /** What comes right before this place. */
        record Before(Position place) implements Start {}
    }

    /**
     * Some submissions of a report, in its order.
     *
     * @param earlier whether there are some before them in the report's order
     * @param later whether there are some after them in the report's order
     */
    public record Page(List<SubmissionRow> rows, boolean earlier, boolean later) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One page of what a report shows. However deep it is, it costs no more than the first.
     *
     * @param newestFirst else oldest first
     * @param size how many are on a page
     */
    public Page page(SubmissionFilter filter, boolean newestFirst, Start start, int size) {
        Position from = switch (start) {
            case Start.First _, Start.Last _ -> null;
            case Start.After(var place) -> place;
            case Start.Before(var place) -> place;
        };
        boolean back = start instanceof Start.Last || start instanceof Start.Before;
        List<SubmissionRow> found = read(filter, newestFirst != back, from, size + 1);
        boolean more = found.size() > size;
        if (more) found = found.subList(0, size);
        if (!back) return new Page(found, start instanceof Start.After, more);
        // So few lie before that place that they are less than a page: then it is the first.
        if (!more && start instanceof Start.Before) return page(filter, newestFirst, new Start.First(), size);
        return new Page(found.reversed(), more, start instanceof Start.Before);
    }

    /** The next ones in one direction. */
    private List<SubmissionRow> read(SubmissionFilter filter, boolean descending, @Nullable Position from, int limit) {
        String direction = descending ? " DESC" : "";
        String order = " ORDER BY s.received_at" + direction + ", s.id" + direction;
        SubmissionFilter.Where some = filter.some(
                from == null ? "" : " AND (s.received_at, s.id) " + (descending ? "<" : ">") + " (?, ?)",
                from == null
                        ? List.of()
                        : List.of(
                                from.receivedAt().atOffset(ZoneOffset.UTC),
                                from.id().value()),
                order + " LIMIT " + limit);
        return database.sql(ROWS_OF.formatted("(" + some.sql() + ")") + order + ", p.person")
                .params(some.parameters())
                .query(rows());
    }

    /**
     * The submission that a report shows right next to this place.
     *
     * @param older the next older one, else the next newer one
     */
    public Optional<SubmissionId> next(SubmissionFilter filter, boolean older, Position place) {
        return read(filter, older, place, 1).stream().findFirst().map(SubmissionRow::id);
    }

    /** How many submissions a report shows; erasing does not lower it. */
    public long count(SubmissionFilter filter) {
        SubmissionFilter.Where counted = filter.counted();
        return database.sql(counted.sql())
                .params(counted.parameters())
                .query(Long.class)
                .single();
    }

    /**
     * How many submissions a form has.
     *
     * @param live among the others
     * @param archived out of the way
     */
    public record Count(long live, long archived) {
        /** None at all. */
        public static final Count NONE = new Count(0, 0);
    }

    /** How many submissions each form has; forms without any are left out. Erasing does not lower it. */
    public Map<FormId, Count> counts() {
        Map<FormId, Count> counts = new LinkedHashMap<>();
        database.sql("""
                        SELECT form, coalesce(sum(submissions) FILTER (WHERE NOT archived), 0) AS live,
                               coalesce(sum(submissions) FILTER (WHERE archived), 0) AS archived
                        FROM read_submissions.kind GROUP BY form
                        """).query(row -> {
            counts.put(
                    new FormId(row.getObject("form", UUID.class)),
                    new Count(row.getLong("live"), row.getLong("archived")));
        });
        return counts;
    }

    /** One submission. */
    public Optional<SubmissionRow> byId(SubmissionId id) {
        return byIds(List.of(id)).stream().findFirst();
    }

    /** These submissions, newest first; unknown ones are left out. */
    public List<SubmissionRow> byIds(Collection<SubmissionId> ids) {
        return database.sql(ROWS + "WHERE s.id = ANY (CAST(? AS uuid[]))" + ORDER)
                .param(array(ids.stream().map(SubmissionId::value)))
                .query(rows());
    }

    /**
     * The submissions with this reference: one as a rule, since references are random, and not surely so.
     *
     * @param typed as somebody typed it; what cannot be a reference finds nothing
     */
    public List<SubmissionRow> byReference(String typed) {
        return Reference.parse(typed)
                .map(reference -> database.sql(ROWS + "WHERE s.reference = ?" + ORDER)
                        .param(reference)
                        .query(rows()))
                .orElse(List.of());
    }

    /**
     * All keys that anything of these submissions is sealed under, notes included, also those that were destroyed: what
     * erasing them destroys.
     */
    public Set<UUID> keysOf(Collection<SubmissionId> ids) {
        String these = array(ids.stream().map(SubmissionId::value));
        return database.sql("""
                        SELECT key_id FROM read_submissions.part WHERE submission = ANY (CAST(? AS uuid[]))
                        UNION SELECT key_id FROM read_submissions.note WHERE submission = ANY (CAST(? AS uuid[]))
                        """)
                .params(these, these)
                .query((row, _) -> row.getObject("key_id", UUID.class))
                .set();
    }

    /** What staff wrote about these submissions, oldest first. */
    public Map<SubmissionId, List<NoteRow>> notesOf(Collection<SubmissionId> ids) {
        Map<SubmissionId, List<NoteRow>> notes = new HashMap<>();
        database.sql("""
                        SELECT submission, note, author, key_id, token, erased_at, erased_ground, written_at
                        FROM read_submissions.note WHERE submission = ANY (CAST(? AS uuid[])) ORDER BY written_at, note
                        """).param(array(ids.stream().map(SubmissionId::value))).query(row -> {
            NoteRow note = NoteRow.of(row);
            notes.computeIfAbsent(note.submission(), _ -> new ArrayList<>()).add(note);
        });
        return notes;
    }

    /** What staff did with a submission, in the order in which they did it. */
    public List<WorkRow> workOn(SubmissionId id) {
        return database.sql(
                        "SELECT actor, what, status, at FROM read_submissions.work WHERE submission = ? ORDER BY position")
                .param(id.value())
                .query((row, _) -> WorkRow.of(row))
                .list();
    }

    /**
     * The submissions that have a part or a note under one of these keys, newest first, each with all of its parts. However many
     * keys there are, each is looked up once: an array in a condition would be gone through for each row.
     */
    public List<SubmissionOfPerson> byKeys(Collection<UUID> keys) {
        Set<UUID> asked = Set.copyOf(keys);
        String theirs = array(asked.stream());
        Map<UUID, List<UUID>> notes = new HashMap<>();
        database.sql("""
                        SELECT n.submission, n.key_id FROM unnest(CAST(? AS uuid[])) AS k (key_id)
                        JOIN read_submissions.note n ON n.key_id = k.key_id
                        """).param(theirs).query(row -> {
            notes.computeIfAbsent(row.getObject("submission", UUID.class), _ -> new ArrayList<>())
                    .add(row.getObject("key_id", UUID.class));
        });
        return database.sql("""
                        SELECT s.id, s.form, s.version, s.reference, s.received_at, s.status,
                               s.archived_at IS NOT NULL AS archived, p.person, p.key_id, p.token IS NULL AS tidied
                        FROM (SELECT p.submission FROM unnest(CAST(? AS uuid[])) AS k (key_id)
                              JOIN read_submissions.part p ON p.key_id = k.key_id
                              UNION SELECT unnest(CAST(? AS uuid[]))) AS found
                        JOIN read_submissions.submission s ON s.id = found.submission
                        JOIN read_submissions.part p ON p.submission = s.id
                        """ + ORDER)
                .params(theirs, array(notes.keySet().stream()))
                .query(grouped(
                        row -> {
                            UUID key = row.getObject("key_id", UUID.class);
                            return new PartOwner(
                                    row.getInt("person"), key, asked.contains(key), row.getBoolean("tidied"));
                        },
                        (id, form, reference, receivedAt, _, _, parts) -> new SubmissionOfPerson(
                                id, form, reference, receivedAt, parts, notes.getOrDefault(id.value(), List.of()))));
    }

    private static ResultSetExtractor<List<SubmissionRow>> rows() {
        return grouped(Submissions::part, SubmissionRow::new);
    }

    static Part part(ResultSet row) throws SQLException {
        int person = row.getInt("person");
        UUID keyId = row.getObject("key_id", UUID.class);
        byte[] token = row.getBytes("token");
        if (token == null)
            return new Part.Tidied(
                    person, keyId, instant(row, "erased_at"), new Ground(row.getString("erased_ground")));
        SubmissionId id = new SubmissionId(row.getObject("id", UUID.class));
        return new Part.Held(person, keyId, Answers.ANSWERS.part(person + 1).at(id, Personal.stored(token)));
    }

    @FunctionalInterface
    private interface PartOf<P> {
        P read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Whole<P, R> {
        R of(
                SubmissionId id,
                FormVersion form,
                String reference,
                Instant receivedAt,
                SubmissionStatus status,
                boolean archived,
                List<P> parts);
    }

    /** Rows of parts, those of one submission one after the other, gathered into submissions. */
    private static <P, R> ResultSetExtractor<List<R>> grouped(PartOf<P> part, Whole<P, R> whole) {
        return rows -> {
            Map<UUID, Function<List<P>, R>> heads = new LinkedHashMap<>();
            Map<UUID, List<P>> parts = new LinkedHashMap<>();
            while (rows.next()) {
                UUID id = rows.getObject("id", UUID.class);
                if (!heads.containsKey(id)) {
                    FormVersion form =
                            new FormVersion(new FormId(rows.getObject("form", UUID.class)), rows.getInt("version"));
                    String reference = rows.getString("reference");
                    Instant receivedAt = instant(rows, "received_at");
                    SubmissionStatus status = SubmissionStatus.valueOf(rows.getString("status"));
                    boolean archived = rows.getBoolean("archived");
                    heads.put(
                            id,
                            all -> whole.of(new SubmissionId(id), form, reference, receivedAt, status, archived, all));
                }
                parts.computeIfAbsent(id, _ -> new ArrayList<>()).add(part.read(rows));
            }
            List<R> found = new ArrayList<>();
            heads.forEach((id, head) -> found.add(head.apply(parts.getOrDefault(id, List.of()))));
            return found;
        };
    }

    /** As PostgreSQL writes an array. */
    static String array(Stream<UUID> ids) {
        return ids.map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
