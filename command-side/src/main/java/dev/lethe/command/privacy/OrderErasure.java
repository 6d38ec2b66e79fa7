package dev.lethe.command.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.Kept;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Records an order that is durable in the vault. Sent by the {@link ErasureDesk} only. */
record OrderErasure(
        @TargetAggregateIdentifier ErasureId erasure,
        ErasureScope scope,
        ErasureGround ground,
        AccountId officer,
        List<UUID> keys,
        List<Kept> kept,
        Instant at) {}
