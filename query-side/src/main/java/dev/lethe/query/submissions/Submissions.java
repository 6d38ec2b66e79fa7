package dev.lethe.query.submissions;

import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.submissions.events.Answers;
import dev.lethe.command.submissions.events.Reference;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.query.submissions.SubmissionOfPerson.PartOwner;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Personal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The submissions, sealed as they came. Newest first everywhere; those of one instant in the order of their ids. */
@Component
public class Submissions {

    /** How many are on a page. */
    public static final int PAGE = 50;

    private static final String ORDER = " ORDER BY s.received_at DESC, s.id, p.person";

    private static final String ROWS = """
            SELECT s.id, s.form, s.version, s.reference, s.received_at,
                   p.person, p.key_id, p.token, p.erased_at, p.erased_ground
            FROM %s s JOIN read_submissions.part p ON p.submission = s.id
            """;

    private final JdbcClient database;

    Submissions(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /**
     * One page of a form's submissions, newest first.
     *
     * @param page from 1; beyond the last it is empty
     */
    public List<SubmissionRow> page(FormId form, int page) {
        String one = """
                (SELECT * FROM read_submissions.submission WHERE form = ? ORDER BY received_at DESC, id LIMIT ? OFFSET ?)
                """;
        return database.sql(ROWS.formatted(one) + ORDER)
                .params(form.value(), PAGE, (Math.max(1, page) - 1L) * PAGE)
                .query(rows());
    }

    /** How many submissions a form ever had; erasing does not lower it. */
    public long count(FormId form) {
        return database.sql("SELECT count(*) FROM read_submissions.submission WHERE form = ?")
                .param(form.value())
                .query(Long.class)
                .single();
    }

    /** How many submissions each form ever had; forms without any are left out. */
    public Map<FormId, Long> counts() {
        Map<FormId, Long> counts = new LinkedHashMap<>();
        database.sql("SELECT form, count(*) AS submissions FROM read_submissions.submission GROUP BY form")
                .query(row -> {
                    counts.put(new FormId(row.getObject("form", UUID.class)), row.getLong("submissions"));
                });
        return counts;
    }

    /** One submission. */
    public Optional<SubmissionRow> byId(SubmissionId id) {
        return byIds(List.of(id)).stream().findFirst();
    }

    /** These submissions, newest first; unknown ones are left out. */
    public List<SubmissionRow> byIds(Collection<SubmissionId> ids) {
        return database.sql(
                        ROWS.formatted("read_submissions.submission") + "WHERE s.id = ANY (CAST(? AS uuid[]))" + ORDER)
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
                .map(reference -> database.sql(
                                ROWS.formatted("read_submissions.submission") + "WHERE s.reference = ?" + ORDER)
                        .param(reference)
                        .query(rows()))
                .orElse(List.of());
    }

    /** The submissions that have a part under one of these keys, newest first, each with all of its parts. */
    public List<SubmissionOfPerson> byKeys(Collection<UUID> keys) {
        String theirs = array(keys.stream());
        return database.sql("""
                        SELECT s.id, s.form, s.version, s.reference, s.received_at,
                               p.person, p.key_id, p.key_id = ANY (CAST(? AS uuid[])) AS theirs, p.token IS NULL AS tidied
                        FROM read_submissions.submission s JOIN read_submissions.part p ON p.submission = s.id
                        WHERE s.id IN (SELECT submission FROM read_submissions.part WHERE key_id = ANY (CAST(? AS uuid[])))
                        """ + ORDER)
                .params(theirs, theirs)
                .query(grouped(
                        row -> new PartOwner(
                                row.getInt("person"),
                                row.getObject("key_id", UUID.class),
                                row.getBoolean("theirs"),
                                row.getBoolean("tidied")),
                        SubmissionOfPerson::new));
    }

    private static ResultSetExtractor<List<SubmissionRow>> rows() {
        return grouped(Submissions::part, SubmissionRow::new);
    }

    private static Part part(ResultSet row) throws SQLException {
        int person = row.getInt("person");
        UUID keyId = row.getObject("key_id", UUID.class);
        byte[] token = row.getBytes("token");
        if (token == null)
            return new Part.Tidied(
                    person, keyId, instant(row, "erased_at"), new Ground(row.getString("erased_ground")));
        SubmissionId id = new SubmissionId(row.getObject("id", UUID.class));
        return new Part.Held(person, keyId, Answers.ANSWERS.part(person + 1).at(id, Personal.of(token)));
    }

    @FunctionalInterface
    private interface PartOf<P> {
        P read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Whole<P, R> {
        R of(SubmissionId id, FormVersion form, String reference, Instant receivedAt, List<P> parts);
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
                    heads.put(id, all -> whole.of(new SubmissionId(id), form, reference, receivedAt, all));
                }
                parts.computeIfAbsent(id, _ -> new ArrayList<>()).add(part.read(rows));
            }
            List<R> found = new ArrayList<>();
            heads.forEach((id, head) -> found.add(head.apply(parts.getOrDefault(id, List.of()))));
            return found;
        };
    }

    /** As PostgreSQL writes an array. */
    private static String array(Stream<UUID> ids) {
        return ids.map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
