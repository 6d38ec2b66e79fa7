package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.records.Caption;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.records.DueGroup;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.DueRecords;
import dev.lethe.query.records.RecordRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
class DueSubmissions implements DueRecords {

    /** Something of these was kept on a ground when a person was erased: that ground outweighs the calendar. */
    static final String HELD = """
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
    private final Lifetimes lifetimes;

    DueSubmissions(DataSource database, Forms forms, Lifetimes lifetimes) {
        this.database = JdbcClient.create(database);
        this.forms = forms;
        this.lifetimes = lifetimes;
    }

    /** Those that live equally long. */
    private record Group(FormVersion version, SubmissionStatus status, Lifetime lifetime) {

        @Nullable
        Instant receivedBefore(LocalDate day) {
            return before(lifetime.days(), day);
        }

        @Nullable
        Instant statusBefore(LocalDate day) {
            return before(lifetime.days(status), day);
        }

        private static @Nullable Instant before(OptionalInt days, LocalDate day) {
            return days.isEmpty() ? null : CouncilDay.dueBefore(days.getAsInt(), day);
        }

        boolean ends() {
            return lifetime.days().isPresent() || lifetime.days(status).isPresent();
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

    private Lifetimes.OfForms lifetimes(List<Count> counts) {
        return lifetimes.of(counts.stream().map(count -> count.version().form()).collect(Collectors.toSet()));
    }

    private static List<Group> groups(List<Count> counts, Lifetimes.OfForms known) {
        return counts.stream()
                .flatMap(count -> known.lifetime(count.version()).stream()
                        .map(lifetime -> new Group(count.version(), count.status(), lifetime)))
                .toList();
    }

    @Override
    public List<DueGroup> groups(LocalDate day) {
        List<Count> counts = counts();
        Lifetimes.OfForms known = lifetimes(counts);
        List<Group> groups = groups(counts, known);
        Map<FormId, Long> living = counts.stream()
                .collect(Collectors.groupingBy(
                        count -> count.version().form(), LinkedHashMap::new, Collectors.summingLong(Count::living)));
        Set<FormId> toldShorter = groups.stream()
                .filter(group -> isShorter(group.lifetime(), group.status()))
                .map(group -> group.version().form())
                .collect(Collectors.toSet());
        Map<FormId, Figures> figures = figures(day, groups);
        List<DueGroup> found = new ArrayList<>();
        living.forEach((form, records) -> {
            Figures its = figures.getOrDefault(form, Figures.NONE);
            found.add(new DueGroup(
                    SubmissionRecords.FEATURE,
                    form.toString(),
                    Caption.given(known.title(form)),
                    rule(known.now(form)),
                    toldShorter.contains(form),
                    records,
                    its.due(),
                    its.within7(),
                    its.within30(),
                    its.held(),
                    its.oldest(),
                    its.newest()));
        });
        found.sort(Comparator.comparing((DueGroup each) -> title(each), String.CASE_INSENSITIVE_ORDER)
                .thenComparing(DueGroup::group));
        return found;
    }

    private static String title(DueGroup group) {
        return group.title() instanceof Caption.Given(String text) ? text : "";
    }

    /** What a form says of how long its submissions are kept, as sentences. */
    static List<Caption> rule(Optional<Processing> says) {
        Optional<Lifetime> lifetime = says.map(Lifetime::of);
        OptionalInt always = lifetime.map(Lifetime::days).orElseGet(OptionalInt::empty);
        List<Caption> sentences = new ArrayList<>();
        sentences.add(
                always.isEmpty()
                        ? Caption.keyed("retention.rule.until-erased")
                        : Caption.keyed(counted("retention.rule", always.getAsInt()), always.getAsInt()));
        for (SubmissionStatus status : SubmissionStatus.values()) {
            OptionalInt days = lifetime.map(each -> each.days(status)).orElseGet(OptionalInt::empty);
            if (days.isPresent())
                sentences.add(Caption.keyed(
                        counted("retention.rule.status", days.getAsInt()),
                        days.getAsInt(),
                        Caption.keyed("retention.status." + status.name())));
        }
        return sentences;
    }

    private static String counted(String key, int days) {
        return key + (days == 1 ? ".one" : ".days");
    }

    /** Whether what the visitor was told is what counts, and not what the form says now. */
    private static boolean isShorter(Lifetime lifetime, SubmissionStatus status) {
        Lifetime now = Lifetime.of(lifetime.now());
        return !lifetime.days().equals(now.days()) || !lifetime.days(status).equals(now.days(status));
    }

    private record Figures(
            long due,
            long within7,
            long within30,
            long held,
            @Nullable Instant oldest,
            @Nullable Instant newest) {
        static final Figures NONE = new Figures(0, 0, 0, 0, null, null);
    }

    private Map<FormId, Figures> figures(LocalDate day, List<Group> all) {
        List<Group> groups = all.stream().filter(Group::ends).toList();
        Map<FormId, Figures> figures = new HashMap<>();
        if (groups.isEmpty()) return figures;
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
                    figures.put(
                            new FormId(row.getObject("form", UUID.class)),
                            new Figures(
                                    row.getLong("due"),
                                    row.getLong("within7"),
                                    row.getLong("within30"),
                                    row.getLong("held"),
                                    instant(row, "oldest"),
                                    instant(row, "newest")));
                });
        return figures;
    }

    @Override
    public Map<String, Caption> titles(Collection<String> groups) {
        Map<String, Caption> titles = new HashMap<>();
        for (Forms.Listed form : forms.all())
            if (groups.contains(form.form().toString()))
                titles.put(form.form().toString(), Caption.given(form.title()));
        return titles;
    }

    @Override
    public Map<String, Long> countByGroup(Collection<UUID> keys) {
        Map<String, Long> counts = new HashMap<>();
        database.sql("""
                        SELECT s.form, count(*) AS records FROM read_submissions.submission s JOIN (
                            SELECT p.submission FROM unnest(CAST(? AS uuid[])) AS k (key_id)
                            JOIN read_submissions.part p ON p.key_id = k.key_id
                            UNION SELECT n.submission FROM unnest(CAST(? AS uuid[])) AS k (key_id)
                            JOIN read_submissions.note n ON n.key_id = k.key_id) found ON found.submission = s.id
                        GROUP BY s.form
                        """)
                .params(array(List.copyOf(keys)), array(List.copyOf(keys)))
                .query(row -> {
                    counts.put(row.getObject("form", UUID.class).toString(), row.getLong("records"));
                });
        return counts;
    }

    @Override
    public Due due(LocalDate day) {
        List<Count> counts = counts();
        return new Walk(day, groups(counts, lifetimes(counts)));
    }

    private final class Walk implements Due {

        private final LocalDate day;
        private final List<Group> groups;
        private int at;
        private OffsetDateTime after = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        private UUID afterId = new UUID(0, 0);

        private Walk(LocalDate day, List<Group> groups) {
            this.day = day;
            this.groups = groups.stream().filter(Group::ends).toList();
        }

        @Override
        public Optional<String> group() {
            return at < groups.size()
                    ? Optional.of(groups.get(at).version().form().toString())
                    : Optional.empty();
        }

        @Override
        public void skipGroup() {
            FormId form = groups.get(at).version().form();
            while (at < groups.size() && groups.get(at).version().form().equals(form)) nextGroup();
        }

        @Override
        public List<DueRecord> next(int most) {
            if (at >= groups.size()) return List.of();
            Group group = groups.get(at);
            Instant received = group.receivedBefore(day);
            Instant status = group.statusBefore(day);
            OffsetDateTime[] last = {after};
            List<DueRecord> found = database.sql(DUE)
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
                        return new DueRecord(
                                new RecordRef(SubmissionRecords.FEATURE, row.getObject("id", UUID.class)),
                                group.version().form().toString(),
                                List.of((UUID[]) row.getArray("keys").getArray()));
                    })
                    .list();
            if (found.size() < most) {
                nextGroup();
            } else {
                after = last[0];
                afterId = found.getLast().ref().id();
            }
            return found;
        }

        private void nextGroup() {
            at++;
            after = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
            afterId = new UUID(0, 0);
        }
    }

    /** As PostgreSQL writes an array of values that need no quotes. */
    private static String array(List<Group> groups, Function<Group, @Nullable Object> value) {
        return groups.stream().map(value).map(each -> text(each)).collect(Collectors.joining(",", "{", "}"));
    }

    private static String array(List<UUID> values) {
        return values.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
