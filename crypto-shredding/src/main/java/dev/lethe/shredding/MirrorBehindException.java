package dev.lethe.shredding;

/** A root state is in use and durable in at least one copy, but not in every mirror: what needs all of them is pending. */
final class MirrorBehindException extends VaultException {
    MirrorBehindException(String message, Throwable cause) {
        super(message, cause);
    }
}
