package dev.lethe.processes.privacy;

import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Tidies up after all erasures, at each start and each day: events may have been restored from before an erasure whose keys were
 * swept since, a crash may have fallen between a rebuild and its tidying, and a note may have come after it.
 */
@Component
class TidyingOfAll implements RecurringWork {

    private final ErasureTidying tidying;

    TidyingOfAll(ErasureTidying tidying) {
        this.tidying = tidying;
    }

    @Override
    public String name() {
        return "tidying";
    }

    @Override
    public Duration first() {
        return Duration.ZERO;
    }

    @Override
    public Duration longest() {
        return Duration.ofDays(1);
    }

    @Override
    public boolean isForStart() {
        return true;
    }

    @Override
    public Duration run(Claim claim) {
        tidying.tidyAll(claim);
        return Duration.ofDays(1);
    }
}
