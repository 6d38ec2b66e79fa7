package dev.lethe.ui.embedded;

import dev.lethe.ui.Once;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL's programs, unpacked once for all tests, since that takes seconds. */
public final class Programs {

    private static final Path UNPACKED = Path.of("target", "postgres").toAbsolutePath();

    private Programs() {}

    /** Makes a data directory that finds them unpacked, and is empty but for that. */
    public static void linkInto(Path data) throws IOException {
        DataDirectory.open(data).close();
        Path directory = Once.made(UNPACKED, place -> {
            Files.createDirectories(place);
            Binaries.unpackedIn(place);
        });
        Path programs = Binaries.unpackedIn(directory);
        Files.createSymbolicLink(data.resolve(programs.getFileName()), programs);
    }
}
