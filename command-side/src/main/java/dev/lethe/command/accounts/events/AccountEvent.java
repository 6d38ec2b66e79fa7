package dev.lethe.command.accounts.events;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.AccountOpening;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.PasswordOrigin;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.accounts.model.SignInRefusal;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Replaced;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen to an account. Who somebody is and their password's hash are sealed; where somebody signed in
 * from is not recorded.
 */
public sealed interface AccountEvent {

    /** The account it happened to. */
    AccountId account();

    /** An account was made. Without a password nobody can sign in to it yet. */
    @Revision("1")
    record AccountOpened(AccountId account, Personal<Profile> profile, Set<Role> roles, AccountOpening how, Instant at)
            implements AccountEvent {
        public AccountOpened {
            roles = inOrder(roles);
        }
    }

    /**
     * A one-time link was made, and replaces an earlier one.
     *
     * @param linkHash SHA-256 of the link's random secret, in lower-case hex
     */
    @Revision("1")
    record LinkIssued(AccountId account, LinkPurpose purpose, String linkHash, Instant expiresAt, Instant at)
            implements AccountEvent {}

    /** There is a new password; an open link is used up or void. */
    @Revision("1")
    record PasswordChosen(AccountId account, Personal<PasswordHash> password, PasswordOrigin origin, Instant at)
            implements AccountEvent {}

    /** The person's name changed. */
    @Revision("1")
    record ProfileChanged(AccountId account, Personal<Profile> profile, Instant at) implements AccountEvent {}

    /**
     * The person's address changed, and with it the place where everything of theirs is sealed: it is here again, under new keys.
     *
     * @param password the same as before; null when none was chosen
     * @param erasure the ledger's entry that ends what was; null where that place was given up already
     * @param replaced that this took the place of what was; null with the erasure
     */
    @Revision("1")
    record AddressChanged(
            AccountId account,
            Personal<Profile> profile,
            @Nullable Personal<PasswordHash> password,
            @Nullable UUID erasure,
            @Nullable Personal<Replaced> replaced,
            Instant at)
            implements AccountEvent {}

    /** The account has these roles now and no others. */
    @Revision("1")
    record RolesChanged(AccountId account, Set<Role> roles, Instant at) implements AccountEvent {
        public RolesChanged {
            roles = inOrder(roles);
        }
    }

    /** Nobody can sign in to it until it is reinstated; an open link is void. */
    @Revision("1")
    record AccountSuspended(AccountId account, Instant at) implements AccountEvent {}

    /** The suspension ended. */
    @Revision("1")
    record AccountReinstated(AccountId account, Instant at) implements AccountEvent {}

    /** Its owner signed in. */
    @Revision("1")
    record SignedIn(AccountId account, Instant at) implements AccountEvent {}

    /** Somebody tried to sign in to it and was not let in. */
    @Revision("1")
    record SignInRefused(AccountId account, SignInRefusal why, Instant at) implements AccountEvent {}

    /** Its owner signed out. */
    @Revision("1")
    record SignedOut(AccountId account, Instant at) implements AccountEvent {}

    private static Set<Role> inOrder(Set<Role> roles) {
        Set<Role> ordered = EnumSet.noneOf(Role.class);
        ordered.addAll(roles);
        return Collections.unmodifiableSet(ordered);
    }
}
