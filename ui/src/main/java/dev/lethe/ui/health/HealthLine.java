package dev.lethe.ui.health;

/**
 * How something is. Nothing in it is personal: it is shown to administrators and written to the log.
 *
 * @param name of what was looked at, the same each time: a change is told by it
 * @param text what was found, in plain English; where the state is not {@link State#GOOD}, what stands still and what to do
 */
public record HealthLine(String name, State state, String text) {

    /** How it is with something. */
    public enum State {
        /** All is as it should be. */
        GOOD,
        /** Somebody should do something before it stands still. */
        WARNING,
        /** Something stands still. */
        STOPPED
    }
}
