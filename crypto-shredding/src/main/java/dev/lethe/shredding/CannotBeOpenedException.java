package dev.lethe.shredding;

import java.util.UUID;

/**
 * An alarm: a value should open and does not, and was not erased. The message names the key and the place, never a value.
 */
public final class CannotBeOpenedException extends RuntimeException {

    /** What is wrong. */
    public enum Why {
        /** There is neither a key nor a ledger entry that explains its absence. */
        MISSING,
        /** A seal is broken, or the token stands where it was not sealed for. */
        TAMPERED,
        /** The key's place is punctured, but the ledger does not say why: the ledger was cut. */
        UNEXPLAINED,
        /** It was put right, and lives under another key: whatever names this one is older than the vault. */
        REPLACED,
        /** The seal holds, but what it holds is not what the label says: the format changed and the label did not. */
        UNREADABLE
    }

    private final Why why;
    private final UUID keyId;

    public CannotBeOpenedException(Why why, UUID keyId, String message) {
        super(message);
        this.why = why;
        this.keyId = keyId;
    }

    /** What is wrong. */
    public Why why() {
        return why;
    }

    /** The key that the value names. */
    public UUID keyId() {
        return keyId;
    }
}
