package dev.lethe.query.projections;

import org.axonframework.spring.config.SpringAxonConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stops the read models after the web server and before Axon. They start before Axon does, and would be stopped after it: with
 * the connection to an Axon Server closed under their hands.
 */
@Component
class StoppingInTime implements SmartLifecycle {

    private final ReadModels readModels;
    private volatile boolean running;

    StoppingInTime(ReadModels readModels) {
        this.readModels = readModels;
    }

    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 256;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        readModels.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
