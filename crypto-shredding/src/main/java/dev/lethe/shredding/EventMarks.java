package dev.lethe.shredding;

/**
 * Lets the vault and the events know of each other how far they are, so that a store that was set back is told.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface EventMarks {

    /**
     * Tells whether the events are as this vault left them, which {@link Restorations#restores} says afterwards, and draws a new mark. Once,
     * after the start and before anything is served.
     */
    void join(EventHistory events);

    /**
     * Tells whether a store was set back under this process; then draws a new mark and notes it in root state, vault and events,
     * so that a restored one can be told. Hourly.
     */
    void mark(EventHistory events);

    /** How far the events are known to go: what is sealed from now on is named by a later one, if by any. A lower one than before is ignored. */
    void eventsReach(long position);
}
