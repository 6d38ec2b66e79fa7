package dev.lethe.shredding;

import java.time.Instant;

/**
 * What opening a sealed value found. Only these two are answers: a missing key or a broken seal is an alarm
 * ({@link CannotBeOpenedException}) and never looks like either.
 */
public sealed interface Opened<T> {

    /** The value. Its text form does not show it. */
    record Known<T>(T value) implements Opened<T> {
        @Override
        public String toString() {
            return "Known[…]";
        }
    }

    /**
     * The key was destroyed, and with it the value.
     *
     * @param when the time of the ledger entry
     * @param ground the code of the ground it was destroyed on
     */
    record Erased<T>(Instant when, Ground ground) implements Opened<T> {}
}
