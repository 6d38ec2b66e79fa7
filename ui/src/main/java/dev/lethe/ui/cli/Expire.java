package dev.lethe.ui.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "expire",
        description =
                "Destroys what has had its time, as happens once a day by itself. It is refused when the clock seems to have jumped or when it would be a large share of everything, until somebody looked at the preview and confirms the number.",
        sortOptions = false)
final class Expire implements Callable<Integer> {

    private final Class<?> application;

    /** One or the other. */
    static final class Way {

        @Option(names = "--preview", description = "Says what would go now and in the next days, and destroys nothing.")
        private boolean preview;

        @Option(
                names = "--confirm",
                paramLabel = "<number>",
                description = "Runs although it would be refused, if exactly so many records are due.")
        private @Nullable Long confirm;
    }

    @ArgGroup
    private @Nullable Way way;

    @Mixin
    private Where where = new Where();

    Expire(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Asking.run(application, where, ExpireTask.NAME, arguments());
        return 0;
    }

    private List<String> arguments() {
        if (way == null) return List.of();
        if (way.preview) return List.of(ExpireTask.PREVIEW);
        return way.confirm == null ? List.of() : List.of(way.confirm.toString());
    }
}
