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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Suspends the account of whoever was erased, which ends its sessions on every node: with its name it lost who it belongs to.
 * Which key an account has is asked of its events: it may have moved to another since.
 */
@Component
class ErasedAccounts implements EndsWithKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ErasedAccounts.class);

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
        for (AccountRow row : accounts.all())
            if (!row.suspended()) active.put(row.profile().keyId(), row.account());
        // Suspended once the vault has told all: who listens holds a connection of its
        Map<UUID, AccountId> erased = new HashMap<>();
        destroyed.accept(key -> {
            AccountId account = active.get(key.keyId());
            if (account != null) erased.put(key.keyId(), account);
        });
        erased.forEach((key, account) -> standing.of(account)
                .filter(now -> !now.suspended() && now.key().equals(key))
                .ifPresent(_ -> suspend(account)));
    }

    private void suspend(AccountId account) {
        if (!staff.suspend(account, Actor.SYSTEM))
            LOG.error(
                    "Account {} was erased, and it is the last one that administrates: it stays as it is until there is another",
                    account);
    }
}
