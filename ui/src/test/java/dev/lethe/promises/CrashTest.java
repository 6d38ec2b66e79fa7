package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.privacy.ErasureStage;
import dev.lethe.shredding.ErasureStep;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 5: what was acknowledged is there after any crash; promise 2: what was ordered is complete before it serves again. */
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
            new Council(lethe).submit(form(lethe), question -> question.answer(stays));
            int erasures = 0;
            for (Enum<?> step : steps) {
                var council = new Council(lethe);
                String name = "crash.at." + step.getDeclaringClass().getSimpleName() + "."
                        + step.name().toLowerCase();
                String reference = council.submit(form(lethe), question -> question.answer(name));
                var officer = council.officer();
                Document confirm = council.confirmErasure(officer, name + "@example.org");
                Files.writeString(halt, HaltingLethe.name(step));
                try {
                    officer.post(confirm, Client.formWith(confirm, "input[name=erasure]"), List.of());
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
                Document done = council.officer().get("/staff/erasures");
                assertThat(done.select("main tbody tr")).hasSize(erasures);
                assertThat(done.select("main tbody .govuk-tag--green")).hasSize(erasures);
                String report = report(council);
                assertThat(report)
                        .contains(reference)
                        .doesNotContain(name + "@")
                        .contains(stays);
            }
        } finally {
            lethe.close();
        }
    }

    @Test
    void every_acknowledged_submission_is_there_and_opens_after_kill_9(@TempDir Path home) throws Exception {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        Set<String> ordered = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 2; round++) {
            RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo");
            var council = new Council(lethe);
            var officer = council.officer();
            String form = form(lethe);
            AtomicInteger number = new AtomicInteger();
            var started = new CountDownLatch(40);
            int thisRound = round;
            try (var visitors = Executors.newFixedThreadPool(6)) {
                for (int i = 0; i < 5; i++)
                    visitors.submit(() -> {
                        while (true) {
                            String name = "visitor." + thisRound + "." + number.incrementAndGet() + ".of.many";
                            String reference = council.submit(form, question -> question.answer(name));
                            acknowledged.put(reference, name);
                            started.countDown();
                        }
                    });
                visitors.submit(() -> {
                    while (true) {
                        String name = "leaver." + thisRound + "." + number.incrementAndGet() + ".of.many";
                        council.submit(form, question -> question.answer(name));
                        Document confirm = council.confirmErasure(officer, name + "@example.org");
                        ordered.add(name);
                        officer.post(confirm, Client.formWith(confirm, "input[name=erasure]"), List.of());
                        started.countDown();
                    }
                });
                assertThat(started.await(2, TimeUnit.MINUTES)).isTrue();
                lethe.kill(); // the visitors' threads end with their connections
                visitors.shutdown();
            }
        }
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            var council = new Council(lethe);
            String report = report(council);
            assertThat(acknowledged.size()).isGreaterThan(40);
            acknowledged.forEach(
                    (reference, name) -> assertThat(report).contains(reference).contains(name + "@"));
            Document erasures = council.officer().get("/staff/erasures");
            assertThat(erasures.select("main tbody .govuk-tag--red")).isEmpty();
            // An order that was on its way when the power went may not have arrived: then its person is still there,
            // whole.
            long gone = ordered.stream()
                    .filter(name -> !report.contains(name + "@"))
                    .count();
            assertThat(gone).isGreaterThanOrEqualTo(ordered.size() - 2L);
        }
    }

    private static String form(RunningLethe lethe) {
        for (String form : new Council(lethe).forms()) {
            Document page = new Client(lethe.address()).get(form);
            if (page.select("input[type=email]").size() == 1) return form;
        }
        throw new IllegalStateException("No form of the demo asks for one e-mail address");
    }

    private static String report(Council council) {
        return council.reports(council.editor()).stream().map(Document::text).reduce("", String::concat);
    }
}
