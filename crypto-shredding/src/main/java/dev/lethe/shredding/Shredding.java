package dev.lethe.shredding;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Destroys keys, and with them whatever was sealed under them, in every copy.
 *
 * <p><b>Guaranteed:</b> once {@link #carryOut} or {@link #endShortLived} returns, no copy of the vault, of whatever age, opens
 * what it destroyed together with any root state that this vault still knows of; what an order does not reach still opens.
 * <b>Not guaranteed:</b> copies of the root state that were made outside.
 *
 * <p>Nothing takes it back. Only what carries out an order that somebody gave, or a retention that somebody set, has this role.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface Shredding {

    /**
     * Makes an erasure order durable. The same order again, at whatever time, is no error.
     *
     * @return the order as it stands: of several that are the same, the first
     * @throws OtherOrderException when there is another order with that id
     * @throws VaultException when the enquiry is gone, a key to keep is not the person's, or a key is unknown
     * @throws HeldException when a key is held, and the order neither leaves such records out nor ends the hold
     */
    ErasureOrder order(ErasureOrder order);

    /**
     * Carries an order out, or on from where a crash left it. Returns only when it is complete in every mirror.
     *
     * @throws VaultException when it cannot be completed now; it then stays pending and can be carried out again
     */
    ErasureProof carryOut(UUID erasure);

    /**
     * Destroys keys that no event names, at once and without an order: what lives for minutes or days. Keys of other lanes are
     * never reached, whoever names them. Returns only when it is complete in every mirror.
     *
     * @return those of the keys that stay: unknown, broken, held, or in a lane whose keys events name
     * @throws VaultException when it cannot be completed now; ask again
     */
    Set<UUID> endShortLived(Collection<UUID> keyIds);
}
