package dev.lethe.benchmarks;

import dev.lethe.shredding.root.RootGrowth;
import java.util.List;
import java.util.Map;

/** How the root state grows over years, by what it is that is destroyed. No database, and no time is measured. */
final class Growing {

    private static final double MIB = 1024 * 1024;

    private Growing() {}

    public static void main(String[] arguments) {
        Options options = Options.of(arguments, Map.of("years", 10, "seed", 1));
        List<Map<String, Long>> years = RootGrowth.simulate(options.get("years"), options.get("seed"));
        Table table = new Table("the root state's seeds, in MiB", "MiB", "target");
        for (int year = 1; year <= years.size(); year++) {
            Map<String, Long> causes = years.get(year - 1);
            String after = "after %d year%s".formatted(year, year == 1 ? "" : "s");
            if (year == 1 || year == years.size())
                causes.forEach((cause, bytes) -> table.row(after + ": " + cause, "%.2f".formatted(bytes / MIB), ""));
            long all = causes.values().stream().mapToLong(Long::longValue).sum();
            table.row(
                    after,
                    "%.2f".formatted(all / MIB),
                    year == 1 ? "< 6" : year == 10 ? "< %.0f".formatted(RootGrowth.limit() / MIB) : "");
        }
        System.out.println(table);
    }
}
