package dev.lethe.command.accounts.model;

/** Why somebody was not let in. */
public enum SignInRefusal {
    WRONG_PASSWORD,
    /** The account was only invited. */
    NO_PASSWORD_YET,
    SUSPENDED,
    /** After too many wrong passwords; recorded once, not for each further try. */
    TOO_MANY_TRIES
}
