package dev.lethe.shredding;

import java.time.Instant;
import java.util.UUID;

/**
 * What shows that an erasure took place, and enough of its order to tell of it again when the events were restored from
 * before it.
 *
 * @param erasure the erasure
 * @param kind what was destroyed
 * @param ground why, from the ledger entry
 * @param actor the account that ordered it, from the ledger entry
 * @param ledgerNumber the number of its ledger entry, from 1
 * @param ledgerHash the entry's SHA-256 in lower-case hex, which chains it to all entries before it
 * @param rootVersion the version of the root state that no longer holds the way to the keys
 * @param destroyedAt the time of the ledger entry
 * @param subjects how many subjects were destroyed
 * @param keys how many keys were destroyed
 * @param kept how many keys were kept, on grounds of their own
 * @param arrived how many of the subjects came after those that were shown, and were destroyed as ordered; 0 where the order is
 *     not known any more
 * @param later how many subjects of the person came after those that were shown, and stay; 0 where the order is not known any
 *     more
 */
public record ErasureProof(
        UUID erasure,
        Kind kind,
        Ground ground,
        UUID actor,
        long ledgerNumber,
        String ledgerHash,
        long rootVersion,
        Instant destroyedAt,
        int subjects,
        long keys,
        int kept,
        int arrived,
        int later) {

    public ErasureProof with(int came, int stay) {
        return new ErasureProof(
                erasure,
                kind,
                ground,
                actor,
                ledgerNumber,
                ledgerHash,
                rootVersion,
                destroyedAt,
                subjects,
                keys,
                kept,
                came,
                stay);
    }

    /** Which {@link ErasureOrder.Scope} was carried out. */
    public enum Kind {
        PERSON,
        RECORDS
    }
}
