package dev.lethe.processes.privacy;

import dev.lethe.command.privacy.OrphanSearches;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import dev.lethe.shredding.OrphanSearch;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Looks each day for what came with records that never arrived, and destroys it. What is younger than two hours may be under way,
 * and a process knows only of its own time how long it was: in its first two hours it tries each hour.
 */
@Component
class DailyOrphanSearch implements RecurringWork {

    private final OrphanSearches orphans;

    DailyOrphanSearch(OrphanSearches orphans) {
        this.orphans = orphans;
    }

    @Override
    public String name() {
        return "orphan-search";
    }

    @Override
    public Duration first() {
        return Duration.ofHours(3);
    }

    @Override
    public Duration longest() {
        return Duration.ofDays(1);
    }

    @Override
    public Duration run(Claim claim) {
        return next(orphans.destroy(OrphanSearches.MOST));
    }

    /** A node that is started each night shortly before its time would never look at anything. */
    static Duration next(OrphanSearch found) {
        return found.equals(OrphanSearch.TOO_EARLY) ? Duration.ofHours(1) : Duration.ofDays(1);
    }
}
