package dev.lethe.shredding;

import java.time.Instant;

/**
 * What opening a sealed value found. Only these three are answers: a missing key or a broken seal is an alarm
 * ({@link CannotBeOpenedException}) and never looks like any of them.
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

    /**
     * The value is there, and its processing is restricted: it is shown, searched, counted and passed on nowhere but to whoever is
     * given {@link OpeningRestricted}.
     *
     * @param since the day, at its beginning in UTC
     * @param ground the code of the ground
     */
    record Restricted<T>(Instant since, Ground ground) implements Opened<T> {}
}
