package dev.lethe.query.projections;

import java.time.Duration;

/**
 * How far a rebuild has come.
 *
 * @param name of the read model
 * @param position how many of the store's events it has passed
 * @param head how many there are to pass
 * @param elapsed since it began
 */
public record RebuildProgress(String name, long position, long head, Duration elapsed) {

    /** Events of the store passed per second. */
    public double rate() {
        return elapsed.isZero() ? 0 : position * 1e9 / elapsed.toNanos();
    }

    /** How much longer it will take at this rate. */
    public Duration left() {
        return position == 0
                ? Duration.ZERO
                : elapsed.multipliedBy(Math.max(0, head - position)).dividedBy(position);
    }
}
