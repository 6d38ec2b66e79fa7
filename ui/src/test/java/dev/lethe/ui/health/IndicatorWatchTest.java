package dev.lethe.ui.health;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.DefaultHealthContributorRegistry;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What hangs would keep a test that is wrong for ever. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(OutputCaptureExtension.class)
class IndicatorWatchTest {

    private static final Duration OFTEN = Duration.ofMillis(5);

    private final DefaultHealthContributorRegistry registry = new DefaultHealthContributorRegistry();
    private final CountDownLatch back = new CountDownLatch(1);
    private final AtomicInteger looking = new AtomicInteger();
    private final IndicatorWatch watch = new IndicatorWatch(OFTEN, Duration.ofMillis(50));

    private Health hang() {
        looking.incrementAndGet();
        try {
            back.await();
            return Health.up().build();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            looking.decrementAndGet();
        }
    }

    private void start() {
        watch.watch(registry);
        watch.start();
    }

    @AfterEach
    void stop() {
        back.countDown();
        watch.stop();
    }

    private Status status(String name) {
        return status(registry.getContributor(name));
    }

    private static Status status(@Nullable HealthContributor indicator) {
        return requireNonNull(((HealthIndicator) requireNonNull(indicator)).health())
                .getStatus();
    }

    private void awaitStatus(String name, Status status) throws InterruptedException {
        await(() -> status(name).equals(status), name + " is " + status);
    }

    private static void await(BooleanSupplier happened, String what) throws InterruptedException {
        for (int tries = 0; !happened.getAsBoolean() && tries < 6_000; tries++) Thread.sleep(10);
        assertThat(happened.getAsBoolean()).as(what).isTrue();
    }

    /** It does not come back before all were answered. */
    @Test
    void what_hangs_is_down_and_keeps_neither_who_asks_nor_the_others_waiting() throws InterruptedException {
        var gone = new AtomicBoolean();
        HealthIndicator hanging = () -> gone.get() ? hang() : Health.up().build();
        var looks = new AtomicInteger();
        registry.registerContributor("first", hanging);
        registry.registerContributor("parts", CompositeHealthContributor.fromMap(Map.of("second", hanging)));
        registry.registerContributor("third", (HealthIndicator)
                () -> Health.up().withDetail("looks", looks.incrementAndGet()).build());
        start();
        var parts = (CompositeHealthContributor) requireNonNull(registry.getContributor("parts"));
        HealthContributor second = parts.getContributor("second");
        assertThat(status("first")).isEqualTo(Status.UP);
        assertThat(status(second)).isEqualTo(Status.UP);

        gone.set(true);
        awaitStatus("first", Status.DOWN);
        for (int i = 0; i < 100; i++) assertThat(status("first")).isEqualTo(Status.DOWN);
        await(() -> status(second).equals(Status.DOWN), "second is DOWN");
        int seen = looks.get();
        await(() -> looks.get() >= seen + 3, "the third is looked at all the same");
        assertThat(looking).as("one look at each at a time").hasValue(2);
        assertThat(status("third")).isEqualTo(Status.UP);

        gone.set(false);
        back.countDown();
        awaitStatus("first", Status.UP);
    }

    @Test
    void a_failure_is_down_and_told_once_however_often_it_is_seen_or_asked_for(CapturedOutput output)
            throws InterruptedException {
        var looks = new AtomicInteger();
        var fails = new AtomicBoolean(true);
        registry.registerContributor("store", (HealthIndicator) () -> {
            looks.incrementAndGet();
            if (fails.get()) throw new IllegalStateException("secret");
            return Health.up().build();
        });
        start();
        await(
                () -> {
                    assertThat(status("store")).isEqualTo(Status.DOWN);
                    return looks.get() >= 5;
                },
                "it is looked at again");
        assertThat(output.getAll().lines().filter(line -> line.contains("Health: store is DOWN")))
                .hasSize(1);
        assertThat(output.getAll()).doesNotContain("secret", "IllegalStateException");
        fails.set(false);
        awaitStatus("store", Status.UP);
        assertThat(output.getAll()).containsOnlyOnce("Health: store is up again");
    }

    @Test
    void whoever_asks_while_it_changes_each_change_is_told_once_and_in_order(CapturedOutput output) throws Exception {
        var looks = new AtomicInteger();
        var enough = new AtomicBoolean();
        registry.registerContributor("store", (HealthIndicator) () -> {
            if (enough.get()) return Health.up().build();
            return (looks.incrementAndGet() % 2 == 0 ? Health.up() : Health.down()).build();
        });
        start();
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++)
                askers.submit(() -> {
                    while (!enough.get()) status("store");
                });
            await(() -> looks.get() >= 200, "it is looked at again and again");
            enough.set(true);
        }
        awaitStatus("store", Status.UP);
        List<Boolean> told = output.getAll()
                .lines()
                .filter(line -> line.contains("Health: store is"))
                .map(line -> line.contains("up again"))
                .toList();
        assertThat(told).hasSizeBetween(2, looks.get() + 1);
        for (int i = 0; i < told.size(); i++) assertThat(told.get(i)).isEqualTo(i % 2 == 1);
    }
}
