package dev.lethe.promises;

import dev.lethe.ui.Once;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * The product's classes, read and checked once for all its starts, which takes a third of each: the JVM keeps them in an
 * archive (class data sharing). It takes them from jars only, so the build's directories are packed first. Everything lies in
 * a directory that is named for the state of the classes, so that none is used with others than it was made of.
 */
final class SharedClasses {

    private static final List<Path> CLASS_PATH = Arrays.stream(
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(File.pathSeparator))
            .map(Path::of)
            .toList();

    /** Where what is made of these classes lies, and of no others. */
    static final Path DIRECTORY =
            Once.only(Path.of("target", "product").toAbsolutePath().resolve(stateOf(CLASS_PATH)));

    private static final Path ARCHIVE = DIRECTORY.resolve("classes.jsa");
    private static final String PACKED = packed();

    private SharedClasses() {}

    /** The class path of these tests, and so of the product too. */
    static String path() {
        return PACKED;
    }

    /** How a JVM is told to use the archive, if there is one. */
    static List<String> using() {
        // It would print that native access takes a little of the gain.
        return Files.exists(ARCHIVE)
                ? List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds*=off,aot*=off")
                : List.of();
    }

    /** How a JVM is told to make it at its end, for {@link #keep} to take; it has to load all that serving takes. */
    static List<String> makingAt(Path place) {
        return List.of("-XX:ArchiveClassesAtExit=" + place, "-Xlog:cds*=off,aot*=off");
    }

    /** Takes what a JVM made that has ended in order. */
    static void keep(Path made) {
        Once.made(ARCHIVE, place -> Files.move(made, place));
    }

    private static String packed() {
        return CLASS_PATH.stream()
                .map(entry -> Files.isDirectory(entry) ? jar(entry) : entry)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(Path classes) {
        return Once.made(DIRECTORY.resolve(classes.toString().replaceAll("\\W", "-") + ".jar"), place -> {
            int result = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(
                            new PrintStream(OutputStream.nullOutputStream()),
                            System.err,
                            "--create",
                            "--no-compress",
                            "--file=" + place,
                            "-C",
                            classes.toString(),
                            ".");
            if (result != 0) throw new IllegalStateException("Cannot pack " + classes);
        });
    }

    /** A name that changes when any file changes that the product is made of. */
    private static String stateOf(List<Path> classPath) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path entry : classPath)
                try (var files = Files.walk(entry)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList())
                        digest.update((file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n")
                                .getBytes(StandardCharsets.UTF_8));
                }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
