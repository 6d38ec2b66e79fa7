package dev.lethe.ui.health;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.VaultHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether whatever is new can be sealed: where it cannot, what visitors send is not taken in, and none should be sent here. */
@Component("vault")
class VaultHealthIndicator implements HealthIndicator {

    private final VaultWatch vault;

    VaultHealthIndicator(VaultWatch vault) {
        this.vault = vault;
    }

    @Override
    public Health health() {
        VaultHealth state = vault.health();
        Health.Builder health = state.seals(Lane.VISITS) ? Health.up() : Health.down();
        return health.withDetail("pending erasures", state.pending())
                .withDetail("mirrors", state.mirrors())
                .withDetail("warnings", state.warnings().size())
                .build();
    }
}
