package dev.lethe.benchmarks;

import dev.lethe.command.forms.model.FormVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGStatement;

/**
 * Rebuilding the read model of submissions, from the first event until it is swapped in, indexes and all, against reading
 * the same table through a cursor and throwing the rows away.
 */
final class Rebuilding {

    private static final Duration LONG = Duration.ofMinutes(30);

    private Rebuilding() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, Map.of("events", 300_000, "rounds", 5));
        try (House house = House.open()) {
            run(house, options.get("events"), options.get("rounds"));
        }
    }

    private static void run(House house, int events, int rounds) throws Exception {
        FormVersion form = house.form("report", false);
        System.err.printf("Storing %,d submissions …%n", events);
        House.each(16, 0, 1_000, (_, n) -> house.submit(form, House.address(n)));
        house.readModels().awaitCurrent(LONG);
        house.readModels().stop();
        multiply(house, events);
        house.readModels().start();
        house.readModels().awaitCurrent(LONG);
        house.execute("VACUUM (ANALYZE) event");

        double stored = house.number("SELECT count(*) FROM event");
        List<Double> raw = new ArrayList<>();
        List<Double> rebuilt = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double reading = stored / read(house);
            double rebuilding = stored / rebuild(house);
            if (round == 0) continue; // to warm up
            raw.add(reading);
            rebuilt.add(rebuilding);
            System.err.printf("round %d of %d: raw %,.0f/s, rebuild %,.0f/s%n", round, rounds, reading, rebuilding);
        }
        long rows = house.number("SELECT count(*) FROM read_submissions.submission");
        if (rows != events) throw new IllegalStateException("Rebuilt " + rows + " of " + events);
        Table table = new Table("%,.0f events".formatted(stored), "per second", "from–to", "ratio", "target");
        table.row("raw cursor read", "%,.0f".formatted(Table.median(raw)), Table.range(raw), "1.00", "");
        table.row(
                "rebuild of submissions",
                "%,.0f".formatted(Table.median(rebuilt)),
                Table.range(rebuilt),
                "%.2f".formatted(Table.median(rebuilt) / Table.median(raw)),
                "0.3");
        System.out.println(table);
    }

    /** More events like those that were stored, each with an id of its own. */
    private static void multiply(House house, int events) throws Exception {
        house.execute("""
                WITH seed AS (SELECT *, row_number() OVER (ORDER BY position) AS n FROM event WHERE payload_type LIKE '%%SubmissionReceived'),
                made AS (SELECT seed.*, gen_random_uuid()::text AS id, number FROM generate_series(1001, %d) AS number JOIN seed ON seed.n = 1 + number %% 1000)
                INSERT INTO event SELECT (SELECT max(position) FROM event) + row_number() OVER (ORDER BY number), gen_random_uuid()::text,
                  aggregate_type, id, 0, at + number * interval '1 second', payload_type, payload_revision,
                  convert_to(replace(convert_from(payload, 'UTF8'), aggregate_id, id), 'UTF8'), metadata FROM made
                """.formatted(events));
    }

    private static double rebuild(House house) {
        long begun = System.nanoTime();
        house.readModels().rebuild("submissions", _ -> {});
        return (System.nanoTime() - begun) / 1e9;
    }

    /** As fast as the driver can: binary, by a cursor. */
    private static double read(House house) throws Exception {
        long begun = System.nanoTime();
        long bytes = 0;
        try (Connection connection = house.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT position, event_id, at, payload_type, payload_revision, payload, metadata FROM event ORDER BY position")) {
                statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
                statement.setFetchSize(1_000);
                try (var result = statement.executeQuery()) {
                    while (result.next()) {
                        bytes += result.getLong(1)
                                + result.getString(2).length()
                                + result.getString(4).length();
                        bytes += result.getBytes(6).length + result.getBytes(7).length;
                    }
                }
            }
        }
        if (bytes == 0) throw new IllegalStateException("Nothing was read");
        return (System.nanoTime() - begun) / 1e9;
    }
}
