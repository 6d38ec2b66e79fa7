package dev.lethe.shredding;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells what was ordered, what was destroyed, and what stands in the way. It only looks: whoever has this role destroys nothing
 * with it.
 *
 * <p><b>Guaranteed:</b> nothing is called destroyed on a table's word alone.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface ErasureLedger {

    /**
     * Those of these keys that cannot simply be destroyed, each with why. What is destroyed already, and what can be, is not
     * among them. Only a look: an order looks again when it is carried out.
     */
    Map<UUID, Hindrance> hindrances(Collection<UUID> keyIds);

    /** Orders that are not complete, oldest first. */
    List<ErasureOrder> pending();

    /** Completed erasures with their proofs, from this ledger number on, in order: what events may have to catch up with. */
    List<ErasureProof> proofs(long fromLedgerNumber);

    /** The keys that an erasure of a person was to keep, each with why; empty when its order is not known any more. */
    Map<UUID, Ground> keptBy(UUID erasure);

    /** Whether anything that an erasure destroyed could still be opened with the present root state. Tries the tree itself. */
    boolean opensNothing(UUID erasure);

    /**
     * The time of the last ledger entry, of whatever kind; empty before the first. For a retention that distrusts its clock:
     * beyond this time by more than a day, whatever destroys by the clock should not go on without a second look. A run that
     * found nothing can order an empty set of keys, which destroys nothing and leaves its time for the next.
     */
    Optional<Instant> lastLedgerTime();
}
