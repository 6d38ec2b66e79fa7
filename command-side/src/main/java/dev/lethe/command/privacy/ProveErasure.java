package dev.lethe.command.privacy;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.privacy.events.ErasureGround;
import dev.lethe.command.privacy.events.ErasureId;
import dev.lethe.command.privacy.events.ErasureScope;
import dev.lethe.command.privacy.events.Proof;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Records what the vault carried out. Sent by the {@link ErasureDesk} only.
 *
 * @param scope as the ledger has it, like ground and officer: for an erasure whose order the events lost
 */
record ProveErasure(
        @TargetAggregateIdentifier ErasureId erasure,
        ErasureScope scope,
        ErasureGround ground,
        AccountId officer,
        Proof proof) {}
