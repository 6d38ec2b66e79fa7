package dev.lethe.command.privacy;

import org.axonframework.spring.config.SpringAxonConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Finishes erasures that were interrupted: at the start, after Axon can handle commands and before the web server opens its port. Those
 * that a mirror or the vault held up are carried on by what runs by itself.
 */
@Component
class ErasureResumption implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureResumption.class);

    /** Between Axon, which starts as a whole 1024 phases before the web server, and the web server. */
    static final int PHASE = SpringAxonConfiguration.LIFECYCLE_PHASE + 512;

    private final ErasureDesk desk;
    private boolean running;

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
        if (running) return;
        int pending = desk.resumeAll();
        if (pending > 0)
            LOG.warn("Erasures that are ordered and not complete: {}. They are tried again every minute", pending);
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
