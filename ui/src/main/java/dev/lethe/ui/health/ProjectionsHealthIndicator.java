package dev.lethe.ui.health;

import dev.lethe.query.projections.Progress;
import dev.lethe.query.projections.ReadModels;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the read models follow the events. One that stands still is for somebody to look at, but no reason to send requests
 * elsewhere: what visitors send is accepted and kept, so this is no part of readiness.
 */
@Component("projections")
class ProjectionsHealthIndicator implements HealthIndicator {

    private final ReadModels models;

    ProjectionsHealthIndicator(ReadModels models) {
        this.models = models;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (Progress model : models.progress()) {
            String failure = model.failure();
            if (failure != null) health.down();
            health.withDetail(
                    model.name(),
                    failure == null ? model.position() + " of " + model.head() : "stands still: " + failure);
        }
        return health.build();
    }
}
