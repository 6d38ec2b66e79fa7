package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.privacy.ErasureStage;
import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.ui.Client;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 2: what was ordered is complete before it serves again, wherever the process died. */
@Tag("process")
class CrashTest {

    @Test
    void an_erasure_that_is_cut_off_at_any_step_is_complete_after_the_next_start(@TempDir Path home) throws Exception {
        Path halt = home.resolve("halt-at");
        Map<String, String> halting = Map.of(HaltingLethe.FILE, halt.toString());
        List<Enum<?>> steps = new ArrayList<>(List.of(ErasureStage.values()));
        steps.addAll(List.of(ErasureStep.values()));
        String stays = "stays.through.it.all";
        RunningLethe lethe = RunningLethe.serve(home, halting, "--demo");
        try {
            var first = new Council(lethe);
            first.submit(first.formOfOnePerson(), question -> question.answer(stays));
            int erasures = 0;
            var stolen = new ArrayList<Adversary.StolenIdentifier>();
            for (Enum<?> step : steps) {
                var council = new Council(lethe);
                String name = "crash.at." + step.getDeclaringClass().getSimpleName() + "."
                        + step.name().toLowerCase();
                String reference = council.submit(council.formOfOnePerson(), question -> question.answer(name));
                try (Connection vault = Cluster.of(lethe).connect("lethe_vault")) {
                    stolen.addAll(Adversary.identifiers(vault));
                }
                var officer = council.officer();
                Document confirm = council.confirmErasure(officer, name + "@example.org");
                Files.writeString(halt, HaltingLethe.name(step));
                try {
                    officer.submit(Client.formWith(confirm, "input[name=erasure]"));
                    assertThat(lethe.output()).as("%s was never reached", step).isEmpty();
                } catch (UncheckedIOException e) {
                    assertThat(lethe.awaitEnd()).isEqualTo(137);
                }
                Files.delete(halt);
                erasures++;

                lethe = RunningLethe.serve(home, halting, "--demo");
                council = new Council(lethe);
                assertThat(council.find(council.officer(), name + "@example.org")
                                .select("#nobody-title"))
                        .as("nobody is found after a crash at %s", step)
                        .isNotEmpty();
                Document done = council.officer().page("/staff/erasures");
                assertThat(done.select("main tbody tr")).hasSize(erasures);
                assertThat(done.select("main tbody .govuk-tag--green")).hasSize(erasures);
                String report = council.report();
                assertThat(report)
                        .contains(reference)
                        .doesNotContain(name + "@")
                        .contains(stays);
            }
            // Nor does a copy of the vault from just before each crash tell who they were, or an order for whom it was
            try (Connection vault = Cluster.of(lethe).connect("lethe_vault")) {
                stolen.addAll(Adversary.identifiers(vault));
                var orders = vault.createStatement()
                        .executeQuery(
                                "SELECT count(*) FROM vault.erasure_order WHERE addresses IS NOT NULL OR NOT completed");
                orders.next();
                assertThat(orders.getLong(1)).isZero();
            }
            assertThat(stolen).hasSizeGreaterThan(erasures);
            assertThat(Adversary.holding(RunningLethe.root(home)).openIdentifiers(stolen))
                    .anyMatch(text -> text.contains(stays))
                    .noneMatch(text -> text.contains("crash.at."));
        } finally {
            lethe.close();
        }
    }
}
