package dev.lethe.processes.schedule;

/** One node's hold on one piece of work. Another takes it over when this one seems to be dead, and it may only have been frozen. */
@FunctionalInterface
public interface Claim {

    /**
     * Whether this node still has it, as the database says now, and is not stopping. Asked before each thing that is done:
     * whoever has it no more leaves the rest to the one that has.
     */
    boolean isHeld();
}
