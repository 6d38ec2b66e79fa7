package dev.lethe.query.retention;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The submissions whose time is over. All that were answered with one version and have one status live equally long, so what
 * is due is asked for in ranges of an index, and no more rows are looked at than are due.
 */
@Component
public class DueSubmissions {

    /** Something of these was kept on a ground when a person was erased: that ground outweighs the calendar. */
    private static final String HELD = """
            SELECT p.submission FROM read_privacy.kept k JOIN read_submissions.part p ON p.key_id = k.key_id
            WHERE p.token IS NOT NULL
            UNION SELECT n.submission FROM read_privacy.kept k JOIN read_submissions.note n ON n.key_id = k.key_id
            WHERE n.token IS NOT NULL
            """;

    private static final String OUTLOOK = """
            WITH held AS MATERIALIZED (""" + HELD + """
            )
            SELECT g.form,
                   count(*) FILTER (WHERE h.submission IS NULL AND (s.received_at < g.r0 OR s.since < g.s0)) AS due,
                   count(*) FILTER (WHERE h.submission IS NULL AND (s.received_at < g.r7 OR s.since < g.s7)) AS within7,
                   count(*) FILTER (WHERE h.submission IS NULL) AS within30,
                   count(*) FILTER (WHERE h.submission IS NOT NULL AND (s.received_at < g.r0 OR s.since < g.s0)) AS held,
                   min(s.received_at) FILTER (WHERE h.submission IS NULL AND (s.received_at < g.r0 OR s.since < g.s0)) AS oldest,
                   max(s.received_at) FILTER (WHERE h.submission IS NULL AND (s.received_at < g.r0 OR s.since < g.s0)) AS newest
            FROM unnest(CAST(? AS uuid[]), CAST(? AS integer[]), CAST(? AS text[]),
                        CAST(? AS timestamptz[]), CAST(? AS timestamptz[]), CAST(? AS timestamptz[]),
                        CAST(? AS timestamptz[]), CAST(? AS timestamptz[]), CAST(? AS timestamptz[]))
                 AS g (form, version, status, r0, s0, r7, s7, r30, s30)
            CROSS JOIN LATERAL (
                SELECT d.id, d.received_at, coalesce(d.status_at, d.received_at) AS since
                FROM read_submissions.submission d
                WHERE d.form = g.form AND d.version = g.version AND d.status = g.status AND d.living
                  AND d.received_at < greatest(g.r30, g.s30)
                  AND (d.received_at < g.r30 OR coalesce(d.status_at, d.received_at) < g.s30)) s
            LEFT JOIN held h ON h.submission = s.id
            GROUP BY g.form
            """;

    private static final String DUE = """
            SELECT s.id, s.received_at,
                   ARRAY(SELECT key_id FROM read_submissions.part WHERE submission = s.id AND token IS NOT NULL
                         UNION ALL
                         SELECT key_id FROM read_submissions.note WHERE submission = s.id AND token IS NOT NULL) AS keys
            FROM read_submissions.submission s
            WHERE s.form = ? AND s.version = ? AND s.status = ? AND s.living
              AND s.received_at < greatest(CAST(? AS timestamptz), CAST(? AS timestamptz))
              AND (s.received_at < CAST(? AS timestamptz) OR coalesce(s.status_at, s.received_at) < CAST(? AS timestamptz))
              AND s.id NOT IN (""" + HELD + """
            )
              AND (s.received_at, s.id) > (CAST(? AS timestamptz), CAST(? AS uuid))
            ORDER BY s.received_at, s.id LIMIT ?
            """;

    private final JdbcClient database;
    private final Forms forms;

    DueSubmissions(DataSource database, Forms forms) {
        this.database = JdbcClient.create(database);
        this.forms = forms;
    }

    /** Those that live equally long. */
    private record Group(FormVersion version, SubmissionStatus status, long living, Lifetime lifetime) {

        @Nullable
        Instant receivedBefore(LocalDate day) {
            return Lifetime.dueBefore(lifetime.days(), day);
        }

        @Nullable
        Instant statusBefore(LocalDate day) {
            return Lifetime.dueBefore(lifetime.days(status), day);
        }

        boolean ends() {
            return lifetime.days().isPresent() || lifetime.days(status).isPresent();
        }
    }

    /** What is known of the forms that have something. */
    private record Said(Map<FormVersion, Published> versions, Map<FormId, Published> current) {

