package dev.lethe.ui.health;

import dev.lethe.query.projections.ReadModels;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Whether the event store answers, wherever it is: without it nothing is accepted, and no request should be sent here. */
@Component("events")
class EventsHealthIndicator extends AbstractHealthIndicator {

    private final ReadModels models;

    EventsHealthIndicator(ReadModels models) {
        super("The event store does not answer");
        this.models = models;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up().withDetail("stored", models.stored());
    }
}
