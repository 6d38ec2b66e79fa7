package dev.lethe.query.projections;

import org.jspecify.annotations.Nullable;

/**
 * How far a read model has come.
 *
 * @param name of the read model
 * @param position how many of the store's events it has seen
 * @param head how many there are
 * @param failure why it stands still, when it does: the kind of error, without its message
 */
public record Progress(
        String name, long position, long head, @Nullable String failure) {

    /** Whether it holds everything that was stored when this was asked. */
    public boolean current() {
        return position >= head;
    }
}
