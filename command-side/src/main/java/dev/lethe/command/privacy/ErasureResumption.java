package dev.lethe.command.privacy;

import dev.lethe.command.Clockwork;
import dev.lethe.shredding.VaultException;
import java.time.Duration;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Finishes erasures that were interrupted: at the start, after Axon can handle commands and before the web server opens
 * its port, and then every minute for those that a mirror or the vault held up.
 */
@Component
class ErasureResumption implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureResumption.class);

    /** Between Axon, which starts as a whole 1024 phases before the web server, and the web server. */
    static final int PHASE = SpringAxonConfiguration.LIFECYCLE_PHASE + 512;

    private final ErasureDesk desk;
    private final Clockwork retries = new Clockwork("erasure-retries", this::retry);

    ErasureResumption(ErasureDesk desk) {
        this.desk = desk;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** What stays pending is said and does not stop the start; events that cannot be written do. */
    @Override
    public synchronized void start() {
        if (retries.isRunning()) return;
        int pending = desk.resumeAll();
        if (pending > 0)
            LOG.warn("Erasures that are ordered and not complete: {}. They are tried again every minute", pending);
        retries.start(Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    private void retry() {
        try {
            desk.resumeAll();
        } catch (VaultException e) {
            LOG.warn("Erasures cannot be carried on now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Erasures cannot be carried on now", e);
        }
    }

    @Override
    public synchronized void stop() {
        if (!retries.stop()) LOG.warn("An erasure that is carried on is cut off, and completed at the next start");
    }

    @Override
    public synchronized boolean isRunning() {
        return retries.isRunning();
    }
}
