package dev.lethe.ui.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a Lethe keeps what it keeps: the options that every command shares. */
final class Where {

    @Option(
            names = "--data",
            paramLabel = "<directory>",
            defaultValue = "${env:LETHE_DATA:-data}",
            description = "Where the databases are kept (default: ./data).")
    private Path data = Path.of("data");

    @Option(
            names = "--root",
            paramLabel = "<directory>",
            split = ",",
            description =
                    "Where the root state and the erasure ledger are kept (default: <data>.root). Name further directories, on other disks, for mirrors.")
    private List<Path> root = new ArrayList<>();

    @Option(
            names = "--new-mirror",
            paramLabel = "<directory>",
            split = ",",
            description =
                    "A directory of --root that held a copy of the root state and stands empty, when that is meant. Without it such a directory is taken for a disk that is not mounted, and is not written.")
    private List<Path> newMirrors = new ArrayList<>();

    /** Absolute. */
    List<Path> newMirrors() {
        return newMirrors.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
    }

    /** Absolute. */
    Path data() {
        return data.toAbsolutePath().normalize();
    }

    /** The main one first, also when configuration names them; absolute. */
    List<Path> allRoots() {
        String configured = System.getenv("LETHE_ROOT_DIRECTORIES");
        return roots().isEmpty() && configured != null
                ? Arrays.stream(configured.split(","))
                        .map(path -> Path.of(path.strip()).toAbsolutePath().normalize())
                        .toList()
                : roots();
    }

    /** The main one first; absolute. Empty when configuration names them. */
    List<Path> roots() {
        if (root.isEmpty()) {
            if (System.getenv("LETHE_ROOT_DIRECTORIES") != null) return List.of();
            return List.of(data().resolveSibling(data().getFileName() + ".root"));
        }
        return root.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    }
}
