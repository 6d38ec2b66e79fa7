package dev.lethe.command.retention;

import dev.lethe.shredding.ErasureLedger;
import dev.lethe.shredding.EventHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Whether the clock can be believed by what destroys every few minutes: it must not have jumped since it was asked last, which
 * another clock tells that cannot jump, nor while Lethe was off, which a silence tells. Once it is doubted, it stays so, over
 * any restart, until a run of the retention was allowed, whose own safeguards, or an officer's second look, say that it is right.
 */
@Component
class TrustedClock implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TrustedClock.class);

    private final Clock clock;
    private final LongSupplier nanos;
    private final ErasureLedger vault;
    private final EventHistory events;
    private final ClockDoubt doubt;
    private @Nullable Instant last;
    private long lastNanos;
    private boolean doubted;
    private boolean running;

    @Autowired
    TrustedClock(Clock clock, ErasureLedger vault, EventHistory events, ClockDoubt doubt) {
        this(clock, System::nanoTime, vault, events, doubt);
    }

    /** @param nanos a clock that does not jump */
    TrustedClock(Clock clock, LongSupplier nanos, ErasureLedger vault, EventHistory events, ClockDoubt doubt) {
        this.clock = clock;
        this.nanos = nanos;
        this.vault = vault;
        this.events = events;
        this.doubt = doubt;
    }

    synchronized boolean isTrusted() {
        Instant now = clock.instant();
        long nanosNow = nanos.getAsLong();
        if (last == null && doubt.isThere()) doubted = true;
        if (!doubted && jumped(now, nanosNow)) {
            doubt.begin(now); // first, or it would not outlast a restart
            doubted = true;
            LOG.warn(
                    "The clock says {} and seems to have jumped, or Lethe was off for more than a day: what lives for minutes"
                            + " stays until the retention has run again",
                    now);
        }
        last = now;
        lastNanos = nanosNow;
        return !doubted;
    }

    private boolean jumped(Instant now, long nanosNow) {
        Instant before = last;
        if (before != null) {
            Duration jump = Duration.between(before, now).minusNanos(nanosNow - lastNanos);
            return jump.abs().compareTo(Safeguards.BEHIND) > 0;
        }
        Instant witness = vault.lastLedgerTime().orElse(null);
        Instant event = events.latest().orElse(null);
        if (witness == null || event != null && event.isAfter(witness)) witness = event;
        return witness != null
                && (now.isAfter(witness.plus(Safeguards.SILENCE)) || now.isBefore(witness.minus(Safeguards.BEHIND)));
    }

    /** Before this start adds an event of its own, which would bear the time that is to be judged. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 256;
    }

    @Override
    public synchronized void start() {
        running = true;
        boolean unused = isTrusted();
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Somebody, or the retention's own safeguards, found the clock right. */
    synchronized void trust() {
        if (doubted) LOG.info("The clock is believed again");
        doubt.end();
        doubted = false;
        last = clock.instant();
        lastNanos = nanos.getAsLong();
    }
}
