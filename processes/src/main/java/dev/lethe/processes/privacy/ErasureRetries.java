package dev.lethe.processes.privacy;

import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Carries on, every minute, the erasures that a mirror or the vault held up. What was interrupted before the start, the start finishes. */
@Component
class ErasureRetries implements RecurringWork {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ErasureDesk desk;

    ErasureRetries(ErasureDesk desk) {
        this.desk = desk;
    }

    @Override
    public String name() {
        return "erasures";
    }

    @Override
    public Duration first() {
        return MINUTE;
    }

    @Override
    public Duration longest() {
        return MINUTE;
    }

    @Override
    public Duration run(Claim claim) {
        int unused = desk.resumeAll();
        return MINUTE;
    }

    @Override
    public Duration retry() {
        return MINUTE;
    }
}
