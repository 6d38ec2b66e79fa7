package dev.lethe.command.submissions;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.command.submissions.events.ViewId;
import dev.lethe.command.submissions.events.ViewName;
import dev.lethe.command.submissions.events.ViewSettings;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.VaultException;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/** The views of reports that members of staff keep. Names are sealed here, beside their owner's account. */
@Component
public class SavedViews {

    /** In characters. */
    public static final int LONGEST_NAME = 100;

    private final KeyVault vault;
    private final CommandGateway commands;
    private final EventStore events;

    SavedViews(KeyVault vault, CommandGateway commands, EventStore events) {
        this.vault = vault;
        this.commands = commands;
        this.events = events;
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
        try (RecordKeys keys = vault.moreKeysBeside(owner.value(), 1)) {
            boolean saved = send(new SaveView(view, owner, sealed(view, name, keys), settings), owner);
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
        try (RecordKeys keys = vault.moreKeysBeside(owner.value(), 1)) {
            return send(new RenameView(view, owner, sealed(view, name, keys)), owner);
        }
    }

    private static Personal<ViewName> sealed(ViewId view, String name, RecordKeys keys) {
        return keys.seal(0, ViewName.VIEW_NAME.in(view), new ViewName(name.strip()));
    }

    /** What there is under this id already, compared with this. A view that was renamed since is still what was saved first. */
    private Optional<Saving> again(ViewId view, AccountId owner, String name, ViewSettings settings) {
        if (events.lastSequenceNumberFor(view.toString()).isEmpty()) return Optional.empty();
        List<Object> all = events.readEvents(view.toString())
                .asStream()
                .<Object>map(Message::getPayload)
                .toList();
        if (!(all.getFirst() instanceof ViewSaved first)
                || !first.owner().equals(owner)
                || all.stream().anyMatch(ViewRemoved.class::isInstance)) return Optional.of(new Saving.Gone());
        return switch (vault.open(ViewName.VIEW_NAME.at(view, first.name()))) {
            case Opened.Known<ViewName>(ViewName kept) ->
                Optional.of(
                        kept.text().equals(name.strip()) && first.settings().equals(settings)
                                ? new Saving.Kept()
                                : new Saving.Changed());
            case Opened.Erased<ViewName> _ -> Optional.of(new Saving.Gone());
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
