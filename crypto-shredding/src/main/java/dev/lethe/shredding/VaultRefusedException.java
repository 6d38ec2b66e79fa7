package dev.lethe.shredding;

/** Root state, ledger and vault do not fit together, and starting would be unsafe. The message says what it means and what to do. */
public final class VaultRefusedException extends VaultException {
    public VaultRefusedException(String message) {
        super(message);
    }
}
