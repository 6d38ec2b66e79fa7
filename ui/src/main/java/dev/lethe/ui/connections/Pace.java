package dev.lethe.ui.connections;

import java.time.Duration;

/**
 * How slowly bytes may come or go. Only time in which somebody waited for the other side counts, so that nobody is sent away
 * because we were slow. For one thread at a time.
 */
final class Pace {

    private final long bytesOfStep;
    private final long step;
    private final long most;
    private long bytes;
    private long waited;
    private long waitedInAll;

    /**
     * @param bytesPerSecond the least rate, over any {@code patience}
     * @param patience how long the other side may be behind
     * @param most how long may be waited in all
     */
    Pace(long bytesPerSecond, Duration patience, Duration most) {
        this.bytesOfStep = bytesPerSecond * patience.toMillis() / 1_000;
        this.step = patience.toNanos();
        this.most = most.toNanos();
    }

    /** How long may be waited from now on until something must have come, in nanoseconds; 0 or less when it was too slow. */
    long left() {
        return Math.min(step - waited, most - waitedInAll);
    }

    /** Counts what came, after so many nanoseconds. */
    void moved(int some, long nanos) {
        waited += nanos;
        waitedInAll += nanos;
        bytes += some;
        if (bytes < bytesOfStep) return;
        bytes = 0;
        waited = 0;
    }
}
