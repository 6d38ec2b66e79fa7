package dev.lethe.command.audit.model;

/** Where staff see personal data. */
public enum Occasion {
    /** A page of a form's submissions. */
    SUBMISSION_LIST,
    /** One submission in full. */
    SUBMISSION,
    /** A file that was sent with a submission. */
    FILE,
    /** A person or a submission was looked for and found; what is held was not opened by that. */
    SEARCH_WITH_RESULT,
    /** A person or a submission was looked for and nothing was found. */
    SEARCH_WITHOUT_RESULT,
    /** Everything that is held of a person. */
    PERSON,
    /** The list of accounts. */
    ACCOUNTS
}
