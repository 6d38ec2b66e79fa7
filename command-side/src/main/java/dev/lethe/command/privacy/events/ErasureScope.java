package dev.lethe.command.privacy.events;

/** What an erasure destroys. */
public enum ErasureScope {
    /** Everything that is held of a person, except what is kept. */
    PERSON,
    /** One record, with all its parts. */
    RECORD
}
