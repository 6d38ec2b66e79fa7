package dev.lethe.command.forms.model;

import org.jspecify.annotations.Nullable;

/**
 * How the answers to a question are to be handled.
 *
 * @param dataClass null until the editor has chosen; a form cannot be published without it
 * @param exportable whether exports contain them
 */
public record Handling(@Nullable DataClass dataClass, boolean exportable) {

    /** Not decided yet. */
    public static final Handling UNDECIDED = new Handling(null, true);
}
