package dev.lethe.processes.privacy;

import dev.lethe.command.privacy.OrphanSearches;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Looks each day for what came with records that never arrived, and destroys it. For the first time three hours after the first
 * start, since what is younger than two may be under way.
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
    public Duration run(Claim claim) {
        var unused = orphans.destroy(OrphanSearches.MOST);
        return Duration.ofDays(1);
    }
}
