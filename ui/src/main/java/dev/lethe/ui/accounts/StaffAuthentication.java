package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.StandingAccount;
import dev.lethe.command.accounts.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * What a session knows: whose it is, since when, and which password it was begun with, by the random id of its key. Nothing
 * personal.
 */
final class StaffAuthentication extends AbstractAuthenticationToken {

    /** However busy: after a working day a password is asked for again. */
    static final Duration LONGEST = Duration.ofHours(12);

    private final transient StaffMember staff;
    private final UUID passwordKey;
    private final Instant since;

    private StaffAuthentication(StaffMember staff, UUID passwordKey, Instant since) {
        super(staff.roles().stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList());
        this.staff = staff;
        this.passwordKey = passwordKey;
        this.since = since;
        super.setAuthenticated(true);
    }

    /**
     * For somebody who just gave the password of this account.
     *
     * @throws IllegalArgumentException when the account has none
     */
    static StaffAuthentication of(StandingAccount account, Instant now) {
        if (account.chosen() == null) throw new IllegalArgumentException("An account without a password");
        return new StaffAuthentication(new StaffMember(account.account(), account.roles()), account.chosen(), now);
    }

    /** Whether the session may go on: not suspended, the same password, and not for too long. */
    boolean holds(StandingAccount account, Instant now) {
        return account.isActive() && passwordKey.equals(account.chosen()) && now.isBefore(since.plus(LONGEST));
    }

    /** The same with the roles that the account has now. */
    StaffAuthentication with(Set<Role> roles) {
        return roles.equals(staff.roles())
                ? this
                : new StaffAuthentication(new StaffMember(staff.account(), roles), passwordKey, since);
    }

    StaffMember staff() {
        return staff;
    }

    @Override
    public StaffMember getPrincipal() {
        return staff;
    }

    /** None are kept. */
    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StaffAuthentication that
                && that.staff.equals(staff)
                && that.passwordKey.equals(passwordKey)
                && that.since.equals(since);
    }

    @Override
    public int hashCode() {
        return staff.hashCode();
    }
}
