package dev.lethe.command.privacy.model;

/** What an erasure destroys. */
public enum ErasureScope {
    /** Everything that is held of a person, except what is kept. */
    PERSON,
    /** Single records, each with all its parts and with the notes about it. */
    RECORD,
    /** Records whose time was over, a batch of them at once. */
    EXPIRED
}
