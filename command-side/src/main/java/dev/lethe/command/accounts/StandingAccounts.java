package dev.lethe.command.accounts;

import dev.lethe.command.accounts.events.AccountEvent;
import dev.lethe.command.accounts.events.AccountEvent.AccountOpened;
import dev.lethe.command.accounts.events.AccountEvent.AccountReinstated;
import dev.lethe.command.accounts.events.AccountEvent.AccountSuspended;
import dev.lethe.command.accounts.events.AccountEvent.AddressChanged;
import dev.lethe.command.accounts.events.AccountEvent.LinkIssued;
import dev.lethe.command.accounts.events.AccountEvent.PasswordChosen;
import dev.lethe.command.accounts.events.AccountEvent.ProfileChanged;
import dev.lethe.command.accounts.events.AccountEvent.RolesChanged;
import dev.lethe.command.accounts.events.AccountEvent.SignInRefused;
import dev.lethe.command.accounts.events.AccountEvent.SignedIn;
import dev.lethe.command.accounts.events.AccountEvent.SignedOut;
import dev.lethe.command.accounts.events.AdministratorsEvent;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorAppointed;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorDismissed;
import dev.lethe.command.accounts.events.AdministratorsEvent.FirstAdministratorAppointed;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.histories.Histories;
import dev.lethe.command.histories.Standing;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/**
 * What accounts may do, decided on their events: a row of a read model can be changed by whoever writes to its database. What
 * happened a moment ago counts, on every node.
 */
@Component
public class StandingAccounts {

    private final Standing<Optional<StandingAccount>> accounts;
    private final Standing<Set<AccountId>> administrators;

    StandingAccounts(Histories histories, EventStore events) {
        this.accounts = new Standing<>(histories, events, Optional.empty(), StandingAccounts::after);
        this.administrators = new Standing<>(histories, events, Set.of(), StandingAccounts::named);
    }

    /** One account; empty when there is none. */
    public Optional<StandingAccount> of(AccountId account) {
        return accounts.of(account.toString()).flatMap(found -> found);
    }

    /** Whether there is anybody who was ever made an administrator and is still named as one. */
    public boolean anyAdministrator() {
        Set<AccountId> named = administrators.of(Administrators.ID).orElse(Set.of());
        return named.stream().anyMatch(account -> of(account).isPresent());
    }

    private static Optional<StandingAccount> after(Optional<StandingAccount> before, Object payload) {
        if (!(payload instanceof AccountEvent event)) return before;
        if (event instanceof AccountOpened opened)
            return Optional.of(
                    new StandingAccount(opened.account(), opened.profile(), null, null, opened.roles(), false));
        return before.map(
                account -> switch (event) { // what is not opened first is no account
                    case AccountOpened _ -> account;
                    case PasswordChosen chosen -> account.chose(chosen.password());
                    case ProfileChanged changed -> account.with(changed.profile(), account.password());
                    case AddressChanged changed -> account.with(changed.profile(), changed.password());
                    case RolesChanged changed -> account.with(changed.roles());
                    case AccountSuspended _ -> account.suspended(true);
                    case AccountReinstated _ -> account.suspended(false);
                    case LinkIssued _, SignedIn _, SignInRefused _, SignedOut _ -> account;
                });
    }

    private static Set<AccountId> named(Set<AccountId> before, Object payload) {
        if (!(payload instanceof AdministratorsEvent event)) return before;
        Set<AccountId> named = new HashSet<>(before);
        switch (event) {
            case FirstAdministratorAppointed first -> {
                named.clear();
                named.add(first.account());
            }
            case AdministratorAppointed appointed -> named.add(appointed.account());
            case AdministratorDismissed dismissed -> named.remove(dismissed.account());
        }
        return named;
    }
}
