package dev.lethe.command.submissions;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.submissions.events.ViewId;
import dev.lethe.command.submissions.events.ViewName;
import dev.lethe.command.submissions.events.ViewSettings;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.VaultException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/** The views of reports that members of staff keep. Names are sealed here, beside their owner's account. */
@Component
public class SavedViews {

    /** In characters. */
    public static final int LONGEST_NAME = 100;

    private final KeyVault vault;
    private final CommandGateway commands;

    SavedViews(KeyVault vault, CommandGateway commands) {
        this.vault = vault;
        this.commands = commands;
    }

    /** Whether this can be a view's name: not blank, of one line, and at most {@value #LONGEST_NAME} characters. */
    public static boolean isName(String name) {
        String trimmed = name.strip();
        return !trimmed.isEmpty()
                && trimmed.codePointCount(0, trimmed.length()) <= LONGEST_NAME
                && trimmed.chars().noneMatch(Character::isISOControl);
    }

    /**
     * Keeps what a report shows under this name, in place of what the view was before.
     *
     * @return false when it is somebody else's view, or was removed; nothing has changed then
     * @throws IllegalArgumentException when this cannot be a name; the message does not repeat it
     * @throws VaultException when the vault cannot be reached; nothing has changed then
     */
    public boolean save(ViewId view, AccountId owner, String name, ViewSettings settings) {
        if (!isName(name)) throw new IllegalArgumentException("Not a name");
        try (RecordKeys keys = vault.moreKeysBeside(owner.value(), 1)) {
            return send(
                    new SaveView(
                            view,
                            owner,
                            keys.seal(0, ViewName.VIEW_NAME.in(view), new ViewName(name.strip())),
                            settings),
                    owner);
        }
    }

    /** Forgets a view of this owner. What is none of theirs stays. */
    public void remove(ViewId view, AccountId owner) {
        send(new RemoveView(view, owner), owner);
    }

    private <R> R send(Object command, AccountId by) {
        return commands.sendAndWait(new GenericCommandMessage<>(command, MetaData.with(Actor.KEY, Actor.of(by))));
    }
}
