package dev.lethe.command.privacy;

import dev.lethe.command.privacy.model.ErasureId;

/**
 * Told of each stage of an erasure when it is durable. A bean of this type is found by the {@link ErasureDesk}; what it
 * throws stops the erasure there, as a crash would.
 */
public interface ErasureWatch {

    /** This stage of this erasure is durable. */
    void reached(ErasureId erasure, ErasureStage stage);
}
