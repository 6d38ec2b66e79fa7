package dev.lethe.command.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FormId;
import java.util.Set;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Say who may read a form's submissions: these people, everybody with one of these roles, and nobody else. */
public record SetReaders(@TargetAggregateIdentifier FormId form, Set<AccountId> people, Set<Role> roles) {
    public SetReaders {
        people = Set.copyOf(people);
        roles = Set.copyOf(roles);
    }
}
