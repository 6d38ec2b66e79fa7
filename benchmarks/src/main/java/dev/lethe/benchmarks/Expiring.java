package dev.lethe.benchmarks;

import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Destroying the keys of records that have had their time and name a person, from the order to the proof: one by one, and in
 * batches, in the order in which they were made and scattered among ten times as many others.
 */
final class Expiring {

    private static final Lane MONTH = Lane.retention(Period.ofDays(30));
    private static final Ground GROUND = ErasureGround.RETENTION.code();
    private static final UUID NOBODY = new UUID(0, 0);
    private static final int MADE_AT_ONCE = 500;

    private Expiring() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, Map.of("rounds", 5, "few", 1_000, "many", 10_000));
        try (House house = House.open()) {
            run(house.bean(KeyVault.class), options);
        }
    }

    private static void run(KeyVault vault, Options options) {
        int few = options.get("few");
        int many = options.get("many");
        int rounds = options.get("rounds");
        round(vault, 100, 200, new LinkedHashMap<>()); // and compiles
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            round(vault, few, many, times);
            System.err.printf("round %d of %d%n", round, rounds);
        }
        double baseline = times.values().stream().map(Table::median).findFirst().orElseThrow();
        Table table = new Table("records that name a person, order to proof", "milliseconds", "from–to", "ratio");
        times.forEach((name, all) -> table.row(
                name,
                "%,.0f".formatted(Table.median(all)),
                Table.range(all),
                "%.3f".formatted(Table.median(all) / baseline)));
        System.out.println(table);
        System.out.printf("%,d seeds in the end%n", vault.health().seeds());
    }

    private static void round(KeyVault vault, int few, int many, Map<String, List<Double>> times) {
        List<UUID> single = keys(vault, few);
        List<UUID> batch = keys(vault, few);
        List<UUID> large = keys(vault, many);
        List<UUID> crowd = keys(vault, 10 * many);
        List<UUID> manyOfThem = every(10, crowd, 3);
        List<UUID> fewOfThem = every(10 * many / few, crowd, 0);
        time(times, "%,d one by one".formatted(few), () -> single.forEach(key -> destroy(vault, List.of(key))));
        time(times, "%,d in one batch".formatted(few), () -> destroy(vault, batch));
        time(times, "%,d in one batch".formatted(many), () -> destroy(vault, large));
        time(times, "%,d scattered".formatted(few), () -> destroy(vault, fewOfThem));
        time(times, "%,d scattered".formatted(many), () -> destroy(vault, manyOfThem));
        time(times, "sweeping after them", vault::sweep);
    }

    private static List<UUID> every(int step, List<UUID> keys, int from) {
        return IntStream.iterate(from, i -> i < keys.size(), i -> i + step)
                .mapToObj(keys::get)
                .toList();
    }

    private static List<UUID> keys(KeyVault vault, int count) {
        List<UUID> made = new ArrayList<>();
        while (made.size() < count) {
            List<Owner> owners = IntStream.range(made.size(), Math.min(count, made.size() + MADE_AT_ONCE))
                    .<Owner>mapToObj(
                            n -> new Owner.Named(MONTH, Population.PUBLIC, List.of(Identifier.email(House.address(n)))))
                    .toList();
            try (RecordKeys keys = vault.newKeys(owners)) {
                for (int i = 0; i < owners.size(); i++) made.add(keys.keyId(i));
            }
        }
        return made;
    }

    private static void destroy(KeyVault vault, List<UUID> keys) {
        var order = new ErasureOrder(
                UUID.randomUUID(), new ErasureOrder.Records(new HashSet<>(keys)), GROUND, NOBODY, Instant.now());
        vault.order(order);
        if (vault.carryOut(order.erasure()).keys() != keys.size())
            throw new IllegalStateException("Not all of them were destroyed");
    }

    private static void time(Map<String, List<Double>> times, String name, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        times.computeIfAbsent(name, _ -> new ArrayList<>()).add((System.nanoTime() - begun) / 1e6);
    }
}
