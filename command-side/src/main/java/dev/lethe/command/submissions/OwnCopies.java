package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Unsealing;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Opens a submission for whoever sent it. Whoever asks must have shown a receipt of it, see {@link Receipts}; what the receipt
 * says is not believed where the submission itself can be asked. It is the sender who looks, so no look is recorded (ADR 0048).
 */
@Component
public class OwnCopies {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCopies.class);

    private final Received received;
    private final Unsealing vault;
    private final Clock clock;

    OwnCopies(Received received, Unsealing vault, Clock clock) {
        this.received = received;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * What was sent.
     *
     * @param parts of each of the form's people, in their order
     */
    public record Copy(FormVersion form, String reference, Instant receivedAt, List<Part> parts) {
        public Copy {
            parts = List.copyOf(parts);
        }
    }

    /** What became of the answers about one person. */
    public sealed interface Part {

        /** They are there. */
        record Held(Answers answers) implements Part {}

        /** They were erased. */
        record Gone(Instant when) implements Part {}

        /** Their processing is restricted. */
        record Restricted(Instant since) implements Part {}

        /** An alarm: they should open and do not. */
        record Broken() implements Part {}
    }

    /** The submission as it opens now; empty when none of this version was received within the last twenty minutes. */
    public Optional<Copy> open(SubmissionId id, FormVersion form) {
        Instant now = clock.instant();
        return received.submission(id)
                .filter(sent -> sent.form().equals(form))
                .filter(sent -> !now.isAfter(sent.receivedAt().plus(Receipts.COPY_FOR)))
                .map(sent -> new Copy(sent.form(), sent.reference(), sent.receivedAt(), parts(sent)));
    }

    private List<Part> parts(SubmissionReceived sent) {
        List<Sealed<Answers>> sealed = IntStream.range(0, sent.parts().size())
                .mapToObj(person -> Answers.ANSWERS
                        .part(person + 1)
                        .at(sent.submission(), sent.parts().get(person).answers()))
                .toList();
        Openings opened = vault.openAll(sealed);
        return sealed.stream().map(part -> part(part, opened)).toList();
    }

    private static Part part(Sealed<Answers> part, Openings opened) {
        try {
            return switch (opened.of(part)) {
                case Known<Answers>(Answers answers) -> new Part.Held(answers);
                case Erased<Answers> erased -> new Part.Gone(erased.when());
                case Opened.Restricted<Answers> restricted -> new Part.Restricted(restricted.since());
            };
        } catch (CannotBeOpenedException alarm) {
            LOG.error("ALARM: key {} should open and does not: {}", alarm.keyId(), alarm.why());
            return new Part.Broken();
        }
    }
}
