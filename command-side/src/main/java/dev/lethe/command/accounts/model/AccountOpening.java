package dev.lethe.command.accounts.model;

/** How an account came to be. */
public enum AccountOpening {
    /** An administrator invited a new member of staff. */
    INVITED,
    /** With the link that is printed while there is no account at all. */
    FIRST_ADMINISTRATOR,
    /** By whoever runs this installation. */
    OPERATOR
}
