package dev.lethe.processes.schedule;

import java.time.Duration;

/**
 * Something that is done again and again by itself, on one node at a time. A bean of this type is found.
 *
 * <p>It is done at least once each time: when a node dies, another does all of it again. So to do it twice must be the same as
 * to do it once.
 */
public interface RecurringWork {

    /** A code for it, such as {@code vault-sweep}: stored, and shown with the words for {@code health.task.vault-sweep}. */
    String name();

    /** How long after the first start of all it is done for the first time. */
    Duration first();

    /** How far ahead it is planned at most: the first time, after it was done, and after a failure. What is further, somebody changed. */
    Duration longest();

    /** Whether it is done at each start of a node, too. */
    default boolean isForStart() {
        return false;
    }

    /**
     * Does it. What it throws is written to the log, and it is tried again.
     *
     * @return how long from now until it is done again, {@link #longest} at most
     * @throws java.util.concurrent.CancellationException when the claim was lost
     */
    Duration run(Claim claim);

    /** How long until it is tried again after a failure. */
    default Duration retry() {
        return Duration.ofMinutes(15);
    }

    /** The node stops: what is under way is to end soon. It is waited for. */
    default void stop() {}
}
