package dev.lethe.command.submissions;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.NoteOutcome.Added;
import dev.lethe.command.submissions.NoteOutcome.Changed;
import dev.lethe.command.submissions.NoteOutcome.SenderErased;
import dev.lethe.command.submissions.NoteOutcome.SenderRestricted;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Sealing;
import dev.lethe.shredding.Unsealing;
import dev.lethe.shredding.VaultException;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/**
 * Writes down what staff note about a submission: sealed beside the sender's answers, so that it goes with them, with the
 * record or with the person.
 */
@Component
public class Notes {

    /** In characters. */
    public static final int LONGEST = 5_000;

    private final Sealing sealing;
    private final Unsealing unsealing;
    private final CommandGateway commands;
    private final EventStore events;

    Notes(Sealing sealing, Unsealing unsealing, CommandGateway commands, EventStore events) {
        this.sealing = sealing;
        this.unsealing = unsealing;
        this.commands = commands;
        this.events = events;
    }

    /**
     * Adds a note. The same note again changes nothing, and another text under the same id is not added.
     *
     * @param sender the sender's answers, as they are sealed
     * @param text not blank, of at most {@value #LONGEST} characters
     * @throws VaultException when the vault cannot be reached, or the person has no room for more; nothing has changed then
     */
    public NoteOutcome add(SubmissionId submission, Sealed<Answers> sender, NoteId note, String text, AccountId by) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > LONGEST)
            throw new IllegalArgumentException("Not a note");
        Optional<NoteAdded> earlier = written(submission, note);
        if (earlier.isPresent()) return again(earlier.get(), text); // a second click must not cost another key
        boolean added;
        try (RecordKeys keys = sealing.moreKeysBeside(sender.token().keyId(), 1)) {
            var sealed = keys.seal(0, Note.NOTE.in(submission), new Note(text));
            added = commands.sendAndWait(new GenericCommandMessage<>(
                    new AddNote(submission, note, sealed), MetaData.with(Actor.KEY, Actor.of(by))));
        } catch (VaultException e) {
            return switch (unsealing.open(sender)) {
                case Opened.Erased<Answers> _ -> new SenderErased();
                case Opened.Restricted<Answers> _ -> new SenderRestricted();
                case Opened.Known<Answers> _ -> throw e;
            };
        }
        if (!added) return again(written(submission, note).orElseThrow(), text);
        // Whatever stands beside the answers went with them, also what came while they were erased. A note that came
        // while
        // they were restricted is kept, and shown once the restriction is lifted.
        return unsealing.open(sender) instanceof Opened.Erased<Answers> ? new SenderErased() : new Added();
    }

    private NoteOutcome again(NoteAdded earlier, String text) {
        return switch (unsealing.open(Note.NOTE.at(earlier.submission(), earlier.text()))) {
            case Opened.Known<Note>(Note kept) -> kept.text().equals(text) ? new Added() : new Changed();
            case Opened.Erased<Note> _ -> new SenderErased();
            case Opened.Restricted<Note> _ -> new SenderRestricted();
        };
    }

    private Optional<NoteAdded> written(SubmissionId submission, NoteId note) {
        return events.readEvents(submission.toString())
                .asStream()
                .map(Message::getPayload)
                .flatMap(event ->
                        event instanceof NoteAdded added && added.note().equals(note)
                                ? Stream.of(added)
                                : Stream.empty())
                .findFirst();
    }
}
