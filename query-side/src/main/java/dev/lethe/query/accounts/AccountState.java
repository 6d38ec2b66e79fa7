package dev.lethe.query.accounts;

/** Whether somebody can sign in to an account. */
public enum AccountState {
    /** No password was chosen yet. */
    INVITED,
    ACTIVE,
    SUSPENDED
}
