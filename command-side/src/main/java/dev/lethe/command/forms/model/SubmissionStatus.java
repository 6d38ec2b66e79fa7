package dev.lethe.command.forms.model;

/** How far the work on a submission is. */
public enum SubmissionStatus {
    /** Nobody has taken it up yet. */
    NEW,
    /** Somebody works on it. */
    IN_PROGRESS,
    /** It waits for somebody else. */
    WAITING,
    /** The work is done. */
    DONE,
    /** It was not sent by a person, or in earnest. */
    SPAM
}
