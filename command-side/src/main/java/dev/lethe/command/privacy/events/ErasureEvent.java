package dev.lethe.command.privacy.events;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.privacy.model.Proof;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to an erasure. Random ids and codes only: an erasure must not keep what it erases. */
public sealed interface ErasureEvent {

    /** The erasure it happened to. */
    ErasureId erasure();

    /**
     * An officer ordered an erasure, and the vault has it in writing. From here on it will be carried out.
     *
     * @param officer who ordered it; {@link Actor#SYSTEM} for what Lethe does by itself
     * @param keys for records, the keys of their parts; empty for a person, whose keys only the vault may bring together
     * @param kept what is kept, and why
     */
    @Revision("1")
    record ErasureOrdered(
            ErasureId erasure,
            ErasureScope scope,
            ErasureGround ground,
            AccountId officer,
            List<UUID> keys,
            List<Kept> kept,
            Instant at)
            implements ErasureEvent {
        public ErasureOrdered {
            keys = List.copyOf(keys);
            kept = List.copyOf(kept);
        }
    }

    /**
     * The ledger tells of an erasure whose order is not among the events: they were restored from before it. It stays
     * erased.
     *
     * @param kept which parts were kept, and why, as far as the vault still has the order; revision 1 never said it
     */
    @Revision("2")
    record ErasureFoundInLedger(
            ErasureId erasure,
            ErasureScope scope,
            ErasureGround ground,
            AccountId officer,
            Instant at,
            @Nullable List<Kept> kept)
            implements ErasureEvent {
        public ErasureFoundInLedger {
            kept = kept == null ? List.of() : List.copyOf(kept);
        }

        /** Nothing is known to have been kept. */
        public ErasureFoundInLedger(
                ErasureId erasure, ErasureScope scope, ErasureGround ground, AccountId officer, Instant at) {
            this(erasure, scope, ground, officer, at, List.of());
        }

        @Override
        public List<Kept> kept() {
            return kept == null ? List.of() : kept;
        }
    }

    /**
     * All keys of a person are destroyed, except what was kept.
     *
     * @param arrived how many parts of records came after those that were shown, and were destroyed as ordered; revision 1 never
     *     said it
     * @param later how many came after those that were shown, and stay; revision 1 never said it
     */
    @Revision("2")
    record PersonErased(
            ErasureId erasure,
            Proof proof,
            @Nullable Integer arrived,
            @Nullable Integer later) implements ErasureEvent {
        public PersonErased {
            arrived = arrived == null ? 0 : arrived;
            later = later == null ? 0 : later;
        }

        /** Nothing came after what was shown. */
        public PersonErased(ErasureId erasure, Proof proof) {
            this(erasure, proof, 0, 0);
        }

        @Override
        public Integer arrived() {
            return arrived == null ? 0 : arrived;
        }

        @Override
        public Integer later() {
            return later == null ? 0 : later;
        }
    }

    /** All keys of a record are destroyed. */
    @Revision("1")
    record RecordErased(ErasureId erasure, Proof proof) implements ErasureEvent {}

    /** All keys of a batch of records are destroyed, since their time was over. */
    @Revision("1")
    record RecordsExpired(ErasureId erasure, Proof proof) implements ErasureEvent {}
}
