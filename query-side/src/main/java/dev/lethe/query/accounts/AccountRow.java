package dev.lethe.query.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.shredding.Personal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account as it is now, with nothing opened.
 *
 * @param password null until one was chosen
 * @param link the one-time link that was made last and not used, ended or not; null without one
 * @param signedInAt the last time; null when never
 */
public record AccountRow(
        AccountId account,
        Personal<Profile> profile,
        @Nullable Personal<PasswordHash> password,
        Set<Role> roles,
        boolean suspended,
        @Nullable Link link,
        Instant openedAt,
        @Nullable Instant signedInAt) {

    public AccountRow {
        roles = Set.copyOf(roles);
    }

    /** What is known of a one-time link: never its secret. */
    public record Link(LinkPurpose purpose, Instant expiresAt) {}

    public AccountState state() {
        if (suspended) return AccountState.SUSPENDED;
        return password == null ? AccountState.INVITED : AccountState.ACTIVE;
    }
}
