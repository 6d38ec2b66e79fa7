package dev.lethe.shredding;

import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tells which keys are destroyed, for those who clear away what can never be opened again. Whoever has this role destroys no key
 * with it.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface DestroyedKeys {

    /**
     * Keys that an erasure destroyed, and those that its order named one by one and an earlier one had destroyed. Once they were swept, nobody knows any more which were a person's: then only those that
     * an order named one by one are told, and for the others there is {@link #destroyedAmong}.
     */
    void destroyedBy(UUID erasure, Consumer<DestroyedKey> each);

    /** Those of these keys that are destroyed, whichever erasure did it, swept or not. */
    void destroyedAmong(Collection<UUID> keyIds, Consumer<DestroyedKey> each);

    /** All keys that were ever destroyed. */
    void allDestroyed(Consumer<DestroyedKey> each);
}
