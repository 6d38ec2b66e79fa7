package dev.lethe.query.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.Proof;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An erasure.
 *
 * @param ledgerOnly whether only the ledger told of it, since the events were restored from before its order
 * @param officer who ordered it; {@code Actor.SYSTEM} for what Lethe does by itself
 * @param keys for a record, the keys of its parts; empty for a person and for a batch
 * @param proof null while it is ordered and not complete
 * @param arrived of a person: how many parts of records came after those that were shown, and were destroyed
 * @param later of a person: how many came after those that were shown, and stay
 */
public record ErasureRow(
        ErasureId id,
        ErasureScope scope,
        ErasureGround ground,
        AccountId officer,
        Instant orderedAt,
        boolean ledgerOnly,
        List<UUID> keys,
        @Nullable Proof proof,
        int arrived,
        int later) {

    public ErasureRow {
        keys = List.copyOf(keys);
    }

    /** Whether nothing of what it is to destroy opens any more. */
    public boolean complete() {
        return proof != null;
    }
}
