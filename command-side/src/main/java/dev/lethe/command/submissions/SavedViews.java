package dev.lethe.command.submissions;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.BesideAccounts;
import dev.lethe.command.accounts.StandingAccount;
import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.ViewsCommand.RemoveView;
import dev.lethe.command.submissions.ViewsCommand.RenameView;
import dev.lethe.command.submissions.ViewsCommand.SaveView;
import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewMoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealing;
import dev.lethe.shredding.Unsealing;
import dev.lethe.shredding.VaultException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The views of reports that members of staff keep. Names are sealed here, beside their owner's account. */
@Component
public class SavedViews implements BesideAccounts {

    /** In characters. */
    public static final int LONGEST_NAME = 100;

    /** How often a name is tried to be kept while an account moves, ten times a second. */
    private static final int PATIENCE = 100;

    private final Sealing sealing;
    private final Unsealing unsealing;
    private final CommandGateway commands;
    private final EventStore events;
    private final StandingAccounts accounts;
    private final Repository<ViewsOfAccount> views;
    private final Clock clock;

    SavedViews(
            Sealing sealing,
            Unsealing unsealing,
            CommandGateway commands,
            EventStore events,
            StandingAccounts accounts,
            Repository<ViewsOfAccount> views,
            Clock clock) {
        this.sealing = sealing;
        this.unsealing = unsealing;
        this.commands = commands;
        this.events = events;
        this.accounts = accounts;
        this.views = views;
        this.clock = clock;
    }

    /** Whether this can be a view's name: not blank, of one line, and at most {@value #LONGEST_NAME} characters. */
    public static boolean isName(String name) {
        String trimmed = name.strip();
        return !trimmed.isEmpty()
                && trimmed.codePointCount(0, trimmed.length()) <= LONGEST_NAME
                && trimmed.chars().noneMatch(Character::isISOControl);
    }

    /** What became of a view that was to be kept. */
    public sealed interface Saving {

        /** It is kept. */
        record Kept() implements Saving {}

        /** Something else was kept under this id, and still is. This was not. */
        record Changed() implements Saving {}

        /** Something was kept under this id and was removed, or is somebody else's. Nothing has changed. */
        record Gone() implements Saving {}
    }

    /**
     * Keeps what a report shows under this name, as a new view. The same again changes nothing, and something else under the
     * same id is not kept.
     *
     * @throws IllegalArgumentException when this cannot be a name; the message does not repeat it
     * @throws VaultException when the vault cannot be reached; nothing has changed then
     */
    public Saving save(ViewId view, AccountId owner, String name, ViewSettings settings) {
        if (!isName(name)) throw new IllegalArgumentException("Not a name");
        Optional<Saving> earlier = again(view, owner, name, settings);
        if (earlier.isPresent()) return earlier.get(); // a second click must not cost another key
        try (RecordKeys keys = sealing.moreKeysBeside(key(owner), 1)) {
            boolean saved = send(new SaveView(view, owner, sealed(view, name, keys), settings), owner);
            // Where the account moved meanwhile the name stands where it is lost
            if (saved && keys.areDestroyed()) rename(view, owner, name, true);
            return saved
                    ? new Saving.Kept()
                    : again(view, owner, name, settings).orElseThrow();
        }
    }

    /**
     * Gives a view another name.
     *
     * @return false when it is somebody else's view, or was removed; nothing has changed then
     * @throws IllegalArgumentException when this cannot be a name; the message does not repeat it
     * @throws VaultException when the vault cannot be reached; nothing has changed then
     */
    public boolean rename(ViewId view, AccountId owner, String name) {
        if (!isName(name)) throw new IllegalArgumentException("Not a name");
        return rename(view, owner, name, false);
    }

