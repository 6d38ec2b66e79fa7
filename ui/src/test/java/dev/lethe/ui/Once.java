package dev.lethe.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;

/** What the JVMs that run the tests share: whoever comes first makes it, and whoever comes meanwhile waits for it. */
public final class Once {

    /** Alike in all JVMs of a build. Outside of a build each JVM is its own. */
    private static final String BUILD = System.getProperty(
            "lethe.test.build", "process-" + ProcessHandle.current().pid());

    /** Makes a thing at a place that holds nothing. */
    @FunctionalInterface
    public interface Making {
        void at(Path place) throws Exception;
    }

    private Once() {}

    /**
     * Makes it unless it is there already. What a making that failed or was killed left behind is never taken for it.
     *
     * @param thing where it lies from then on, and what it is returned as
     */
    public static Path made(Path thing, Making making) {
        return alone(thing.resolveSibling(thing.getFileName() + ".lock"), () -> {
            if (Files.exists(thing)) return thing;
            Path half = thing.resolveSibling(thing.getFileName() + ".half");
            FileSystemUtils.deleteRecursively(half);
            making.at(half);
            return Files.move(half, thing, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** Where this build keeps things of this name; what earlier builds kept there is gone. */
    public static Path perBuild(String name) {
        return only(Path.of("target", name).toAbsolutePath().resolve(BUILD));
    }

    /** This path, once all is gone that lay beside it under other names. */
    public static Path only(Path path) {
        Path all = path.getParent();
        return alone(all.resolveSibling(all.getFileName() + ".lock"), () -> {
            Files.createDirectories(all);
            try (var others = Files.newDirectoryStream(all)) {
                for (Path other : others)
                    if (!other.getFileName()
                            .toString()
                            .startsWith(path.getFileName().toString())) FileSystemUtils.deleteRecursively(other);
            }
            return path;
        });
    }

    /** One thread of one JVM at a time. */
    private static synchronized Path alone(Path lock, Callable<Path> work) {
        try {
            Files.createDirectories(lock.getParent());
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                return work.call();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
