package dev.lethe.ui.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** PostgreSQL's programs, unpacked once for all tests, since that takes seconds. */
public final class Programs {

    private static final Path UNPACKED = Path.of("target", "postgres").toAbsolutePath();

    private Programs() {}

    /** Makes a data directory that finds them unpacked, and is empty but for that. */
    public static void linkInto(Path data) throws IOException {
        DataDirectory.open(data).close();
        Path programs = unpacked();
        Files.createSymbolicLink(data.resolve(programs.getFileName()), programs);
    }

    /** More than one process may run tests, an editor and a build: one unpacks, and the others wait. */
    private static synchronized Path unpacked() throws IOException {
        Files.createDirectories(UNPACKED);
        try (var turn = FileChannel.open(
                        UNPACKED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = turn.lock()) {
            return Binaries.unpackedIn(UNPACKED);
        }
    }
}
