package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import java.security.Principal;
import java.util.Set;

/**
 * Who is signed in: a random id and what it may do, as it is at this request. Nothing personal, so that it can stand in a
 * session; {@link StaffNames} opens names. Controllers take it as {@code @AuthenticationPrincipal StaffMember}.
 */
public record StaffMember(AccountId account, Set<Role> roles) implements Principal {

    public StaffMember {
        roles = Set.copyOf(roles);
    }

    /** Whether this member of staff has the role. */
    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** The account's id, since frameworks put a principal's name into logs. */
    @Override
    public String getName() {
        return account.toString();
    }
}
