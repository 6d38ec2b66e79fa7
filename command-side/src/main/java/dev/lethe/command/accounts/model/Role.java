package dev.lethe.command.accounts.model;

/** What a member of staff may do. */
public enum Role {
    /** Builds forms, and reads what visitors sent, where the form lets them. */
    EDITOR,
    /** Finds people and erases them. */
    PRIVACY_OFFICER,
    /** Invites staff and sets roles, and says who may read what visitors sent. */
    ADMINISTRATOR,
    /** Reads and works on what visitors sent, where the form lets them. */
    CASEWORKER
}
