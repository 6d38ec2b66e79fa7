package dev.lethe.ui.health;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether no event was taken out or put in behind our back: for somebody to look at, and no part of readiness. */
@Component("eventPositions")
class EventPositionsHealthIndicator implements HealthIndicator {

    private final EventsWatch watch;

    EventPositionsHealthIndicator(EventsWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        return watch.gap()
                .map(gap -> Health.down()
                        .withDetail("position", gap.position())
                        .withDetail("what", gap.kind())
                        .build())
                .orElseGet(() -> Health.up().build());
    }
}
