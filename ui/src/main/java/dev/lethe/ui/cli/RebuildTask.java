package dev.lethe.ui.cli;

import dev.lethe.command.eventstore.EventGaps;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.projections.RebuildProgress;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.Task;
import dev.lethe.ui.control.TaskFailedException;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Builds read models anew; readers notice nothing until the new one is in place. */
@Component
class RebuildTask implements Task {

    private final ReadModels readModels;
    private final EventGaps gaps;

    RebuildTask(ReadModels readModels, EventGaps gaps) {
        this.readModels = readModels;
        this.gaps = gaps;
    }

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public void run(List<String> names, Output output) {
        List<String> known = readModels.names();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new TaskFailedException(
                        "There is no read model '" + name + "'. There are: " + String.join(", ", known));
            }
        }
        for (String name : names.isEmpty() ? known : names) {
            var last = new RebuildProgress[1];
            try {
                readModels.rebuild(name, progress -> {
                    last[0] = progress;
                    output.progress(text(progress));
                });
            } catch (IllegalStateException e) {
                throw new TaskFailedException(String.valueOf(e.getMessage())); // of ours: names only
            }
            output.line(last[0] == null ? name + ": rebuilt" : done(last[0]));
        }
        // Afterwards: what is there was to be made anew all the same
        gaps.look().ifPresent(gap -> {
            throw new TaskFailedException("ALARM: the events are not what they were: first wrong at position "
                    + gap.position() + " (" + gap.kind() + "). Compare the events' database with a backup");
        });
    }

    private static String text(RebuildProgress progress) {
        return String.format(
                Locale.UK,
                "%s: %,d of %,d events, %,.0f a second, about %,d s left",
                progress.name(),
                progress.position(),
                progress.head(),
                progress.rate(),
                progress.left().toSeconds());
    }

    private static String done(RebuildProgress progress) {
        return String.format(
                Locale.UK,
                "%s: rebuilt from %,d events in %.1f s",
                progress.name(),
                progress.head(),
                progress.elapsed().toMillis() / 1000.0);
    }
}
