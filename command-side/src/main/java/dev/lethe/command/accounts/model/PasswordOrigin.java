package dev.lethe.command.accounts.model;

/** Where a password came from. */
public enum PasswordOrigin {
    /** Chosen with an invitation's link. */
    INVITATION,
    /** Chosen with a reset link. */
    RESET,
    /** Changed by a person who was signed in and knew the old one. */
    OWN_CHANGE,
    /** Given when the account was set up by whoever runs this installation. */
    SET_UP
}
