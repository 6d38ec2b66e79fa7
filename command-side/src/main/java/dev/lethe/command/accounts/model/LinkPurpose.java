package dev.lethe.command.accounts.model;

/** What a one-time link is for. */
public enum LinkPurpose {
    /** A new member of staff chooses the first password. */
    INVITATION,
    /** A member of staff who cannot sign in chooses another password. */
    RESET
}
