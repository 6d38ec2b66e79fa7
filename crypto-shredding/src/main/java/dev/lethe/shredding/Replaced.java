package dev.lethe.shredding;

import java.util.UUID;

/**
 * What the event says by which a part of a record moved, sealed under the key of its new place: who has no key cannot make it.
 *
 * @param erasure the id of the {@link Replacement}, and of the ledger's entry
 * @param key a key of the old place
 * @param actor the account that asked
 */
public record Replaced(UUID erasure, UUID key, UUID actor) {

    public static final Label<Replaced> REPLACED = Label.of("record.replaced", Replaced.class);

    /** Takes what the events say. */
    @FunctionalInterface
    public interface Said {

        /**
         * An event says that a part moved.
         *
         * @param erasure as it stands beside, for whoever cannot open the other
         */
        void moved(UUID erasure, Sealed<Replaced> replaced);
    }
}
