package dev.lethe.command.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.privacy.model.Proof;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Records what the vault carried out. Sent by the {@link ErasureDesk} only.
 *
 * @param scope as the ledger has it, like ground and officer: for an erasure whose order the events lost
 * @param kept what was kept, and why, as far as the vault has it
 * @param arrived of a person: how much came after what was shown, and is destroyed
 * @param later of a person: how much came after what was shown, and stays
 */
record ProveErasure(
        @TargetAggregateIdentifier ErasureId erasure,
        ErasureScope scope,
        ErasureGround ground,
        AccountId officer,
        Proof proof,
        List<Kept> kept,
        int arrived,
        int later) {

    ProveErasure(ErasureId erasure, ErasureScope scope, ErasureGround ground, AccountId officer, Proof proof) {
        this(erasure, scope, ground, officer, proof, List.of(), 0, 0);
    }
}
