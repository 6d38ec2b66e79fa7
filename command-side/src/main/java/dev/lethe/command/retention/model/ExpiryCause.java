package dev.lethe.command.retention.model;

/** What made the retention run. */
public enum ExpiryCause {
    /** It was the hour of the day for it. */
    DAILY,
    /** Whoever runs this installation asked for it at the command line. */
    COMMAND_LINE,
    /** A privacy officer asked for it. */
    OFFICER
}
