package dev.lethe.command.forms.model;

/** How long submissions are kept. */
public enum RetentionRule {
    /** Until somebody erases them. */
    UNTIL_ERASED,
    /** For a number of days. */
    DAYS
}
