package dev.lethe.shredding;

import static dev.lethe.shredding.Notes.MONTH;
import static dev.lethe.shredding.Notes.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Measures how long it takes to destroy keys of expiring records that name a person, from the order to the proof: one by
 * one, and in batches, in the order in which they were made and scattered among others. Run it with a number of rounds; it
 * is no test.
 */
final class DestroyingMany {

    private static final int FEW = 1_000;
    private static final int MANY = 10_000;

    private DestroyingMany() {}

    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        try (TestVault test =
                TestVault.unopened().withMirror().withMadeAhead(512).reopen()) {
            KeyVault vault = test.vault();
            round(vault, 100, 200); // and compiles
            List<double[]> rounds = new ArrayList<>();
            for (int i = 0; i < times; i++) rounds.add(round(vault, FEW, MANY));
            String[] names = {
                "1,000 one by one",
                "1,000 in one batch",
                "10,000 in one batch",
                "1,000 scattered",
                "10,000 scattered",
                "sweep"
            };
            double baseline = median(rounds, 0);
            System.out.printf(Locale.ROOT, "%-22s %12s %8s%n", "", "milliseconds", "ratio");
            for (int i = 0; i < names.length; i++)
                System.out.printf(
                        Locale.ROOT, "%-22s %12.0f %8.3f%n", names[i], median(rounds, i), median(rounds, i) / baseline);
            System.out.printf(
                    Locale.ROOT, "%,d seeds in the end%n", vault.health().seeds());
        }
    }

    private static double median(List<double[]> rounds, int column) {
        double[] all =
                rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        return all[all.length / 2];
    }

    private static double[] round(KeyVault vault, int few, int many) {
        List<UUID> single = keys(vault, few);
        List<UUID> batch = keys(vault, few);
        List<UUID> large = keys(vault, many);
        List<UUID> crowd = keys(vault, 10 * many);
        List<UUID> some = new ArrayList<>();
        List<UUID> more = new ArrayList<>();
        for (int i = 0; i < crowd.size(); i++) {
            if (i % 10 == 3) more.add(crowd.get(i));
            else if (i % (10 * many / few) == 0) some.add(crowd.get(i));
        }
        return new double[] {
            millis(() -> single.forEach(key -> erase(vault, List.of(key)))),
            millis(() -> erase(vault, batch)),
            millis(() -> erase(vault, large)),
            millis(() -> erase(vault, some)),
            millis(() -> erase(vault, more)),
            millis(vault::sweep)
        };
    }

    private static List<UUID> keys(KeyVault vault, int count) {
        List<UUID> keyIds = new ArrayList<>();
        for (int from = 0; from < count; from += 500) {
            List<Owner> owners = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 500); i++)
                owners.add(person(MONTH, "p" + i + "@example.org"));
            try (RecordKeys keys = vault.newKeys(owners)) {
                for (int i = 0; i < owners.size(); i++) keyIds.add(keys.keyId(i));
            }
        }
        return keyIds;
    }

    private static void erase(KeyVault vault, List<UUID> keyIds) {
        Notes.erase(
                vault,
                new ErasureOrder(
                        UUID.randomUUID(),
                        new ErasureOrder.Records(new HashSet<>(keyIds)),
                        Notes.GROUND,
                        Notes.OFFICER,
                        Instant.now()));
    }

    private static double millis(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e6;
    }
}
