package dev.lethe.shredding;

/**
 * Keeps the vault's own rows in order, by itself and regularly. Nothing that can be opened is lost by it.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface VaultUpkeep {

    /** Blanks the rows of keys that were destroyed and lists them in the ledger. @return how many were blanked */
    int sweep();

    /**
     * Counts the identifiers of all living parts of records against what the events say came with them. It goes through all
     * events, some thousands in memory at a time: daily, and after a start.
     *
     * @return what {@link #incompleteParts} says from now on
     */
    long countIdentifiers(EventHistory events);
}
