package dev.lethe.command.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.AccountOpening;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.accounts.model.SignInRefusal;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Replaced;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** What can be asked of an account. Sent by {@link Staff} only: everything personal in it is sealed already. */
sealed interface AccountCommand {

    /** Makes an account. Answers false, and does nothing, when there is one. */
    record OpenAccount(
            @TargetAggregateIdentifier AccountId account,
            Personal<Profile> profile,
            Set<Role> roles,
            AccountOpening how,
            @Nullable Personal<PasswordHash> password)
            implements AccountCommand {}

    /**
     * Makes an account, or gives it these roles and this password and ends its suspension. Answers false, and does nothing, when the
     * account has moved.
     *
     * @param beside the key beside which the password was sealed
     * @param elsewhere whether the account is there from now on, where its events name a place that was given up
     */
    record SetUpAccount(
            @TargetAggregateIdentifier AccountId account,
            Personal<Profile> profile,
            Set<Role> roles,
            UUID beside,
            boolean elsewhere,
            Personal<PasswordHash> password)
            implements AccountCommand {}

    /** Makes a one-time link. Answers what it is for, or null when the account is suspended. */
    record IssueLink(@TargetAggregateIdentifier AccountId account, String linkHash) implements AccountCommand {}

    /** What a link that was made is for, and when it ends. */
    record IssuedLink(LinkPurpose purpose, Instant expiresAt) {}

    /**
     * Chooses a password with a link. Answers a {@link LinkUse}.
     *
     * @param beside the key beside which the password was sealed
     */
    record UseLink(
            @TargetAggregateIdentifier AccountId account, String linkHash, UUID beside, Personal<PasswordHash> password)
            implements AccountCommand {}

    /** Whether a link was good, and whether the account can administrate now. */
    enum LinkUse {
        NOT_VALID,
        USED,
        USED_BY_ADMINISTRATOR,
        /** Nothing happened: the account has moved since the password was sealed. */
        MOVED
    }

    /** Replaces a password that its owner knew. Answers false when that is no longer the account's password. */
    record ChangePassword(
            @TargetAggregateIdentifier AccountId account, Personal<PasswordHash> known, Personal<PasswordHash> password)
            implements AccountCommand {}

    /**
     * Answers false, and does nothing, when the account has moved.
     *
     * @param beside the key beside which the profile was sealed
     */
    record ChangeProfile(@TargetAggregateIdentifier AccountId account, UUID beside, Personal<Profile> profile)
            implements AccountCommand {}

    /**
     * Moves an account to where it is sealed under another address. Answers false, and does nothing, when its profile or password are
     * not these any more.
     *
     * @param erasure of the entry that ends the old place
     * @param replaced that the new place took the old one's
     * @param beside what stands beside it
     */
    record ChangeAddress(
            AccountId account,
            Personal<Profile> knownProfile,
            @Nullable Personal<PasswordHash> knownPassword,
            Personal<Profile> profile,
            @Nullable Personal<PasswordHash> password,
            UUID erasure,
            Personal<Replaced> replaced,
            List<BesideAccounts.Moved> beside)
            implements AccountCommand {}

    /** Answers whether the account can administrate now. */
    record ChangeRoles(@TargetAggregateIdentifier AccountId account, Set<Role> roles) implements AccountCommand {}

    record SuspendAccount(@TargetAggregateIdentifier AccountId account) implements AccountCommand {}

    /** Answers whether the account can administrate now. */
    record ReinstateAccount(@TargetAggregateIdentifier AccountId account) implements AccountCommand {}

    /**
     * Lets the owner in, who knew this password. Answers false when it is no longer the account's password, or the account
     * is suspended.
     */
    record SignIn(@TargetAggregateIdentifier AccountId account, Personal<PasswordHash> known)
            implements AccountCommand {}

    record RefuseSignIn(@TargetAggregateIdentifier AccountId account, SignInRefusal why) implements AccountCommand {}

    record SignOut(@TargetAggregateIdentifier AccountId account) implements AccountCommand {}
}
