package dev.lethe.ui.health;

import dev.lethe.shredding.VaultHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether every copy of the root state can be written. While one cannot, erasures stand still and numbers run out: for somebody
 * to look at, but no reason yet to send requests elsewhere, so this is no part of readiness.
 */
@Component("mirrors")
class MirrorsHealthIndicator implements HealthIndicator {

    private final VaultWatch vault;

    MirrorsHealthIndicator(VaultWatch vault) {
        this.vault = vault;
    }

    @Override
    public Health health() {
        VaultHealth state = vault.health();
        Health.Builder health = state.isWhole() ? Health.up() : Health.down();
        return health.withDetail("mirrors", state.mirrors()).build();
    }
}
