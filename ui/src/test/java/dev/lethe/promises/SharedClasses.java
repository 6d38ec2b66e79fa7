package dev.lethe.promises;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;

/**
 * The product's classes, read and checked once for all its starts, which takes a third of each: the JVM keeps them in an
 * archive (class data sharing). It takes them from jars only, so the build's directories are packed first.
 */
final class SharedClasses {

    private static final Path DIRECTORY = Path.of("target", "product").toAbsolutePath();
    private static final Path ARCHIVE = DIRECTORY.resolve("classes.jsa");
    private static final Path HALF = DIRECTORY.resolve("classes.jsa.new");
    private static final String CLASS_PATH = packed();

    private SharedClasses() {}

    /** The class path of these tests, and so of the product too. */
    static String path() {
        return CLASS_PATH;
    }

    /**
     * How a JVM is told to use the archive; while there is none, how it is told to make it at its end.
     *
     * @param all whether it will load all that serving takes, so that an archive of it is worth having
     */
    static List<String> options(boolean all) {
        // It would print that native access takes a little of the gain.
        if (Files.exists(ARCHIVE)) return List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds*=off,aot*=off");
        return all ? List.of("-XX:ArchiveClassesAtExit=" + HALF) : List.of();
    }

    /** To be called when one that served has ended in order: what it made is whole. */
    static void ended() {
        if (!Files.exists(HALF)) return;
        try {
            Files.move(HALF, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            FileSystemUtils.deleteRecursively(DIRECTORY);
            Files.createDirectories(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.stream(path.split(File.pathSeparator))
                .map(Path::of)
                .map(entry -> Files.isDirectory(entry) ? jar(entry) : entry)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(Path classes) {
        Path jar = DIRECTORY.resolve(classes.toString().replaceAll("\\W", "-") + ".jar");
        int result = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        new PrintStream(OutputStream.nullOutputStream()),
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file=" + jar,
                        "-C",
                        classes.toString(),
                        ".");
        if (result != 0) throw new IllegalStateException("Cannot pack " + classes);
        return jar;
    }
}
