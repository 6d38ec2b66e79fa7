package dev.lethe.ui.embedded;

/** Lethe cannot start. The message is one line in plain English that says why and what to do, and holds nothing personal. */
public final class CannotStartException extends RuntimeException {

    public CannotStartException(String message) {
        super(message);
    }

    public CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
