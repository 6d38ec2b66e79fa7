package dev.lethe.shredding;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The store of the events, as far as the vault has to know it: it believes no read model. */
public interface EventHistory {

    /** What was noted last; empty when nothing was. */
    Optional<Mark> mark();

    /** Notes it in place of the last one, durably when this returns. */
    void note(Mark mark);

    /** The position of the last event, or less where that is not known exactly; -1 before the first. */
    long head();

    /** When the last event happened; empty before the first. */
    Optional<Instant> latest();

    /** What is wrong with the events up to their head, as a sentence for an operator: one is missing, say. Empty when nothing is. */
    Optional<String> gap();

    /** Those of these keys that events after this position name, in whatever part of them; -1 for all events. */
    Set<UUID> named(Collection<UUID> keyIds, long after);

    /** Those of these keys that an erasure kept, or is to keep once it is carried out, each with why. */
    Map<UUID, Ground> kept(Collection<UUID> keyIds);

    /**
     * Gives out what each event after this position says by which a part of a record moved; -1 for all events. Only of events that
     * stand among those of the record they name.
     */
    void replaced(long after, Replaced.Said each);

    /** Tells of each part of a record that ever arrived, one by one and in whatever order. */
    void parts(Parts each);

    /** Takes what the events say of the parts of records. */
    @FunctionalInterface
    interface Parts {

        /**
         * A part arrived.
         *
         * @param own its own key
         * @param identifiers how many came with it; 0 for one of nobody who is named
         */
        void arrived(UUID own, int identifiers);
    }
}
