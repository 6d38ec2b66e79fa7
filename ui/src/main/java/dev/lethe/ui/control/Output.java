package dev.lethe.ui.control;

/** Where a task tells how it is going. */
public interface Output {

    /** A line of the result, for stdout. */
    void line(String text);

    /** How far it is, for stderr; each replaces the one before where that can be shown. */
    void progress(String text);
}
