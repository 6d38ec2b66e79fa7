package dev.lethe.benchmarks;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Population;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Erasing a person, from the order to the proof: with few records or many, among few other people or many. */
final class Erasing {

    private static final int THREADS = 16;
    private static final AccountId OFFICER = new AccountId(UUID.randomUUID());

    private Erasing() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(
                arguments, Map.of("rounds", 5, "few", 10, "many", 10_000, "others", 1_000, "crowd", 100_000));
        try (House house = House.open()) {
            run(house, options);
        }
    }

    private static void run(House house, Options options) throws Exception {
        FormVersion form = house.form("report", true);
        house.readModels().stop();
        int few = options.get("few");
        int many = options.get("many");
        Map<String, List<Double>> times = new LinkedHashMap<>();
        erase(house, form, "warm-up", few, 20); // and compiles
        int people = 0;
        for (int others : new int[] {options.get("others"), options.get("crowd")}) {
            System.err.printf("Storing the records of %,d other people …%n", others - people);
            House.each(THREADS, people, others, (_, n) -> house.submit(form, House.address(n)));
            people = others;
            for (int round = 0; round < options.get("rounds"); round++) {
                for (int records : new int[] {few, many})
                    times.computeIfAbsent(
                                    "%,d records among %,d others".formatted(records, others), _ -> new ArrayList<>())
                            .addAll(erase(house, form, others + "-" + round + "-" + records, records, 1));
            }
        }
        double baseline = times.values().stream().map(Table::median).findFirst().orElseThrow();
        Table table = new Table("erasing a person, order to proof", "milliseconds", "from–to", "ratio", "target");
        times.forEach((name, all) -> table.row(
                name,
                "%.1f".formatted(Table.median(all)),
                Table.range(all),
                "%.2f".formatted(Table.median(all) / baseline),
                // As many places are punctured as a person has records: with few it must be flat, with many it has its
                // limit
                name.startsWith("%,d ".formatted(few)) ? "≤ 1.5" : "< 2,000 ms"));
        System.out.println(table);
    }

    private static List<Double> erase(House house, FormVersion form, String name, int records, int times)
            throws Exception {
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String address = "erased-" + name + "-" + i + "@example.org";
            house.submit(form, address);
            House.each(THREADS, 1, records, (_, _) -> house.submit(form, address));
            Enquiry enquiry = house.bean(KeyVault.class)
                    .enquire(Identifier.email(address), Population.PUBLIC)
                    .orElseThrow();
            if (enquiry.keys().size() != records) throw new IllegalStateException("Not all records are theirs");
            long begun = System.nanoTime();
            ErasureOutcome outcome = house.bean(ErasureDesk.class)
                    .erasePerson(
                            new ErasureId(UUID.randomUUID()),
                            enquiry.id(),
                            Map.of(),
                            ErasureOrder.Person.ALL,
                            true,
                            ErasureGround.values()[0],
                            OFFICER);
            took.add((System.nanoTime() - begun) / 1e6);
            if (!(outcome instanceof ErasureOutcome.Complete))
                throw new IllegalStateException("Not erased: " + outcome);
        }
        return took;
    }
}
