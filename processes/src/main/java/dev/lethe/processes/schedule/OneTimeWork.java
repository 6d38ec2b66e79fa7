package dev.lethe.processes.schedule;

/**
 * Something that is done once for each id, by itself, on one node, and tried again until it succeeds. A bean of this type is found;
 * {@link OneTimeTasks} takes the ids. It may be done twice, which must be the same as once.
 */
public interface OneTimeWork {

    /** A code for it; stored, and shown with the words for {@code health.task.…}. */
    String name();

    /**
     * Does it for one id. What it throws is written to the log, and it is tried again.
     *
     * @throws java.util.concurrent.CancellationException when the claim was lost
     */
    void run(String id, Claim claim);
}
