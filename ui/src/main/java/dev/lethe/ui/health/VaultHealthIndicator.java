package dev.lethe.ui.health;

import dev.lethe.command.submissions.SavedAnswers;
import dev.lethe.shredding.VaultHealth;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Whether whatever is new can be sealed: where it cannot, what visitors send is not taken in, and none should be sent here. */
@Component("vault")
class VaultHealthIndicator extends AbstractHealthIndicator {

    private final VaultWatch vault;

    VaultHealthIndicator(VaultWatch vault) {
        super("The vault does not answer");
        this.vault = vault;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        VaultHealth state = vault.health();
        if (state.seals(SavedAnswers.VISITS)) health.up();
        else health.down();
        health.withDetail("pending erasures", state.pending())
                .withDetail("mirrors", state.mirrors())
                .withDetail("warnings", state.warnings().size());
    }
}
