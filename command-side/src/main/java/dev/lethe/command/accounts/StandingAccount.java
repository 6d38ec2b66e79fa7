package dev.lethe.command.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.shredding.Personal;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account may do, as its own events have it.
 *
 * @param password null until one was chosen
 * @param chosen the key that it was chosen with: the same for as long as the password is, wherever that is sealed
 */
public record StandingAccount(
        AccountId account,
        Personal<Profile> profile,
        @Nullable Personal<PasswordHash> password,
        @Nullable UUID chosen,
        Set<Role> roles,
        boolean suspended) {

    public StandingAccount {
        roles = Set.copyOf(roles);
    }

    /** Whether its owner can sign in. */
    public boolean isActive() {
        return !suspended && password != null;
    }

    /** A key of its owner's, beside which others can be made: for a password, a view's name. */
    public UUID key() {
        return profile.keyId();
    }

    StandingAccount with(Personal<Profile> profile, @Nullable Personal<PasswordHash> password) {
        return new StandingAccount(account, profile, password, chosen, roles, suspended);
    }

    StandingAccount chose(Personal<PasswordHash> password) {
        return new StandingAccount(account, profile, password, password.keyId(), roles, suspended);
    }

    StandingAccount with(Set<Role> roles) {
        return new StandingAccount(account, profile, password, chosen, roles, suspended);
    }

    StandingAccount suspended(boolean suspended) {
        return new StandingAccount(account, profile, password, chosen, roles, suspended);
    }
}
