package dev.lethe.ui.cli;

import dev.lethe.command.privacy.OrphanSearches;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.Task;
import dev.lethe.ui.control.TaskFailedException;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Says what came with records that never arrived, or destroys it. */
@Component
class OrphansTask implements Task {

    static final String NAME = "orphans";

    private final OrphanSearches orphans;

    OrphansTask(OrphanSearches orphans) {
        this.orphans = orphans;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(List<String> arguments, Output output) {
        OrphanSearch found = orphans.preview();
        if (arguments.isEmpty()) {
            output.line(String.format(
                    Locale.UK,
                    "Records that never arrived, and of which somebody's address is kept: %,d",
                    found.found()));
            if (found.heldBack() != null) output.line("Nothing of them goes: " + found.heldBack());
            else if (found.found() > 0) output.line("To destroy them now: ./lethe orphans --confirm=" + found.found());
            return;
        }
        int confirmed = Integer.parseInt(arguments.getFirst());
        if (confirmed != found.found())
            throw new TaskFailedException(String.format(
                    Locale.UK, "Nothing was destroyed: there are %,d now, and not %,d", found.found(), confirmed));
        OrphanSearch done = orphans.destroy(confirmed);
        if (done.heldBack() != null) throw new TaskFailedException("Nothing was destroyed: " + done.heldBack());
        output.line(String.format(Locale.UK, "Destroyed: %,d", done.destroyed()));
    }
}
