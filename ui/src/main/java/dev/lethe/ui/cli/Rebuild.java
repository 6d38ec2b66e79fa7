package dev.lethe.ui.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rebuild",
        description = "Builds read models anew from all events, beside the live ones, and swaps them in.",
        sortOptions = false)
final class Rebuild implements Callable<Integer> {

    private final Class<?> application;

    @Parameters(arity = "0..*", paramLabel = "<name>", description = "Which ones (default: all).")
    private List<String> names = new ArrayList<>();

    @Mixin
    private Where where = new Where();

    Rebuild(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Asking.run(application, where, "rebuild", names);
        return 0;
    }
}
