package dev.lethe.command.privacy;

import dev.lethe.command.Clockwork;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.EventMarks;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells at the start whether vault or events were restored from a backup, before anything is carried on or served, and draws
 * the mark anew each hour by which the next start will tell it.
 */
@Component
class RestoreMarks implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreMarks.class);

    private final EventMarks vault;
    private final EventHistory events;
    private final Clockwork hourly = new Clockwork("restore-marks", this::mark);

    RestoreMarks(EventMarks vault, EventHistory events) {
        this.vault = vault;
        this.events = events;
    }

    @Override
    public int getPhase() {
        return ErasureResumption.PHASE - 1;
    }

    @Override
    public synchronized void start() {
        if (hourly.isRunning()) return;
        vault.join(events);
        hourly.start(Duration.ofHours(1), Duration.ofHours(1));
    }

    private void mark() {
        try {
            vault.mark(events);
        } catch (RuntimeException e) {
            LOG.error("The mark that tells a restore could not be drawn", e);
        }
    }

    @Override
    public synchronized void stop() {
        if (!hourly.stop()) LOG.warn("A mark that is drawn is cut off, and finished at the next start");
    }

    @Override
    public synchronized boolean isRunning() {
        return hourly.isRunning();
    }
}