    /** @param lost whether the name is lost unless this is done: then it waits until the account has moved */
    private boolean rename(ViewId view, AccountId owner, String name, boolean lost) {
        // Again, if the account moved in between: what is there already must not lose its name
        boolean mustBeKept = lost;
        for (int attempt = 1; ; attempt++) {
            try (RecordKeys keys = sealing.moreKeysBeside(key(owner), 1)) {
                boolean renamed = send(new RenameView(view, owner, sealed(view, name, keys)), owner);
                if (!keys.areDestroyed()) return renamed;
                mustBeKept = true;
            } catch (VaultException e) {
                if (!mustBeKept || attempt == PATIENCE) throw e; // while it moves, nothing is put beside an account
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("Interrupted while an account moves", e);
        }
    }

    /** A key of an account's. */
    private UUID key(AccountId owner) {
        return accounts.of(owner)
                .map(StandingAccount::key)
                .orElseThrow(() -> new VaultException("There is no account " + owner));
    }

    @Override
    public List<Moved> sealAnew(AccountId account, RecordKeys keys) {
        List<Moved> moved = new ArrayList<>();
        names(account).forEach((view, name) -> {
            try {
                if (unsealing.open(ViewName.VIEW_NAME.at(view, name)) instanceof Opened.Known<ViewName>(ViewName known))
                    moved.add(new Moved(view.value(), keys.seal(0, ViewName.VIEW_NAME.in(view), known)));
                else moved.add(new Moved(view.value(), null));
            } catch (CannotBeOpenedException e) {
                if (e.why() != CannotBeOpenedException.Why.REPLACED) throw e;
                moved.add(new Moved(view.value(), null));
            }
        });
        return moved;
    }

    @Override
    @SuppressWarnings("unchecked") // as it was sealed, and its place is checked whenever it is opened
    public boolean move(AccountId account, List<Moved> moved) {
        if (moved.isEmpty()) return names(account).isEmpty();
        Map<ViewId, @Nullable Personal<ViewName>> names = new HashMap<>();
        for (Moved each : moved) names.put(new ViewId(each.id()), (Personal<ViewName>) each.value());
        return views.load(ViewsOfAccount.of(account)).invoke(all -> all.move(account, names, clock.instant()));
    }

    /** The views that there are, as their events have it. */
    private Map<ViewId, Personal<ViewName>> names(AccountId owner) {
        Map<ViewId, Personal<ViewName>> names = new LinkedHashMap<>();
        for (ViewEvent event : history(owner))
            switch (event) {
                case ViewSaved saved -> names.put(saved.view(), saved.name());
                case ViewMoved moved -> names.put(moved.view(), moved.name());
                case ViewRemoved removed -> names.remove(removed.view());
            }
        return names;
    }

    private List<ViewEvent> history(AccountId owner) {
        String id = ViewsOfAccount.of(owner);
        if (events.lastSequenceNumberFor(id).isEmpty()) return List.of();
        return events.readEvents(id)
                .asStream()
                .map(Message::getPayload)
                .map(ViewEvent.class::cast)
                .toList();
    }

    private static Personal<ViewName> sealed(ViewId view, String name, RecordKeys keys) {
        return keys.seal(0, ViewName.VIEW_NAME.in(view), new ViewName(name.strip()));
    }

    /** What there is under this id already, compared with this. A view that was renamed since is still what was saved first. */
    private Optional<Saving> again(ViewId view, AccountId owner, String name, ViewSettings settings) {
        List<ViewEvent> all = history(owner).stream()
                .filter(event -> event.view().equals(view))
                .toList();
        if (all.isEmpty()) return Optional.empty();
        if (!(all.getFirst() instanceof ViewSaved saved) || all.stream().anyMatch(ViewRemoved.class::isInstance))
            return Optional.of(new Saving.Gone());
        // The name that was saved first; where the account moved since, only the one that it has now is left
        Personal<ViewName> kept = all.stream().anyMatch(ViewMoved.class::isInstance)
                ? names(owner).getOrDefault(view, saved.name())
                : saved.name();
        return switch (unsealing.open(ViewName.VIEW_NAME.at(view, kept))) {
            case Opened.Known<ViewName>(ViewName known) ->
                Optional.of(
                        known.text().equals(name.strip()) && saved.settings().equals(settings)
                                ? new Saving.Kept()
                                : new Saving.Changed());
            case Opened.Erased<ViewName> _, Opened.Restricted<ViewName> _ -> Optional.of(new Saving.Gone());
        };
    }

    /** Forgets a view of this owner. What is none of theirs stays. */
    public void remove(ViewId view, AccountId owner) {
        send(new RemoveView(view, owner), owner);
    }

    private <R> R send(Object command, AccountId by) {
        return commands.sendAndWait(new GenericCommandMessage<>(command, MetaData.with(Actor.KEY, Actor.of(by))));
    }
}
