package dev.lethe.processes.schedule;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that are never interrupted, however long a stop takes: that could hit a file of the vault while it is written. */
final class WithoutInterrupt extends ThreadPoolExecutor {

    WithoutInterrupt(int threads) {
        super(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("process-", 1).daemon().factory());
        allowCoreThreadTimeOut(true);
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }
}
