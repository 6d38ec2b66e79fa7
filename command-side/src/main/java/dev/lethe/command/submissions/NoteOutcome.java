package dev.lethe.command.submissions;

/** What became of a note. */
public sealed interface NoteOutcome {

    /** It is durable. */
    record Added() implements NoteOutcome {}

    /** Another text was added under this id before, and is kept. This one was not. */
    record Changed() implements NoteOutcome {}

    /** The sender's answers were erased, and nothing new is ever sealed for the erased. Nothing is kept. */
    record SenderErased() implements NoteOutcome {}

    /** The processing of the sender's answers is restricted, and a note about them would be processing. Nothing is kept. */
    record SenderRestricted() implements NoteOutcome {}
}
