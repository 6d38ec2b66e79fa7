package dev.lethe.shredding;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An order to destroy keys, durable before anything is destroyed. Ids and codes only: nothing in it is personal.
 *
 * @param erasure chosen by whoever orders; ordering the same again changes nothing
 * @param scope what to destroy
 * @param ground why
 * @param actor the account that ordered it
 * @param at when it was ordered
 */
public record ErasureOrder(UUID erasure, Scope scope, Ground ground, UUID actor, Instant at) {

    /** What to destroy. */
    public sealed interface Scope {}

    /** All subjects that an enquiry found, except the keys to keep, each with its ground. */
    public record Person(UUID enquiry, Map<UUID, Ground> kept) implements Scope {
        public Person {
            kept = Map.copyOf(kept);
        }
    }

    /** Single keys: all parts of one record, or one person's part of it. */
    public record Records(Set<UUID> keyIds) implements Scope {
        public Records {
            keyIds = Set.copyOf(keyIds);
        }
    }
}
