package dev.lethe.shredding;

import java.util.List;
import java.util.UUID;

/**
 * Putting right whose a part of a record is: it moves to a subject of its own, with everything beside it.
 *
 * @param erasure chosen by whoever asks: the id of the ledger entry that ends the old subject
 * @param keyId a key of the part
 * @param identifiers what finds it from now on; of a member of staff with the same account
 * @param actor the account that asks
 */
public record Replacement(UUID erasure, UUID keyId, List<Identifier> identifiers, UUID actor) {

    public Replacement {
        identifiers = List.copyOf(identifiers);
    }

    /** What the event has to say, in {@link Replaced#REPLACED}. */
    public Replaced said() {
        return new Replaced(erasure, keyId, actor);
    }

    /** Shows no identifier. */
    @Override
    public String toString() {
        return "Replacement[" + erasure + "]";
    }
}
