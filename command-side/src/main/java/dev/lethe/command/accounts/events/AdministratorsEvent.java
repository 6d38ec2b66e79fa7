package dev.lethe.command.accounts.events;

import dev.lethe.command.accounts.model.AccountId;
import java.time.Instant;
import org.axonframework.serialization.Revision;

/** Who may administrate accounts: what guards that there is always somebody. The accounts' own events say the rest. */
public sealed interface AdministratorsEvent {

    /** The account it is about. */
    AccountId account();

    /** There was no account at all, and this one is to be the first. */
    @Revision("1")
    record FirstAdministratorAppointed(AccountId account, Instant at) implements AdministratorsEvent {}

    /** One more can administrate. */
    @Revision("1")
    record AdministratorAppointed(AccountId account, Instant at) implements AdministratorsEvent {}

    /** One of several can no longer administrate. */
    @Revision("1")
    record AdministratorDismissed(AccountId account, Instant at) implements AdministratorsEvent {}
}
