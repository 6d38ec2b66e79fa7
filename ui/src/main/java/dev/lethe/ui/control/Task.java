package dev.lethe.ui.control;

import java.util.List;

/** Something that an operator can ask for: it runs inside the Lethe that serves, or in one that was started for it alone. */
public interface Task {

    /** Its name at the command line, with the words joined by spaces. */
    String name();

    /**
     * Does it.
     *
     * @param arguments checked by the command line already
     * @throws RuntimeException when it failed; the message of one of ours is shown to the operator
     */
    void run(List<String> arguments, Output output);
}
