package dev.lethe.shredding;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /**
     * What an enquiry showed, and what its addresses find when the order is carried out, except the keys to keep, each with its
     * ground.
     *
     * @param enquiry null in an order that the vault tells of: it keeps the addresses, sealed, and forgets the enquiry
     * @param shown so many keys as the enquiry had shown: {@link Enquiry#shown}. {@link #ALL} in an order that the vault tells of
     * @param arriving whether what came after that, until the order is carried out, goes as well; for an hour at most. What does
     *     not is counted in the proof
     */
    public record Person(@Nullable UUID enquiry, Map<UUID, Ground> kept, int shown, boolean arriving) implements Scope {

        /** All that the enquiry ever showed. */
        public static final int ALL = Integer.MAX_VALUE;

        public Person {
            kept = Map.copyOf(kept);
        }

        /** All that there is when it is carried out. */
        public Person(@Nullable UUID enquiry, Map<UUID, Ground> kept) {
            this(enquiry, kept, ALL, true);
        }
    }

    /**
     * Single records by their keys: all parts of one, one person's part of it, or those of many whose time has come. They go
     * together, in one ledger entry and with one write of the root state; those that were destroyed already are skipped. With
     * a part's own key goes all that stands beside it, identifiers and notes; a key beside it names no part.
     *
     * <p>A record of which something is held stays whole when the order is carried out, unless the order says that the hold
     * ends: also when it came to be held after the order was given. The proof says how many keys were kept.
     *
     * @param records the keys of each record; no key is in two of them
     * @param hindered what becomes of records that cannot simply go
     */
    public record Records(List<Set<UUID>> records, Hindered hindered) implements Scope {

        /** The most keys of one order: more are several orders. */
        public static final int MOST = 20_000;

        /** @throws IllegalArgumentException when there are more than {@value #MOST} keys, or one is in two records */
        public Records {
            // In one order, however they came: the same order is equal to what was stored of it
            records = records.stream()
                    .filter(record -> !record.isEmpty())
                    .map(Set::copyOf)
                    .sorted(Comparator.comparing(Collections::min))
                    .toList();
            int keys = records.stream().mapToInt(Set::size).sum();
            if (keys > MOST)
                throw new IllegalArgumentException("An order destroys at most " + MOST + " single keys, not " + keys);
            if (records.stream().flatMap(Set::stream).distinct().count() < keys)
                throw new IllegalArgumentException("A key is a part of one record");
        }

        /** Keys that are a record each. */
        public Records(Set<UUID> keyIds) {
            this(keyIds.stream().map(Set::of).toList(), Hindered.REFUSED);
        }

        /** All keys. */
        public Set<UUID> keyIds() {
            return records.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** What becomes of records of which a key is {@linkplain Hindrance hindered}. */
    public enum Hindered {
        /** They stay, and the others go: nobody looks at each of them. What stayed {@link ErasureLedger#hindrances} tells. */
        LEFT_OUT,
        /**
         * There is no such order: with {@link HeldException} when one is held, with {@link RestrictedException} when one is
         * restricted, with {@link VaultException} when one is unknown. One that turns out to be broken stops it.
         */
        REFUSED,
        /** As {@link #REFUSED}, but what is held or restricted goes as well: somebody who may decided that this ends. */
        HOLD_ENDS
    }
}
