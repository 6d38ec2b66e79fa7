package dev.lethe.shredding;

import java.time.Instant;
import java.util.Collection;
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
}
