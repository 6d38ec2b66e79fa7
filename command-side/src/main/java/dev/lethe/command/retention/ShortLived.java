package dev.lethe.command.retention;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * A kind of things that live for minutes or days and then go by themselves: drafts, uploads that were never sent. A bean of
 * this type is found, and asked every ten minutes, on one node at a time.
 */
public interface ShortLived {

    /** A code for it, such as {@code drafts}: stored for good, and shown with the words for {@code retention.kind.drafts}. */
    String kind();

    /**
     * The keys of what has had its time, those that have waited longest first. The same again until they are forgotten.
     *
     * @param now by the clock
     * @param most how many at most
     */
    List<UUID> expired(Instant now, int most);

    /** Drops the rows of these keys: they are destroyed. */
    void forget(Collection<UUID> keyIds);
}
