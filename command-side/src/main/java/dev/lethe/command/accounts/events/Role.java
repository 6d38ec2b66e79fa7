package dev.lethe.command.accounts.events;

/** What a member of staff may do. */
public enum Role {
    /** Builds forms and reads reports. */
    EDITOR,
    /** Finds people and erases them. */
    PRIVACY_OFFICER,
    /** Invites staff and sets roles. */
    ADMINISTRATOR
}
