package dev.lethe.ui.cli;

import dev.lethe.ui.control.Output;
import java.io.Console;

/** Results on stdout; progress on stderr, in place where that is a terminal. */
final class Terminal implements Output {

    private final boolean inPlace;
    private boolean open;

    Terminal() {
        Console console = System.console();
        inPlace = console != null && console.isTerminal();
    }

    @Override
    public void line(String text) {
        end();
        System.out.println(text);
    }

    @Override
    public void progress(String text) {
        if (inPlace) {
            System.err.print("\r\u001b[K" + text);
            open = true;
        } else {
            System.err.println(text);
        }
    }

    /** Leaves the line of the last progress. */
    void end() {
        if (open) System.err.println();
        open = false;
    }
}
