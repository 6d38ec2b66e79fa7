package dev.lethe.command.accounts;

/** What became of a password that somebody chose. */
public enum PasswordOutcome {
    /** It is the account's password now. */
    CHOSEN,
    /** Fewer than {@value Passwords#SHORTEST} characters. */
    TOO_SHORT,
    /** More than {@value Passwords#LONGEST} characters. */
    TOO_LONG,
    /** It is, or is like, the person's own name or address. */
    ABOUT_YOU,
    /** Often used, or made after a simple pattern. */
    TOO_EASY,
    /** The old password was another, or changed meanwhile. */
    WRONG_OLD_PASSWORD,
    /** The link was used, has ended, or was replaced. */
    LINK_NOT_VALID
}
