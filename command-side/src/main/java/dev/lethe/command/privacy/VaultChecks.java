package dev.lethe.command.privacy;

import dev.lethe.command.Clockwork;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Replacing;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultUpkeep;
import java.time.Duration;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has the vault compare what people are found by with what came with their records, by the events: shortly after the start, each day,
 * and each hour while something is missing, so that what is mended is seen to be. Each node does it for itself, since it is what its
 * own health says.
 */
@Component
public class VaultChecks implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(VaultChecks.class);

    private static final Duration LOOK = Duration.ofMinutes(10);

    private final VaultUpkeep upkeep;
    private final Replacing replacing;
    private final EventHistory events;
    private final Clockwork clockwork = new Clockwork("vault-checks", this::look);
    private @Nullable Long counted;
    private long incomplete;

    VaultChecks(VaultUpkeep upkeep, Replacing replacing, EventHistory events) {
        this.upkeep = upkeep;
        this.replacing = replacing;
        this.events = events;
    }

    /** Counts now what records are found by. @return of how many parts not all is there */
    public synchronized long check() {
        incomplete = upkeep.countIdentifiers(events);
        counted = System.nanoTime();
        return incomplete;
    }

    /** Ends what the events say was replaced and lives on, for all nodes: every few minutes, by what runs by itself. */
    public void endForgotten() {
        int unused = replacing.endForgottenReplacements(events);
    }

    private synchronized boolean isDue() {
        return counted == null
                || System.nanoTime() - counted >= (incomplete > 0 ? Duration.ofHours(1) : Duration.ofDays(1)).toNanos();
    }

    private void look() {
        try {
            if (isDue()) check();
        } catch (VaultException | EventStoreException e) {
            LOG.warn(
                    "The vault could not be compared with the events, and is compared again in ten minutes: {}",
                    e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The vault could not be compared with the events", e);
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
            LOG.warn("A comparison of the vault with the events is cut off, and begun anew after the start");
    }

    @Override
    public boolean isRunning() {
        return clockwork.isRunning();
    }
}
