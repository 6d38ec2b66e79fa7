package dev.lethe.shredding;

/** The steps of an erasure inside the vault, in order. Whoever watches them is told after each is durable. */
public enum ErasureStep {
    /** The order is durable. Nothing is destroyed yet. */
    ORDERED,
    /** Subjects are marked, identifiers deleted, what is kept is held, and the ledger entry written, in one transaction. */
    RECORDED,
    /** The ledger entry is in the append-only file too. */
    FILED,
    /** The root state is punctured in all mirrors. */
    PUNCTURED,
    /** The ledger entry is marked done. */
    DONE
}
