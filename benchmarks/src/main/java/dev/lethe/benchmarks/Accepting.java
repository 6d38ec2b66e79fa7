package dev.lethe.benchmarks;

import dev.lethe.command.forms.model.FormVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Submissions through the command side's intake — checked, sealed, durable — against single-row JDBC inserts of rows of the
 * same size into a table made like that of the events, by as many threads, each row its own durable commit.
 */
final class Accepting {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final AtomicLong PEOPLE = new AtomicLong();

    private Accepting() {}

    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(arguments, Map.of("seconds", 5, "rounds", 5, "threads", 16, "warm-up", 20, "only", 0));
        try (House house = House.open()) {
            run(house, options);
        }
    }

    private interface Measure {
        /** @return per second */
        double run(double seconds) throws Exception;
    }

    /** {@code --only=2} measures the second line only, beside the baseline: for a profiler. */
    private static void run(House house, Options options) throws Exception {
        int threads = options.get("threads");
        int rounds = options.get("rounds");
        double seconds = options.get("seconds");
        FormVersion anonymous = house.form("anonymous", false);
        FormVersion named = house.form("named", true);
        house.readModels().awaitCurrent(LONG);
        house.pauseFollowers();
        System.err.println("Warming up …");
        House.hammer(threads, options.get("warm-up"), (_, n) -> half(house, anonymous, named, n));
        int size = (int) house.number(
                "SELECT round(avg(length(payload))) FROM event WHERE payload_type LIKE '%SubmissionReceived'");
        house.execute("CREATE TABLE raw_event (LIKE event INCLUDING ALL)");
        house.execute("ALTER TABLE raw_event SET (toast_tuple_target = 8160)");
        house.execute("ALTER TABLE raw_event ALTER position ADD GENERATED ALWAYS AS IDENTITY");

        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("raw inserts", time -> raw(house, threads, time, size));
        measures.put(
                "anonymous, projections paused",
                time -> House.hammer(threads, time, (_, n) -> house.submit(anonymous, House.address(n))) / time);
        measures.put(
                "half named, projections paused",
                time -> House.hammer(threads, time, (_, n) -> half(house, anonymous, named, n)) / time);
        measures.put(
                "anonymous, projections keeping up",
                time -> keepingUp(
                        house,
                        time,
                        () -> House.hammer(threads, time, (_, n) -> house.submit(anonymous, House.address(n)))));
        measures.put(
                "half named, projections keeping up",
                time -> keepingUp(
                        house, time, () -> House.hammer(threads, time, (_, n) -> half(house, anonymous, named, n))));
        Map<String, Double> targets = Map.of(
                "anonymous, projections paused", 1.0,
                "half named, projections paused", 0.7,
                "anonymous, projections keeping up", 0.5,
                "half named, projections keeping up", 0.5);

        if (options.get("only") > 0) {
            String only = List.copyOf(measures.keySet()).get(options.get("only") - 1);
            measures.keySet().removeIf(name -> !name.equals(only) && !name.equals("raw inserts"));
        }
        raw(house, threads, options.get("warm-up") / 2.0, size);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        measures.keySet().forEach(name -> rates.put(name, new ArrayList<>()));
        for (int round = 1; round <= rounds; round++) {
            for (var measure : measures.entrySet()) {
                double rate = measure.getValue().run(seconds);
                rates.getOrDefault(measure.getKey(), List.of()).add(rate);
                System.err.printf("round %d of %d: %s %,.0f/s%n", round, rounds, measure.getKey(), rate);
            }
        }
        double baseline = Table.median(rates.getOrDefault("raw inserts", List.of()));
        Table table = new Table(
                "accepting, " + threads + " concurrent, " + size + " bytes",
                "per second",
                "from–to",
                "ratio",
                "target");
        rates.forEach((name, all) -> table.row(
                name,
                "%,.0f".formatted(Table.median(all)),
                Table.range(all),
                "%.2f".formatted(Table.median(all) / baseline),
                targets.containsKey(name) ? "%.1f".formatted(targets.get(name)) : ""));
        System.out.println(table);
    }

    /** Every second one names a person, whom nobody has heard of before. */
    private static void half(House house, FormVersion anonymous, FormVersion named, long n) {
        // by pairs of rounds, so that it is not the same threads that always do the same
        if ((n + n / 16) % 2 == 0) house.submit(named, House.address(PEOPLE.incrementAndGet()));
        else house.submit(anonymous, House.address(n));
    }

    private interface Sending {
        long run() throws Exception;
    }

    /** Counts until the last of it is in every read model. */
    private static double keepingUp(House house, double seconds, Sending sending) throws Exception {
        house.resumeFollowers();
        if (!house.readModels().awaitCurrent(LONG)) throw new IllegalStateException("The read models never caught up");
        long begun = System.nanoTime();
        long count = sending.run();
        if (!house.readModels().awaitCurrent(LONG)) throw new IllegalStateException("The read models never caught up");
        double took = Math.max(seconds, (System.nanoTime() - begun) / 1e9);
        house.pauseFollowers();
        return count / took;
    }

    private static double raw(House house, int threads, double seconds, int size) throws Exception {
        byte[] payload = new byte[size];
        ThreadLocalRandom.current().nextBytes(payload);
        Connection[] connections = new Connection[threads];
        PreparedStatement[] inserts = new PreparedStatement[threads];
        for (int t = 0; t < threads; t++) {
            connections[t] = house.connect();
            inserts[t] = connections[t].prepareStatement(
                    "INSERT INTO raw_event (event_id, aggregate_type, aggregate_id, sequence, at, payload_type, payload_revision, payload, metadata)"
                            + " VALUES (?, 'Submission', ?, 0, ?, 'dev.lethe.command.submissions.events.SubmissionEvent$SubmissionReceived', '1', ?, '{}'::bytea)");
        }
        try {
            return House.hammer(threads, seconds, (thread, _) -> {
                        PreparedStatement insert = inserts[thread];
                        insert.setString(1, UUID.randomUUID().toString());
                        insert.setString(2, UUID.randomUUID().toString());
                        insert.setTimestamp(3, Timestamp.from(Instant.now()));
                        insert.setBytes(4, payload);
                        insert.executeUpdate();
                    })
                    / seconds;
        } finally {
            for (Connection connection : connections) connection.close();
        }
    }
}
