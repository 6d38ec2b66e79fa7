package dev.lethe.command.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import java.util.Set;

/** Who may read a form's submissions: these accounts, and whoever has one of these roles. */
public record Readers(Set<AccountId> people, Set<Role> roles) {

    /** Nobody. */
    public static final Readers NOBODY = new Readers(Set.of(), Set.of());

    public Readers {
        people = Set.copyOf(people);
        roles = Set.copyOf(roles);
    }

    /** Whether this member of staff may. */
    public boolean include(AccountId account, Set<Role> with) {
        return people.contains(account) || with.stream().anyMatch(roles::contains);
    }
}
