package dev.lethe.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.vault.AddressReading;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The index of addresses, which is in memory only: how fast it is built again after a start, on one core and from the database,
 * and what it takes.
 */
final class Indexing {

    private Indexing() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, Map.of("few", 200_000, "many", 1_000_000, "rounds", 3));
        House.quiet();
        Table table = new Table("the index of addresses", "few", "many", "target");
        int few = options.get("few");
        int many = options.get("many");
        row(table, "addresses", "%,.0f", (double) few, (double) many, "");
        List<List<Double>> speeds = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Double>> bytes = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = -1; round < options.get("rounds"); round++)
            for (int size = 0; size < 2; size++) {
                AddressReading.Kept kept = AddressReading.keep(size == 0 ? few : many);
                if (round < 0) continue;
                speeds.get(size).add(1e9 / kept.nanoseconds());
                bytes.get(size).add(kept.bytes());
            }
        row(table, "opened and kept, a second on a core", "%,.0f", median(speeds, 0), median(speeds, 1), "> 200,000");
        row(table, "bytes of the heap for each", "%.1f", median(bytes, 0), median(bytes, 1), "< 40");
        double[] opened = fromDatabase(few);
        double[] openedMany = fromDatabase(many);
        row(table, "seconds until it serves", "%.2f", opened[0], openedMany[0], "the same");
        row(table, "seconds until it can be searched", "%.2f", opened[1], openedMany[1], "");
        System.out.println(table);
    }

    private static void row(Table table, String name, String format, double few, double many, String target) {
        table.row(name, format.formatted(few), format.formatted(many), target);
    }

    private static double median(List<List<Double>> values, int size) {
        return Table.median(values.get(size));
    }

    private static double[] fromDatabase(int count) throws Exception {
        Path home = House.home();
        try (DataDirectory data = DataDirectory.open(home.resolve("data"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(data);
                HikariDataSource vault = new HikariDataSource()) {
            vault.setJdbcUrl(postgres.vault().url());
            vault.setUsername(postgres.vault().username());
            vault.setPassword(postgres.vault().password());
            Path root = Files.createDirectories(home.resolve("root"));
            return AddressReading.open(vault, root, count);
        } finally {
            House.remove(home);
        }
    }
}
