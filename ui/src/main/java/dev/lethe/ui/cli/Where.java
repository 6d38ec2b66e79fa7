package dev.lethe.ui.cli;

import java.nio.file.Path;
import java.util.ArrayList;
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

    /** Absolute. */
    Path data() {
        return data.toAbsolutePath().normalize();
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
