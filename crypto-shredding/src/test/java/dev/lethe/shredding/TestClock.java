package dev.lethe.shredding;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves: one that stands, or one that goes. */
public final class TestClock extends Clock {

    private final InstantSource source;
    private volatile Duration ahead = Duration.ZERO;

    private TestClock(InstantSource source) {
        this.source = source;
    }

    /** One that stands at this time until it is moved. */
    public TestClock(Instant now) {
        this(InstantSource.fixed(now));
    }

    /** One that tells the real time until it is moved, and goes on from there. */
    public static TestClock running() {
        return new TestClock(InstantSource.system());
    }

    /** From now on it is so much later than it would be. */
    public void later(Duration by) {
        ahead = ahead.plus(by);
    }

    public void set(Instant time) {
        ahead = Duration.between(source.instant(), time);
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
