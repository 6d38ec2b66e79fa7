package dev.lethe.shredding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A store was restored from a backup. Until somebody says what was restored, nothing is destroyed that depends on how much of
 * it is there.
 *
 * @param told when a start found it, or an operator said so; to the microsecond
 * @param from of what time the backup is; null while nobody has said
 * @param confirmed when an operator said so; null while nobody has
 */
public record Restore(
        Store store,
        Instant told,
        @Nullable Instant from,
        @Nullable Instant confirmed) {

    /** What can be restored and bears a mark. */
    public enum Store {
        VAULT,
        EVENTS
    }

    /** @throws IllegalArgumentException when only one of the two is known that an operator says */
    public Restore {
        if ((from == null) != (confirmed == null))
            throw new IllegalArgumentException("A restore is confirmed with the time of its backup");
    }

    /** Whether an operator has not said yet what was restored. */
    public boolean isAwaited() {
        return confirmed == null;
    }
}
