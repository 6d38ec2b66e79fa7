package dev.lethe.command.accounts;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.accounts.AdministratorsCommand.AppointAdministrator;
import dev.lethe.command.accounts.AdministratorsCommand.AppointFirstAdministrator;
import dev.lethe.command.accounts.AdministratorsCommand.DismissAdministrator;
import dev.lethe.command.accounts.events.AdministratorsEvent;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorAppointed;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorDismissed;
import dev.lethe.command.accounts.events.AdministratorsEvent.FirstAdministratorAppointed;
import dev.lethe.command.accounts.model.AccountId;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that can administrate, in one place, so that two administrators who remove each other at the same time cannot
 * leave nobody. An account is named here after it can administrate, and struck off before it no longer can: whatever a crash
 * leaves between the two, everybody named here can administrate.
 */
@Aggregate
class Administrators {

    /** There is one of it. */
    static final String ID = "administrators";

    @AggregateIdentifier
    private @Nullable String id;

    private final Set<AccountId> named = new HashSet<>();

    Administrators() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(AppointFirstAdministrator command, Clock clock) {
        apply(new FirstAdministratorAppointed(command.account(), clock.instant()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(AppointAdministrator command, Clock clock) {
        if (!named.contains(command.account())) apply(new AdministratorAppointed(command.account(), clock.instant()));
    }

    @CommandHandler
    boolean handle(DismissAdministrator command, Clock clock) {
        if (!named.contains(command.account())) return true;
        if (named.size() == 1) return false;
        apply(new AdministratorDismissed(command.account(), clock.instant()));
        return true;
    }

    @EventSourcingHandler
    void on(AdministratorsEvent event) {
        id = ID;
        switch (event) {
            case FirstAdministratorAppointed first -> {
                named.clear(); // one who was named and never came to be must not count
                named.add(first.account());
            }
            case AdministratorAppointed appointed -> named.add(appointed.account());
            case AdministratorDismissed dismissed -> named.remove(dismissed.account());
        }
    }
}
