package dev.lethe.command.retention.model;

/** Why a run destroyed nothing, until somebody takes a second look. */
public enum ExpiryRefusal {
    /** The clock is more than a day beyond the last time that anything happened. */
    CLOCK_AHEAD,
    /** The clock is before something that happened already. */
    CLOCK_BEHIND,
    /** Vault or events were restored from a backup, and nobody has said yet of when. No second look lets it pass. */
    RESTORED,
    /** Of a feature a larger share of its records would go than the limit allows. */
    TOO_MANY
}
