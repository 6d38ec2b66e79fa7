package dev.lethe.benchmarks;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.submissions.Position;
import dev.lethe.query.submissions.SubmissionFilter;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.query.submissions.Submissions.Start;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Openings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A page of 50 submissions from a form with a million, opened, with how many there are in all, against the plainest SQL for
 * the same rows in the same run.
 */
final class Reading {

    private static final int PAGE = 50;
    private static final Random CHANCE = new Random(1);
    private static final AccountId READER = new AccountId(UUID.randomUUID());

    private Reading() {}

    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(arguments, Map.of("submissions", 1_000_000, "rounds", 7, "pages", 200, "warm-up", 2_000));
        try (House house = House.open()) {
            run(house, options);
        }
    }

    /** A page, and the plainest SQL for it. */
    private record Kind(String name, SubmissionFilter filter, Start start, String condition, List<Object> parameters) {}

    private static void run(House house, Options options) throws Exception {
        int submissions = options.get("submissions");
        FormVersion form = house.form("report", false);
        house.readModels().awaitCurrent();
        house.readModels().stop();
        System.err.printf("Filling in %,d submissions …%n", submissions);
        house.fill(form, submissions);

        SubmissionFilter all = SubmissionFilter.of(Set.of(form.form()));
        SubmissionFilter waiting =
                new SubmissionFilter(all.forms(), null, null, null, Set.of(SubmissionStatus.WAITING), false, null);
        Position deep =
                new Position(House.FIRST.plus(Duration.ofMinutes(submissions / 3)), new SubmissionId(new UUID(-1, -1)));
        List<Kind> kinds = List.of(
                new Kind("first page", all, new Start.First(), "", List.of()),
                new Kind(
                        "page %,d".formatted(submissions * 2L / 3 / PAGE),
                        all,
                        new Start.After(deep),
                        " AND (received_at, id) < (?, ?)",
                        List.of(
                                deep.receivedAt().atOffset(ZoneOffset.UTC),
                                deep.id().value())),
                new Kind("first page of one status", waiting, new Start.First(), " AND status = 'WAITING'", List.of()));

        try (Connection connection = house.connect()) {
            System.err.println("Warming up …");
            for (Kind kind : kinds) {
                same(bare(connection, form.form(), kind), page(house, kind));
                for (int i = 0; i < options.get("warm-up"); i++) {
                    bare(connection, form.form(), kind);
                    opened(house, kind);
                }
            }
            Table table = new Table(
                    "50 of %,d".formatted(submissions), "milliseconds", "microseconds from–to", "ratio", "target");
            for (Kind kind : kinds) measure(house, connection, form.form(), kind, options, table);
            System.out.println(table);
        }
    }

    private interface Measure {
        void run() throws Exception;
    }

    private static void measure(
            House house, Connection connection, FormId form, Kind kind, Options options, Table table) throws Exception {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("bare SQL", () -> bare(connection, form, kind));
        measures.put("read", () -> page(house, kind));
        measures.put("read, counted and opened", () -> opened(house, kind));
        Map<String, Measure> withLook = Map.of("and the look made durable", () -> {
            look(house, page(house, kind));
            opened(house, kind);
        });
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < options.get("rounds"); round++) {
            inTurn(measures, options.get("pages"), times);
            inTurn(withLook, options.get("pages"), times);
        }
        double baseline = Table.median(times.getOrDefault("bare SQL", List.of()));
        times.forEach((name, all) -> table.row(
                kind.name + ", " + name,
                "%.2f".formatted(Table.median(all) / 1e3),
                Table.range(all),
                "%.2f".formatted(Table.median(all) / baseline),
                name.endsWith("opened") ? "< 5" : ""));
    }

    /**
     * Page by page in turn, in an order that chance makes: nobody reads one page two hundred times in a row, with the caches
     * of the machine for it alone and a PostgreSQL that never falls asleep.
     */
    private static void inTurn(Map<String, Measure> measures, int pages, Map<String, List<Double>> times)
            throws Exception {
        List<String> order = new ArrayList<>(measures.keySet());
        Map<String, Long> spent = new HashMap<>();
        for (int i = 0; i < pages; i++) {
            Collections.shuffle(order, CHANCE);
            for (String name : order) {
                long begun = System.nanoTime();
                measures.getOrDefault(name, () -> {}).run();
                spent.merge(name, System.nanoTime() - begun, Long::sum);
            }
        }
        for (String name : measures.keySet())
            times.computeIfAbsent(name, _ -> new ArrayList<>()).add(spent.getOrDefault(name, 0L) / 1e3 / pages);
    }

    private static List<UUID> bare(Connection connection, FormId form, Kind kind) throws Exception {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT s.*, p.* FROM (SELECT * FROM read_submissions.submission WHERE form = ? AND archived_at IS NULL"
                        + kind.condition + " ORDER BY received_at DESC, id DESC LIMIT " + PAGE
                        + ") s JOIN read_submissions.part p ON p.submission = s.id"
                        + " ORDER BY s.received_at DESC, s.id DESC, p.person")) {
            statement.setObject(1, form.value());
            for (int i = 0; i < kind.parameters.size(); i++) statement.setObject(i + 2, kind.parameters.get(i));
            try (var rows = statement.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int column = 1; column <= columns; column++) rows.getObject(column);
                    ids.add(rows.getObject("id", UUID.class));
                }
            }
        }
        return ids;
    }

    private static List<SubmissionRow> page(House house, Kind kind) {
        return house.bean(Submissions.class)
                .page(kind.filter, true, kind.start, PAGE)
                .rows();
    }

    private static void opened(House house, Kind kind) {
        List<SubmissionRow> rows = page(house, kind);
        if (house.bean(Submissions.class).count(kind.filter) < PAGE) throw new IllegalStateException("Miscounted");
        Openings openings = house.bean(KeyVault.class)
                .openAll(rows.stream().flatMap(SubmissionRow::sealed).toList());
        for (SubmissionRow row : rows)
            if (!(row.parts().getFirst().in(openings) instanceof Known)) throw new IllegalStateException("Not opened");
    }

    private static void look(House house, List<SubmissionRow> rows) {
        house.bean(Looks.class)
                .record(
                        READER,
                        Occasion.SUBMISSION_LIST,
                        rows.stream().map(row -> row.id().value()).toList());
    }

    private static void same(List<UUID> bare, List<SubmissionRow> rows) {
        if (bare.size() != PAGE
                || !bare.equals(rows.stream().map(row -> row.id().value()).toList()))
            throw new IllegalStateException("Not the same rows");
    }
}
