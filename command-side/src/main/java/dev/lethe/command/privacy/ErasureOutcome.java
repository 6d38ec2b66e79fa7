package dev.lethe.command.privacy;

import dev.lethe.command.privacy.model.Proof;

/** How far an erasure came. Only the first says that anything is gone. */
public sealed interface ErasureOutcome {

    /** It is complete, in the vault, in every mirror, and in the events. */
    record Complete(Proof proof) implements ErasureOutcome {}

    /**
     * It is ordered and not complete. It is tried again in the background, and at the next start before serving.
     *
     * @param why the vault's reason, in a line without personal data
     */
    record Pending(String why) implements ErasureOutcome {}
}
