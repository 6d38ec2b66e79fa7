package dev.lethe.ui.health;

import dev.lethe.query.retention.ExpiryRuns;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether what has had its time goes. A run that was refused waits for a privacy officer's second look: for somebody to look
 * at, but no reason to send requests elsewhere, so this is no part of readiness.
 */
@Component("retention")
class RetentionHealthIndicator implements HealthIndicator {

    private final ExpiryRuns runs;

    RetentionHealthIndicator(ExpiryRuns runs) {
        this.runs = runs;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        runs.last().ifPresent(last -> {
            if (last.refusal() != null)
                health.down().withDetail("refused", last.refusal().name());
            health.withDetail("last run", last.startedAt().toString());
        });
        return health.build();
    }
}
