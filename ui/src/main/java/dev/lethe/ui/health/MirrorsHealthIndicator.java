package dev.lethe.ui.health;

import dev.lethe.shredding.VaultHealth;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether every copy of the root state can be written. While one cannot, erasures stand still and numbers run out: for somebody
 * to look at, but no reason yet to send requests elsewhere, so this is no part of readiness.
 */
@Component("mirrors")
class MirrorsHealthIndicator extends AbstractHealthIndicator {

    private final VaultWatch vault;

    MirrorsHealthIndicator(VaultWatch vault) {
        super("The vault does not answer");
        this.vault = vault;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        VaultHealth state = vault.health();
        if (state.isWhole()) health.up();
        else health.down();
        health.withDetail("mirrors", state.mirrors());
    }
}
