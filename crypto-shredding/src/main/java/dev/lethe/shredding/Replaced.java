package dev.lethe.shredding;

import java.util.UUID;

/**
 * What the event says by which a part of a record moved, sealed under the key of its new place: whoever writes to the store of the
 * events cannot say it.
 *
 * @param erasure the id of the {@link Replacement}
 * @param key a key of the old place
 * @param actor the account that asked
 */
public record Replaced(UUID erasure, UUID key, UUID actor) {

    public static final Label<Replaced> REPLACED = Label.of("replaced", Replaced.class);
}
