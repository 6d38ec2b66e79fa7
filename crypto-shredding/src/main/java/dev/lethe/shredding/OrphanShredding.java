package dev.lethe.shredding;

/**
 * Destroys the subjects of records that never arrived: their keys are there, and no event names any.
 *
 * <p><b>Guaranteed:</b> what an event names is never destroyed; where that cannot be told for certain, nothing is.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface OrphanShredding {

    /** How many subjects there are whose event never came, and whether something stands in the way of destroying them. */
    OrphanSearch orphans(EventHistory events);

    /**
     * Destroys subjects whose event never came, with an entry of the ledger and no order: of those with identifiers, written
     * since the last complete search and more than two hours ago, none of whose keys any event names. Nothing when the events
     * end too early or have a gap, before a restore is confirmed, or when there are too many; and {@link OrphanSearch#TOO_EARLY}
     * before this process has been there for two hours.
     *
     * @param most how many may go at once
     */
    OrphanSearch destroyOrphans(EventHistory events, int most);
}
