package dev.lethe.command.submissions;

import dev.lethe.shredding.Ground;
import java.util.UUID;

/** What became of a note. */
public sealed interface NoteOutcome {

    /** It is durable. */
    record Added() implements NoteOutcome {}

    /** The sender's answers were erased, and nothing new is ever sealed for the erased. Nothing was stored. */
    record SenderErased() implements NoteOutcome {}

    /**
     * The sender's answers were erased while the note was written down, by an erasure that may not have known of it. Its key
     * is to be destroyed too.
     *
     * @param key the note's
     * @param ground on which the answers were erased
     */
    record ErasedMeanwhile(UUID key, Ground ground) implements NoteOutcome {}
}
