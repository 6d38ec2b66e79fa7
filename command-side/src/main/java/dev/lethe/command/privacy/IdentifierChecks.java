package dev.lethe.command.privacy;

import dev.lethe.command.Clockwork;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.VaultException;
import java.time.Duration;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has the vault count what people are found by against what the events say came with their records: shortly after the start,
 * each day, and each hour while something is missing, so that what is mended is seen to be.
 */
@Component
public class IdentifierChecks implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IdentifierChecks.class);

    private static final Duration LOOK = Duration.ofMinutes(10);

    private final KeyVault vault;
    private final EventHistory events;
    private final Clockwork clockwork = new Clockwork("identifier-checks", this::checkIfDue);
    private @Nullable Long counted;
    private long incomplete;

    IdentifierChecks(KeyVault vault, EventHistory events) {
        this.vault = vault;
        this.events = events;
    }

    /** Counts now. @return of how many parts of records not all is there */
    public synchronized long check() {
        incomplete = vault.countIdentifiers(events);
        counted = System.nanoTime();
        return incomplete;
    }

    private synchronized boolean isDue() {
        return counted == null
                || System.nanoTime() - counted >= (incomplete > 0 ? Duration.ofHours(1) : Duration.ofDays(1)).toNanos();
    }

    private void checkIfDue() {
        try {
            if (isDue()) check();
        } catch (VaultException | EventStoreException e) {
            LOG.warn(
                    "What people are found by could not be counted, and is counted again in ten minutes: {}",
                    e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("What people are found by could not be counted", e);
        }
    }

    @Override
    public synchronized void start() {
        clockwork.start(Duration.ofSeconds(10), LOOK);
    }

    /** Not synchronized: what is under way is waited for. */
    @Override
    public void stop() {
        if (!clockwork.stop())
            LOG.warn("A count of what people are found by is cut off, and begun anew after the start");
    }

    @Override
    public boolean isRunning() {
        return clockwork.isRunning();
    }
}
