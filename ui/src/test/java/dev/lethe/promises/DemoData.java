package dev.lethe.promises;

import dev.lethe.ui.Directories;
import dev.lethe.ui.Once;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code serve --demo} leaves behind when it is stopped, made once for all tests of a build: copying takes a moment, and
 * filling half a minute. The product fills in what is missing and gives new passwords, so it starts from a copy as from its
 * own.
 */
final class DemoData {

    /** The council's half-year ends when it is made, so it is made anew for each build. */
    private static final Path MADE = Once.perBuild("demo");

    private DemoData() {}

    /** Puts a copy below this directory, which holds none yet. */
    static void copyTo(Path home) {
        Path made = Once.made(MADE, DemoData::make);
        try {
            Files.createDirectories(home);
            Directories.copy(RunningLethe.data(made), RunningLethe.data(home));
            Directories.copy(RunningLethe.root(made), RunningLethe.root(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This start loads what all starts load, so it also makes the archive of their classes. */
    private static void make(Path home) {
        Path archive = home.resolve("classes.jsa");
        List<String> making = SharedClasses.using().isEmpty() ? SharedClasses.makingAt(archive) : List.of();
        RunningLethe.fill(home, making).close();
        if (Files.exists(archive)) SharedClasses.keep(archive);
    }
}
