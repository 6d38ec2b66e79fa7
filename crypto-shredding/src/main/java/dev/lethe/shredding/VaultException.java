package dev.lethe.shredding;

/** The vault cannot do what it was asked, and says why in a line that holds nothing personal. */
public class VaultException extends RuntimeException {
    public VaultException(String message) {
        super(message);
    }

    public VaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
