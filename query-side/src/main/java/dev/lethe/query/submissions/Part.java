package dev.lethe.query.submissions;

import dev.lethe.command.submissions.model.Answers;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import java.time.Instant;
import java.util.UUID;

/** One person's answers in a submission. */
public sealed interface Part {

    /** Whose they are: 0 for the sender, else the position in the form's people. */
    int person();

    /** The key they are sealed under. */
    UUID keyId();

    /**
     * The answers, from what the vault opened.
     *
     * @throws CannotBeOpenedException when they should open and do not: an alarm, to be shown at the row
     */
    Opened<Answers> in(Openings openings);

    /** A token. Whether it still opens is for the vault to tell. */
    record Held(int person, UUID keyId, Sealed<Answers> answers) implements Part {
        @Override
        public Opened<Answers> in(Openings openings) {
            return openings.of(answers);
        }
    }

    /** Nothing but the fact that it was erased. */
    record Tidied(int person, UUID keyId, Instant when, Ground ground) implements Part {
        @Override
        public Opened<Answers> in(Openings openings) {
            return new Opened.Erased<>(when, ground);
        }
    }
}
