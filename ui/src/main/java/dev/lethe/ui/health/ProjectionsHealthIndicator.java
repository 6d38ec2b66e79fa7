package dev.lethe.ui.health;

import dev.lethe.query.projections.Progress;
import dev.lethe.query.projections.ReadModels;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether the read models follow the events. One that stands still is for somebody to look at, but no reason to send requests
 * elsewhere: what visitors send is accepted and kept, so this is no part of readiness.
 */
@Component("projections")
class ProjectionsHealthIndicator extends AbstractHealthIndicator {

    private final ReadModels models;

    ProjectionsHealthIndicator(ReadModels models) {
        super("The read models could not be asked how far they are");
        this.models = models;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        for (Progress model : models.progress()) {
            String failure = model.failure();
            if (failure != null) health.down();
            health.withDetail(
                    model.name(),
                    failure == null ? model.position() + " of " + model.head() : "stands still: " + failure);
        }
    }
}
