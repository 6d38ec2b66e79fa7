package dev.lethe.ui.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "orphans",
        description =
                "Says how many records never arrived whose senders' addresses are kept, as a crash leaves them. They are destroyed by themselves once a day, unless they are many: then only when somebody confirms the number.",
        sortOptions = false)
final class Orphans implements Callable<Integer> {

    private final Class<?> application;

    @Option(names = "--confirm", paramLabel = "<number>", description = "Destroys them, if there are exactly so many.")
    private @Nullable Integer confirm;

    @Mixin
    private Where where = new Where();

    Orphans(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Asking.run(application, where, OrphansTask.NAME, confirm == null ? List.of() : List.of(confirm.toString()));
        return 0;
    }
}
