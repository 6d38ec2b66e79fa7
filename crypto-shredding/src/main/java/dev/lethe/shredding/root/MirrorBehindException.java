package dev.lethe.shredding.root;

import dev.lethe.shredding.VaultException;

/** A root state is in use and durable in at least one copy, but not in every mirror: what needs all of them is pending. */
public final class MirrorBehindException extends VaultException {
    MirrorBehindException(String message, Throwable cause) {
        super(message, cause);
    }
}
