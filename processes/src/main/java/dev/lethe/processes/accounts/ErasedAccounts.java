package dev.lethe.processes.accounts;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.processes.records.EndsWithKeys;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.shredding.DestroyedKey;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Suspends the account of whoever was erased, which ends its sessions on every node: with its name it lost who it belongs to.
 * Which key an account has is asked of its events: it may have moved to another since.
 */
@Component
class ErasedAccounts implements EndsWithKeys {

    private final Accounts accounts;
    private final StandingAccounts standing;
    private final Staff staff;

    ErasedAccounts(Accounts accounts, StandingAccounts standing, Staff staff) {
        this.accounts = accounts;
        this.standing = standing;
        this.staff = staff;
    }

    @Override
    public void end(Consumer<Consumer<DestroyedKey>> destroyed) {
        Map<UUID, AccountId> active = new HashMap<>();
        for (AccountRow row : accounts.page(1, Integer.MAX_VALUE))
            if (!row.suspended()) active.put(row.profile().keyId(), row.account());
        destroyed.accept(key -> {
            AccountId account = active.get(key.keyId());
            if (account == null) return;
            standing.of(account)
                    .filter(now -> !now.suspended() && now.key().equals(key.keyId()))
                    .ifPresent(_ -> staff.suspend(account, Actor.SYSTEM));
        });
    }
}
