package dev.lethe.command.accounts;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.accounts.events.PasswordHash;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.shredding.Personal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an account may do, as its own events have it.
 *
 * @param password null until one was chosen
 */
public record StandingAccount(
        AccountId account, @Nullable Personal<PasswordHash> password, Set<Role> roles, boolean suspended) {

    public StandingAccount {
        roles = Set.copyOf(roles);
    }

    /** Whether its owner can sign in. */
    public boolean isActive() {
        return !suspended && password != null;
    }
}
