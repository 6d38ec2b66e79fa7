package dev.lethe.ui.health;

import dev.lethe.shredding.KeyVault;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Whether the vault answers: without it nothing can be sealed or opened, and no request should be sent here. */
@Component("vault")
class VaultHealthIndicator extends AbstractHealthIndicator {

    private final KeyVault vault;

    VaultHealthIndicator(KeyVault vault) {
        super("The vault does not answer");
        this.vault = vault;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var state = vault.health();
        health.up()
                .withDetail("pending erasures", state.pending())
                .withDetail("mirrors", state.mirrors())
                .withDetail("warnings", state.warnings().size());
    }
}
