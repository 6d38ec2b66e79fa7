package dev.lethe.ui.health;

import dev.lethe.query.projections.ReadModels;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether the event store answers, wherever it is: without it nothing is accepted, and no request should be sent here. */
@Component("events")
class EventsHealthIndicator implements HealthIndicator {

    private final ReadModels models;

    EventsHealthIndicator(ReadModels models) {
        this.models = models;
    }

    @Override
    public Health health() {
        return Health.up().withDetail("stored", models.stored()).build();
    }
}
