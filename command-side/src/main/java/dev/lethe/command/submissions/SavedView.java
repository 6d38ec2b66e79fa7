package dev.lethe.command.submissions;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.command.submissions.events.ViewId;
import dev.lethe.command.submissions.events.ViewSettings;
import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A saved view of a report: its owner's affair alone. */
@Aggregate
class SavedView {

    @AggregateIdentifier
    private @Nullable ViewId id;

    private @Nullable AccountId owner;
    private @Nullable ViewSettings settings;
    private boolean removed;

    SavedView() {}

    /** Answers false, and does nothing, when there is, or was, one with this id. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean handle(SaveView command, Clock clock) {
        if (owner != null) return false; // whoever sent it compares: here the name is sealed
        apply(new ViewSaved(command.view(), command.owner(), command.name(), command.settings(), clock.instant()));
        return true;
    }

    /** Answers false, and does nothing, when it is somebody else's or was removed. */
    @CommandHandler
    boolean handle(RenameView command, Clock clock) {
        if (removed || settings == null || !command.owner().equals(owner)) return false;
        apply(new ViewSaved(command.view(), command.owner(), command.name(), settings, clock.instant()));
        return true;
    }

    @CommandHandler
    void handle(RemoveView command, Clock clock) {
        if (removed || !command.owner().equals(owner)) return;
        apply(new ViewRemoved(command.view(), clock.instant()));
    }

    @EventSourcingHandler
    void on(ViewEvent event) {
        id = event.view();
        switch (event) {
            case ViewSaved saved -> {
                owner = saved.owner();
                settings = saved.settings();
            }
            case ViewRemoved _ -> removed = true;
        }
    }
}
