package dev.lethe.command.privacy;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One erasure: ordered once, proven once, however often a retry or a restart says so. */
@Aggregate
class Erasure {

    @AggregateIdentifier
    private @Nullable ErasureId id;

    private @Nullable ErasureScope scope;
    private boolean proven;

    Erasure() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(OrderErasure command) {
        if (scope != null) return; // a retry, or an order that the ledger already told of
        apply(new ErasureOrdered(
                command.erasure(),
                command.scope(),
                command.ground(),
                command.officer(),
                command.keys(),
                command.kept(),
                command.at()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(ProveErasure command) {
        if (proven) return; // appended again from the ledger
        if (scope == null)
            apply(new ErasureFoundInLedger(
                    command.erasure(),
                    command.scope(),
                    command.ground(),
                    command.officer(),
                    command.proof().destroyedAt(),
                    command.kept()));
        else if (scope != command.scope())
            throw new IllegalStateException("Erasure " + command.erasure() + " was ordered for a " + scope
                    + " and proven for a " + command.scope());
        apply(
                switch (command.scope()) {
                    case PERSON ->
                        new PersonErased(command.erasure(), command.proof(), command.arrived(), command.later());
                    case RECORD -> new RecordErased(command.erasure(), command.proof());
                    case EXPIRED -> new RecordsExpired(command.erasure(), command.proof());
                });
    }

    @EventSourcingHandler
    void on(ErasureEvent event) {
        id = event.erasure();
        switch (event) {
            case ErasureOrdered e -> scope = e.scope();
            case ErasureFoundInLedger e -> scope = e.scope();
            case PersonErased _, RecordErased _, RecordsExpired _ -> proven = true;
        }
    }
}
