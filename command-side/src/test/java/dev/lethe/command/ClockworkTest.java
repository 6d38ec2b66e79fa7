package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClockworkTest {

    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final CountDownLatch underWay = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final AtomicBoolean done = new AtomicBoolean();

    private void work() {
        underWay.countDown();
        try {
            go.await();
            done.set(true);
        } catch (InterruptedException e) {
            interrupted.set(true);
        }
    }

    @Test
    void it_does_its_work_again_and_again_and_can_be_started_anew() throws Exception {
        AtomicReference<CountDownLatch> left = new AtomicReference<>(new CountDownLatch(3));
        Clockwork clockwork = new Clockwork("test", () -> left.get().countDown());
        assertThat(clockwork.isRunning()).isFalse();
        for (int i = 0; i < 2; i++) {
            left.set(new CountDownLatch(3));
            clockwork.start(SOON, SOON);
            assertThat(clockwork.isRunning()).isTrue();
            left.get().await();
            assertThat(clockwork.stop()).isTrue();
            assertThat(clockwork.isRunning()).isFalse();
        }
    }

    @Test
    void a_second_start_starts_no_second_thread() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Clockwork clockwork = new Clockwork("test", () -> {
            begun.incrementAndGet();
            work();
        });
        clockwork.start(Duration.ZERO, NEVER);
        clockwork.start(Duration.ZERO, NEVER);
        underWay.await();
        go.countDown();
        assertThat(clockwork.stop()).isTrue();
        assertThat(begun).hasValue(1);
    }

    @Test
    void it_waits_for_what_is_under_way_and_interrupts_nothing() throws Exception {
        Clockwork clockwork = new Clockwork("test", this::work);
        clockwork.start(Duration.ZERO, NEVER);
        underWay.await();
        Thread stopping = Thread.currentThread();
        Thread.ofPlatform().daemon().start(() -> {
            while (stopping.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
            go.countDown();
        });
        assertThat(clockwork.stop()).isTrue();
        assertThat(done).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void it_says_so_when_it_leaves_what_is_under_way_behind_and_interrupts_nothing() throws Exception {
        Clockwork clockwork = new Clockwork("test", this::work, Duration.ZERO);
        clockwork.start(Duration.ZERO, NEVER);
        underWay.await();
        assertThat(clockwork.stop()).isFalse();
        go.countDown();
        while (!done.get() && !interrupted.get()) Thread.onSpinWait();
        assertThat(interrupted).isFalse();
    }

    @Test
    void who_is_interrupted_while_it_stops_stays_interrupted() throws Exception {
        Clockwork clockwork = new Clockwork("test", this::work);
        clockwork.start(Duration.ZERO, NEVER);
        underWay.await();
        Thread.currentThread().interrupt();
        assertThat(clockwork.stop()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        go.countDown();
    }
}
