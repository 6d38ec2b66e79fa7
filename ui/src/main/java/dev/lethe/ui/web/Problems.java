package dev.lethe.ui.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with what was typed, in the order in which it is to be mended. A controller puts it into its model as
 * {@code problems}: the error summary, the inputs and the page's title take it from there.
 */
public final class Problems {

    /**
     * One thing to mend.
     *
     * @param field the name of the input it is about, empty when it is about the page
     * @param text names the field, the reason and the way out, in plain English, and never repeats what was typed
     */
    public record Problem(String field, String text) {}

    private final List<Problem> all = new ArrayList<>();

    /** A problem with one input. */
    public Problems add(String field, String text) {
        all.add(new Problem(field, text));
        return this;
    }

    /** A problem with the page as a whole. */
    public Problems add(String text) {
        return add("", text);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public List<Problem> all() {
        return List.copyOf(all);
    }

    /** The first problem with this input, or null. */
    public @Nullable String of(String field) {
        for (Problem problem : all) {
            if (problem.field().equals(field)) return problem.text();
        }
        return null;
    }
}
