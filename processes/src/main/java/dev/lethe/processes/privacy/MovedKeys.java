package dev.lethe.processes.privacy;

import dev.lethe.command.privacy.VaultChecks;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Has the vault look every ten minutes, by what the events say, whether what moved left anything behind. */
@Component
class MovedKeys implements RecurringWork {

    private final VaultChecks checks;

    MovedKeys(VaultChecks checks) {
        this.checks = checks;
    }

    @Override
    public String name() {
        return "moved-keys";
    }

    @Override
    public Duration first() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration longest() {
        return Duration.ofMinutes(10);
    }

    @Override
    public boolean isForStart() {
        return true;
    }

    @Override
    public Duration run(Claim claim) {
        checks.endForgotten();
        return Duration.ofMinutes(10);
    }

    @Override
    public Duration retry() {
        return Duration.ofMinutes(10);
    }
}
