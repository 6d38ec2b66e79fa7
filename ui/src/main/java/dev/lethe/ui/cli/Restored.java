package dev.lethe.ui.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restored",
        description =
                "Says that a backup was restored, and of when it is. Until then nothing is destroyed by its age. Without --from= it says what is known and what could then be destroyed.",
        sortOptions = false)
final class Restored implements Callable<Integer> {

    private final Class<?> application;

    /** As the command line spells it. */
    enum What {
        vault,
        events,
        both
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "events|vault|both",
            description = "What was restored: the store of the events, the vault's database, or both.")
    private @Nullable What what;

    @Option(
            names = "--from",
            paramLabel = "<date>",
            description = "Of when the backup is: 2026-11-29, or 2026-11-29T23:00 as the council's clocks show it.")
    private @Nullable String from;

    @Option(
            names = "--confirm",
            description = "Says it. Without this the command only shows what could then be destroyed.")
    private boolean confirm;

    @Mixin
    private Where where = new Where();

    Restored(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>();
        if (what != null) arguments.add(what.name());
        if (from != null) arguments.add(from);
        if (confirm) arguments.add(RestoredTask.CONFIRM);
        Asking.run(application, where, RestoredTask.NAME, arguments);
        return 0;
    }
}
