package dev.lethe.shredding;

/**
 * Rows of the vault are not what this vault wrote: changed, moved or taken away. An alarm: it does not pass by itself, and
 * nothing was left out silently.
 */
public final class ChangedRowsException extends VaultException {

    private static final long serialVersionUID = 1L;

    public ChangedRowsException(String message) {
        super(message);
    }
}
