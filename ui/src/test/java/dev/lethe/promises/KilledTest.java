package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 5: what was acknowledged is there after the process was killed amid all of it. */
@Tag("process")
class KilledTest {

    @Test
    void every_acknowledged_submission_is_there_and_opens_after_kill_9(@TempDir Path home) throws Exception {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        Set<String> ordered = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 2; round++) {
            RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo");
            var council = new Council(lethe);
            var officer = council.officer();
            String form = council.formOfOnePerson();
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
                        officer.submit(Client.formWith(confirm, "input[name=erasure]"));
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
            String report = council.report();
            assertThat(acknowledged.size()).isGreaterThan(40);
            acknowledged.forEach(
                    (reference, name) -> assertThat(report).contains(reference).contains(name + "@"));
            Document erasures = council.officer().page("/staff/erasures");
            assertThat(erasures.select("main tbody .govuk-tag--red")).isEmpty();
            // An order that was on its way when the power went may not have arrived: then its person is still there,
            // whole.
            long gone = ordered.stream()
                    .filter(name -> !report.contains(name + "@"))
                    .count();
            assertThat(gone).isGreaterThanOrEqualTo(ordered.size() - 2L);
        }
    }
}
