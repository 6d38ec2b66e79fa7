package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.privacy.ErasureStage;
import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Midnight;
import dev.lethe.ui.Client;
import dev.lethe.ui.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises 2 and 3 for what had its time: the product is started more than a year later, and says what it makes of that. */
@Tag("process")
class ExpiredBackupsTest {

    private static final Pattern DUE = Pattern.compile("Due on .*: ([\\d,]+) of ([\\d,]+) records");
    private static final Map<String, String> A_YEAR_LATER = Map.of(HaltingLethe.LATER, "400");

    private static String due(RunningLethe lethe) {
        return lethe.command("expire", "--preview")
                .printed(DUE.pattern().replace(" of ([\\d,]+) records", ""))
                .replace(",", "");
    }

    @Test
    void fw7_what_had_its_time_opens_from_no_backup_and_all_else_from_every_one(@TempDir Path home) throws Exception {
        DemoData.copyTo(home);
        Path before = Directories.copy(RunningLethe.data(home), home.resolve("before"));
        Path rootBefore = Directories.copy(RunningLethe.root(home), home.resolve("before.root"));
        long expired;
        try (RunningLethe lethe = RunningLethe.serve(home, A_YEAR_LATER)) {
            String due = due(lethe);
            RunningLethe refused = lethe.command("expire");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", refused.output())).contains("the clock jumped", "--confirm=" + due);
            RunningLethe wrong = lethe.command("expire", "--confirm=1");
            assertThat(wrong.exitCode()).isEqualTo(1);

            RunningLethe confirmed = lethe.command("expire", "--confirm=" + due);

            assertThat(confirmed.exitCode()).as(confirmed.output().toString()).isZero();
            expired = Long.parseLong(
                    confirmed.printed("Records destroyed: ([\\d,]+)").replace(",", ""));
            assertThat(String.valueOf(expired)).isEqualTo(due);
            assertThat(lethe.command("expire").exitCode())
                    .as("the clock is believed again")
                    .isZero();
        }
        Path after = Directories.copy(RunningLethe.data(home), home.resolve("after"));

        Copies old = Copies.readOut(before);
        Copies all = Copies.all(old, Copies.readOut(after));
        Map<UUID, byte[]> openedThen = Adversary.holding(rootBefore).open(old.keys());
        Map<String, String> readThen = old.readable(openedThen);
        Map<UUID, byte[]> openedNow = Adversary.holding(RunningLethe.root(home)).open(all.keys());
        Map<String, String> readNow = all.readable(openedNow);

        Set<UUID> destroyed = Copies.ids(old.keys());
        destroyed.removeAll(openedNow.keySet());
        var lost = new LinkedHashMap<>(readThen);
        lost.keySet().removeAll(readNow.keySet());
        assertThat(expired).isPositive();
        assertThat((long) lost.size()).isEqualTo(expired);
        assertThat(destroyed).hasSizeGreaterThanOrEqualTo(lost.size());
        var others = new LinkedHashMap<>(readThen);
        others.keySet().removeAll(lost.keySet());
        assertThat(others).isNotEmpty();
        assertThat(readNow).containsAllEntriesOf(others);
    }

    @Test
    void a_run_that_is_cut_off_at_a_step_is_complete_after_the_next_start(@TempDir Path home) throws Exception {
        Path halt = home.resolve("halt-at");
        var later = new LinkedHashMap<>(A_YEAR_LATER);
        later.put(HaltingLethe.FILE, halt.toString());
        DemoData.copyTo(home);
        for (Enum<?> step : List.<Enum<?>>of(ErasureStage.ORDER_RECORDED, ErasureStep.PUNCTURED)) {
            if (step == ErasureStep.PUNCTURED) later.put(HaltingLethe.LATER, "800"); // those of two years are due then
            RunningLethe lethe = RunningLethe.serve(home, later, "--demo");
            Midnight.keepAway();
            String due = due(lethe);
            assertThat(Long.parseLong(due)).isPositive();
            Files.writeString(halt, HaltingLethe.name(step));
            lethe.command("expire", "--confirm=" + due);
            assertThat(lethe.awaitEnd()).as("%s was never reached", step).isEqualTo(137);
            Files.delete(halt);

            lethe = RunningLethe.serve(home, later, "--demo");
            try {
                Document run = ended(new Council(lethe).officer());
                assertThat(run.select("#state").text()).isEqualTo("Complete");
                assertThat(run.select("#destroyed").text()).isEqualTo(due);
                assertThat(run.select("#batches li"))
                        .allMatch(batch -> batch.text().endsWith("Complete"));
                assertThat(due(lethe)).isEqualTo("0");
            } finally {
                lethe.close();
            }
        }
    }

    /** The page of the last run, once it is not under way any more: it goes on as soon as the product serves. */
    private static Document ended(Client officer) throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            for (var row : officer.page("/staff/retention").select("#runs tbody tr")) {
                if (row.text().contains("Refused")) continue;
                if (row.text().contains("Under way")) break;
                return officer.page(row.selectFirst("a").attr("href"));
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("The run does not end");
    }
}
