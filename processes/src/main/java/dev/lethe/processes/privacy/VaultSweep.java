package dev.lethe.processes.privacy;

import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.OneTimeTasks;
import dev.lethe.processes.schedule.OneTimeWork;
import dev.lethe.processes.schedule.RecurringWork;
import dev.lethe.shredding.VaultUpkeep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Lets the vault blank the rows of destroyed keys once a day: they open nothing, and an emptied row tells less. Once they are blank
 * nobody knows which were a person's, so it waits until what erasures left, and rebuilds brought back, is tidied up.
 */
@Component
class VaultSweep implements RecurringWork {

    private final VaultUpkeep vault;
    private final OneTimeTasks tasks;
    private final List<OneTimeWork> tidying;

    VaultSweep(VaultUpkeep vault, OneTimeTasks tasks, TidyingAfterErasure erasures, TidyingAfterRebuild rebuilds) {
        this.vault = vault;
        this.tasks = tasks;
        this.tidying = List.of(erasures, rebuilds);
    }

    @Override
    public String name() {
        return "vault-sweep";
    }

    @Override
    public Duration first() {
        return Duration.ofHours(1);
    }

    @Override
    public Duration longest() {
        return Duration.ofDays(1);
    }

    @Override
    public Duration run(Claim claim) {
        if (tidying.stream().anyMatch(tasks::isAnyLeft)) return Duration.ofMinutes(10);
        int unused = vault.sweep();
        return Duration.ofDays(1);
    }
}
