package dev.lethe.command.privacy;

/** What the command side has done of an erasure, in order; the vault's own steps lie between the second and the third. */
public enum ErasureStage {
    /** The vault has the order. */
    ORDERED,
    /** The events have the order. */
    ORDER_RECORDED,
    /** The vault carried the order out. */
    CARRIED_OUT,
    /** The events have the proof. */
    PROOF_RECORDED
}