        /** Empty for a version that is not among the forms: nothing says that it may go. */
        Optional<Lifetime> lifetime(FormVersion version) {
            Published told = versions.get(version);
            Published now = current.get(version.form());
            return told == null || now == null
                    ? Optional.empty()
                    : Optional.of(new Lifetime(
                            told.definition().processing(), now.definition().processing()));
        }
    }

    private record Count(FormVersion version, SubmissionStatus status, long living) {}

    private List<Count> counts() {
        return database.sql("""
                        SELECT form, version, status, count(*) AS living FROM read_submissions.submission WHERE living
                        GROUP BY form, version, status ORDER BY form, version, status
                        """)
                .query((row, _) -> new Count(
                        new FormVersion(new FormId(row.getObject("form", UUID.class)), row.getInt("version")),
                        SubmissionStatus.valueOf(row.getString("status")),
                        row.getLong("living")))
                .list();
    }

    private Said said(List<Count> counts) {
        Map<FormVersion, Published> versions = new HashMap<>();
        Map<FormId, Published> current = new HashMap<>();
        for (Published each : forms.versionsOf(
                counts.stream().map(count -> count.version().form()).collect(Collectors.toSet()))) {
            versions.put(each.version(), each);
            if (each.current()) current.put(each.version().form(), each);
        }
        return new Said(versions, current);
    }

    private static List<Group> groups(List<Count> counts, Said said) {
        return counts.stream()
                .flatMap(count -> said.lifetime(count.version()).stream()
                        .map(lifetime -> new Group(count.version(), count.status(), count.living(), lifetime)))
                .toList();
    }

    /** What is due on a day, and what follows. */
    public Outlook outlook(LocalDate day) {
        List<Count> counts = counts();
        Said said = said(counts);
        List<Group> groups = groups(counts, said);
        Map<FormId, Outlook.OfForm> found = new LinkedHashMap<>();
        for (Group group : groups) {
            FormId form = group.version().form();
            Published now = said.current().get(form);
            if (now == null) continue;
            boolean shorter =
                    !group.lifetime().equals(Lifetime.of(group.lifetime().now()))
                            && isShorter(group.lifetime(), group.status());
            found.merge(
                    form,
                    new Outlook.OfForm(
                            form,
                            now.definition().title(),
                            now.definition().processing(),
                            shorter,
                            group.living(),
                            0,
                            0,
                            0,
                            0,
                            null,
                            null),
                    (one, other) -> new Outlook.OfForm(
                            form,
                            one.title(),
                            one.says(),
                            one.toldShorter() || other.toldShorter(),
                            one.living() + other.living(),
                            0,
                            0,
                            0,
                            0,
                            null,
                            null));
        }
        count(day, groups, found);
        return new Outlook(
                day,
                counts.stream().mapToLong(Count::living).sum(),
                found.values().stream()
                        .sorted(Comparator.comparing(Outlook.OfForm::title, String.CASE_INSENSITIVE_ORDER)
                                .thenComparing(each -> each.form().value()))
                        .toList());
    }

    /** Whether what the visitor was told is what counts, and not what the form says now. */
    private static boolean isShorter(Lifetime lifetime, SubmissionStatus status) {
        Lifetime now = Lifetime.of(lifetime.now());
        return !lifetime.days().equals(now.days()) || !lifetime.days(status).equals(now.days(status));
    }

    private void count(LocalDate day, List<Group> all, Map<FormId, Outlook.OfForm> found) {
        List<Group> groups = all.stream().filter(Group::ends).toList();
        if (groups.isEmpty()) return;
        LocalDate in7 = day.plusDays(7);
        LocalDate in30 = day.plusDays(30);
        database.sql(OUTLOOK)
                .params(
                        array(groups, group -> group.version().form()),
                        array(groups, group -> group.version().version()),
                        array(groups, Group::status),
                        array(groups, group -> group.receivedBefore(day)),
                        array(groups, group -> group.statusBefore(day)),
                        array(groups, group -> group.receivedBefore(in7)),
                        array(groups, group -> group.statusBefore(in7)),
                        array(groups, group -> group.receivedBefore(in30)),
                        array(groups, group -> group.statusBefore(in30)))
                .query(row -> {
                    FormId form = new FormId(row.getObject("form", UUID.class));
                    long due = row.getLong("due");
                    long within7 = row.getLong("within7");
                    long within30 = row.getLong("within30");
                    long held = row.getLong("held");
                    Instant oldest = instant(row, "oldest");
                    Instant newest = instant(row, "newest");
                    found.computeIfPresent(
                            form,
                            (_, known) -> new Outlook.OfForm(
                                    form,
                                    known.title(),
                                    known.says(),
                                    known.toldShorter(),
                                    known.living(),
                                    due,
                                    within7,
                                    within30,
                                    held,
                                    oldest,
                                    newest));
                });
    }

