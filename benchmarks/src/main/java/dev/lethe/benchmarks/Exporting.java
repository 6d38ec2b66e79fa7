package dev.lethe.benchmarks;

import dev.lethe.command.audit.model.ExportFormat;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.SubmissionFilter;
import dev.lethe.query.submissions.SubmissionSnapshot;
import dev.lethe.query.submissions.SubmissionSnapshots;
import dev.lethe.shredding.KeyVault;
import dev.lethe.ui.submissions.Exports;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Exporting a form's submissions, read, opened and written as the page's button does it, against reading the same rows and
 * throwing them away; and how much memory lives meanwhile, with few and with many.
 */
final class Exporting {

    private static final int FEW = 10;

    private Exporting() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, Map.of("submissions", 100_000, "rounds", 5));
        try (House house = House.open()) {
            run(house, options.get("submissions"), options.get("rounds"));
        }
    }

    private interface Measure {
        void run() throws Exception;
    }

    private static void run(House house, int submissions, int rounds) throws Exception {
        FormVersion many = house.form("many", false);
        FormVersion few = house.form("few", false);
        house.readModels().awaitCurrent();
        house.readModels().stop();
        System.err.printf("Filling in %,d submissions …%n", submissions + submissions / FEW);
        house.fill(many, submissions);
        house.fill(few, submissions / FEW);

        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("read and thrown away", () -> read(house, many.form(), submissions));
        measures.put("CSV, opened", () -> export(house, many.form(), ExportFormat.CSV));
        measures.put("XLSX, opened", () -> export(house, many.form(), ExportFormat.XLSX));
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> costs = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (var measure : measures.entrySet()) {
                double computed = house.computed();
                long begun = System.nanoTime();
                measure.getValue().run();
                double rate = submissions / ((System.nanoTime() - begun) / 1e9);
                double cost = (house.computed() - computed) * 1e6 / submissions;
                System.err.printf(
                        "round %d of %d: %s %,.0f/s, %.1f µs of a core each%n",
                        round, rounds, measure.getKey(), rate, cost);
                if (round == 0) continue; // to warm up
                rates.computeIfAbsent(measure.getKey(), _ -> new ArrayList<>()).add(rate);
                costs.computeIfAbsent(measure.getKey(), _ -> new ArrayList<>()).add(cost);
            }
        }
        // With two cores to itself it cannot do more than these allow; with others on the machine it does less.
        Table table = new Table(
                "exporting %,d".formatted(submissions),
                "rows per second",
                "from–to",
                "target",
                "µs of a core each",
                "rows for two cores");
        rates.forEach((name, all) -> {
            double cost = Table.median(costs.getOrDefault(name, List.of()));
            table.row(
                    name,
                    "%,.0f".formatted(Table.median(all)),
                    Table.range(all),
                    name.endsWith("opened") ? "20,000" : "",
                    "%.1f".formatted(cost),
                    "%,.0f".formatted(2e6 / cost));
        });
        System.out.println(table);

        Table memory = new Table("live memory, MiB", "before", "at most during", "more");
        for (ExportFormat format : ExportFormat.values()) {
            for (FormVersion form : List.of(few, many)) {
                int count = form == few ? submissions / FEW : submissions;
                double before = live();
                double peak = peak(() -> export(house, form.form(), format));
                memory.row(
                        "%s of %,d".formatted(format, count),
                        "%.1f".formatted(before),
                        "%.1f".formatted(peak),
                        "%.1f".formatted(peak - before));
            }
        }
        System.out.println(memory);
    }

    private static SubmissionSnapshot snapshot(House house, FormId form) {
        return house.bean(SubmissionSnapshots.class).take(SubmissionFilter.of(Set.of(form)));
    }

    private static void read(House house, FormId form, int expected) throws Exception {
        long[] rows = {0};
        try (SubmissionSnapshot snapshot = snapshot(house, form)) {
            snapshot.each(false, some -> rows[0] += some.size());
        }
        if (rows[0] != expected) throw new IllegalStateException("Read " + rows[0]);
    }

    private static void export(House house, FormId form, ExportFormat format) throws Exception {
        ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
        texts.setBasenames("messages/submissions", "messages/exports");
        texts.setDefaultEncoding("UTF-8");
        Exports exports = new Exports(
                house.bean(Forms.class), house.bean(KeyVault.class), house.bean(RecordedSubmissions.class), texts);
        try (SubmissionSnapshot snapshot = snapshot(house, form)) {
            snapshot.count(); // as for the record
            exports.write(snapshot, exports.of(form), false, format, OutputStream::nullOutputStream);
        }
    }

    /** What is reachable, in MiB. */
    private static double live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0 / 1024;
    }

    private static double peak(Measure measure) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong peak = new AtomicLong();
        Thread watcher = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) peak.accumulateAndGet((long) (live() * 1024), Math::max);
        });
        measure.run();
        stop.set(true);
        watcher.join();
        return peak.get() / 1024.0;
    }
}
