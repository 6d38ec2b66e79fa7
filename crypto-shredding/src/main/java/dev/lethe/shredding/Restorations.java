package dev.lethe.shredding;

import java.time.Instant;
import java.util.List;

/**
 * What is known of stores that were restored from a backup. While one is awaited, nothing may go by its age.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface Restorations {

    /** Every restore that is known, in the order in which they were told. While one is awaited, nothing may go by its age. */
    List<Restore> restores();

    /**
     * An operator says that a store was restored: one of which that was told, or one of which nothing could tell it.
     *
     * @param from of what time the backup is
     */
    void confirmRestore(Restore.Store store, Instant from);
}
