package dev.lethe.command.accounts;

import dev.lethe.command.accounts.model.AccountId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** What can be asked of the {@link Administrators}. */
sealed interface AdministratorsCommand {

    AccountId account();

    @TargetAggregateIdentifier
    default String administrators() {
        return Administrators.ID;
    }

    /** Starts anew with this one, since there is no account at all. */
    record AppointFirstAdministrator(AccountId account) implements AdministratorsCommand {}

    record AppointAdministrator(AccountId account) implements AdministratorsCommand {}

    /** Answers false, and does nothing, when nobody would be left. One who was not among them is no matter. */
    record DismissAdministrator(AccountId account) implements AdministratorsCommand {}
}
