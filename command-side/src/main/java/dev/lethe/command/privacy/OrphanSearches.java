package dev.lethe.command.privacy;

import dev.lethe.command.Clockwork;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.shredding.OrphanShredding;
import dev.lethe.shredding.VaultException;
import java.time.Duration;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks for what came with records that never arrived, and destroys it: a crash between key and event, or a second click,
 * must not keep a stranger's address for ever. Three hours after the start, since what is younger than two may be under way,
 * and after that each day.
 */
@Component
public class OrphanSearches implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSearches.class);

    /** More at once are no crash's doing: events may be missing. */
    static final int MOST = 50;

    private final OrphanShredding vault;
    private final EventHistory events;
    private final Clockwork daily = new Clockwork("orphans", this::search);

    OrphanSearches(OrphanShredding vault, EventHistory events) {
        this.vault = vault;
        this.events = events;
    }

    /** How many there are, and whether something stands in their way. */
    public OrphanSearch preview() {
        return vault.orphans(events);
    }

    /** Destroys so many at most, on an operator's word. */
    public OrphanSearch destroy(int most) {
        return vault.destroyOrphans(events, most);
    }

    private void search() {
        try {
            vault.destroyOrphans(events, MOST);
        } catch (VaultException | EventStoreException e) {
            LOG.warn("What came with records that never arrived could not be looked for: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("What came with records that never arrived could not be looked for", e);
        }
    }

    @Override
    public synchronized void start() {
        daily.start(Duration.ofHours(3), Duration.ofDays(1));
    }

    @Override
    public synchronized void stop() {
        if (!daily.stop()) LOG.warn("A search for what never arrived is cut off, and begun anew tomorrow");
    }

    @Override
    public synchronized boolean isRunning() {
        return daily.isRunning();
    }
}