    /** Those that are due on a day, to be asked for piece by piece. */
    public Due due(LocalDate day) {
        List<Count> counts = counts();
        return new Due(day, groups(counts, said(counts)));
    }

    /** Where somebody is in going through what is due. Each piece is what is due when it is asked for. */
    public final class Due {

        private final LocalDate day;
        private final List<Group> groups;
        private int at;
        private OffsetDateTime after = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        private UUID afterId = new UUID(0, 0);

        private Due(LocalDate day, List<Group> groups) {
            this.day = day;
            this.groups = groups.stream().filter(Group::ends).toList();
        }

        /** The form of which the next ones are; empty when there are no more. */
        public Optional<FormId> form() {
            return at < groups.size() ? Optional.of(groups.get(at).version().form()) : Optional.empty();
        }

        /** Leaves the rest of this form out. */
        public void skipForm() {
            FormId form = form().orElseThrow();
            while (at < groups.size() && groups.get(at).version().form().equals(form)) nextGroup();
        }

        /**
         * The next ones of one form, oldest first, at most so many; fewer, or none, when those of one version and status are
         * through, and {@link #form} then says what follows.
         */
        public List<DueSubmission> next(int most) {
            if (at >= groups.size()) return List.of();
            Group group = groups.get(at);
            Instant received = group.receivedBefore(day);
            Instant status = group.statusBefore(day);
            OffsetDateTime[] last = {after};
            List<DueSubmission> found = database.sql(DUE)
                    .params(Arrays.asList(
                            group.version().form().value(),
                            group.version().version(),
                            group.status().name(),
                            text(received),
                            text(status),
                            text(received),
                            text(status),
                            after,
                            afterId,
                            most))
                    .query((row, _) -> {
                        last[0] = row.getObject("received_at", OffsetDateTime.class);
                        return new DueSubmission(
                                new SubmissionId(row.getObject("id", UUID.class)),
                                group.version().form(),
                                List.of((UUID[]) row.getArray("keys").getArray()));
                    })
                    .list();
            if (found.size() < most) {
                nextGroup();
            } else {
                after = last[0];
                afterId = found.getLast().id().value();
            }
            return found;
        }

        private void nextGroup() {
            at++;
            after = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
            afterId = new UUID(0, 0);
        }
    }

    /** What retention will do with a submission; empty when there is none. */
    public Optional<Fate> fate(SubmissionId submission) {
        record Found(
                FormVersion version,
                Instant receivedAt,
                SubmissionStatus status,
                @Nullable Instant statusAt,
                boolean living,
                boolean held) {}
        return database.sql("SELECT s.form, s.version, s.received_at, s.status, s.status_at, s.living, s.id IN (" + HELD
                        + ") AS held FROM read_submissions.submission s WHERE s.id = ?")
                .param(submission.value())
                .query((row, _) -> new Found(
                        new FormVersion(new FormId(row.getObject("form", UUID.class)), row.getInt("version")),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        SubmissionStatus.valueOf(row.getString("status")),
                        instant(row, "status_at"),
                        row.getBoolean("living"),
                        row.getBoolean("held")))
                .optional()
                .map(found -> {
                    if (!found.living()) return new Fate.Gone();
                    if (found.held()) return new Fate.Held();
                    return said(List.of(new Count(found.version(), found.status(), 1)))
                            .lifetime(found.version())
                            .flatMap(lifetime -> lifetime.lastDay(found.receivedAt(), found.status(), found.statusAt()))
                            .<Fate>map(Fate.After::new)
                            .orElseGet(Fate.Stays::new);
                });
    }

    /** As PostgreSQL writes an array of values that need no quotes. */
    private static String array(List<Group> groups, Function<Group, @Nullable Object> value) {
        return groups.stream().map(value).map(each -> text(each)).collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
