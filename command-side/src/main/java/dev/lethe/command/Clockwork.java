package dev.lethe.command;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does something again and again on a thread of its own, from a start to an orderly stop. For any thread.
 *
 * <p>It stops without an interrupt: that could hit a file of the vault while it is written.
 */
public final class Clockwork {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Runnable task;
    private final Duration patience;
    private @Nullable ScheduledExecutorService executor;

    /**
     * @param name of the thread
     * @param task must not throw: it would never be done again
     */
    public Clockwork(String name, Runnable task) {
        this(name, task, PATIENCE);
    }

    Clockwork(String name, Runnable task, Duration patience) {
        this.name = name;
        this.task = task;
        this.patience = patience;
    }

    /**
     * Starts it; nothing happens where it runs.
     *
     * @param first how long to wait before it is done for the first time
     * @param pause how long to wait after it was done
     */
    public synchronized void start(Duration first, Duration pause) {
        if (executor != null) return;
        executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
        var unused = executor.scheduleWithFixedDelay(task, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Stops it, and waits up to 15 seconds for what is under way.
     *
     * @return whether nothing is under way any more; false too when this thread is interrupted, which it then still is
     */
    public synchronized boolean stop() {
        ScheduledExecutorService stopping = executor;
        executor = null;
        if (stopping == null) return true;
        stopping.shutdown();
        try {
            return stopping.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public synchronized boolean isRunning() {
        return executor != null;
    }
}
