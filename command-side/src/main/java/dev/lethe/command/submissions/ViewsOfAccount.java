package dev.lethe.command.submissions;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewMoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.shredding.Personal;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The saved views of one member of staff, whose affair alone they are. In one place, so that the events themselves say which there
 * are when the account moves.
 */
@Aggregate
class ViewsOfAccount {

    @AggregateIdentifier
    private @Nullable String id;

    private final Map<ViewId, ViewSettings> there = new HashMap<>();
    private final Set<ViewId> ever = new HashSet<>();

    ViewsOfAccount() {}

    /** The id of the views of an account. */
    static String of(AccountId owner) {
        return "views-" + owner;
    }

    /** Answers false, and does nothing, when there is, or was, one with this id. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean handle(ViewsCommand.SaveView command, Clock clock) {
        if (ever.contains(command.view())) return false; // whoever sent it compares: here the name is sealed
        apply(new ViewSaved(command.view(), command.owner(), command.name(), command.settings(), clock.instant()));
        return true;
    }

    /** Answers false, and does nothing, when there is none with this id. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean handle(ViewsCommand.RenameView command, Clock clock) {
        ViewSettings settings = there.get(command.view());
        if (settings == null) return false;
        apply(new ViewSaved(command.view(), command.owner(), command.name(), settings, clock.instant()));
        return true;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(ViewsCommand.RemoveView command, Clock clock) {
        if (there.containsKey(command.view())) apply(new ViewRemoved(command.view(), command.owner(), clock.instant()));
    }

    /** Answers false, and does nothing, when these are not all that there are: one was saved or removed meanwhile. */
    boolean move(AccountId owner, Map<ViewId, @Nullable Personal<ViewName>> names, Instant at) {
        if (!names.keySet().equals(there.keySet())) return false;
        names.forEach((view, name) ->
                apply(name == null ? new ViewRemoved(view, owner, at) : new ViewMoved(view, owner, name, at)));
        return true;
    }

    @EventSourcingHandler
    void on(ViewEvent event) {
        id = of(event.owner());
        switch (event) {
            case ViewSaved saved -> {
                there.put(saved.view(), saved.settings());
                ever.add(saved.view());
            }
            case ViewMoved _ -> {}
            case ViewRemoved removed -> there.remove(removed.view());
        }
    }
}
