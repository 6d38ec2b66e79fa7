package dev.lethe.ui.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which one Lethe keeps its data. Only its owner can read it, and only one process uses it at a time: it
 * is locked from {@link #open} until {@link #close} or the end of the process, however that ends.
 */
public final class DataDirectory implements AutoCloseable {

    /** Bytes that must be free before anything starts, so that a disk fills under our eyes and not under PostgreSQL's. */
    static final long LEAST_FREE = 64L * 1024 * 1024;

    /** The same for a directory that is new: PostgreSQL's programs and a first cluster go into it. */
    static final long LEAST_FREE_AT_FIRST = 320L * 1024 * 1024;

    private static final String LOCK = "lethe.lock";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens the directory, and creates it first if need be.
     *
     * @throws CannotStartException when it is in use, is not a directory of ours, cannot be written, or its disk is full
     */
    public static DataDirectory open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            create(path);
            return lock(path);
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Where it is: absolute. */
    public Path path() {
        return path;
    }

    /** Whether another process, or this one, has this directory open. */
    public static boolean isInUse(Path directory) {
        Path file = directory.toAbsolutePath().normalize().resolve(LOCK);
        if (!Files.exists(file)) return false;
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw cannotWrite(directory, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            // The end of the process releases it all the same.
        }
    }

    /** The line for a directory that cannot be written. */
    static CannotStartException cannotWrite(Path path, IOException e) {
        if (e instanceof AccessDeniedException) {
            return new CannotStartException(
                    "The data directory " + path
                            + " cannot be written: permission denied. Make it writable, or name another with --data=",
                    e);
        }
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left")) return full(path, LEAST_FREE, e);
        if (text.contains("read-only")) {
            return new CannotStartException(
                    "The data directory " + path
                            + " cannot be written: its disk is read-only. Name another with --data=",
                    e);
        }
        String reason = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName();
        return new CannotStartException(
                "The data directory " + path + " cannot be used (" + reason + "). Name another with --data=", e);
    }

    private static CannotStartException full(Path path, long least, @Nullable Throwable cause) {
        String line = "The disk of the data directory " + path + " is full. Free at least " + least / (1024 * 1024)
                + " MB, or name another directory with --data=";
        return cause == null ? new CannotStartException(line) : new CannotStartException(line, cause);
    }

    /** By its lock or, since copies leave locks out, by its cluster. */
    private static boolean isOurs(Path path) {
        return Files.exists(path.resolve(LOCK))
                || Files.exists(path.resolve(EmbeddedPostgres.CLUSTER).resolve("PG_VERSION"));
    }

    private static void create(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new CannotStartException(path + " is not a directory. Name another data directory with --data=");
        }
        if (!Files.exists(path)) {
            @Nullable Path parent = path.getParent();
            if (parent != null) Files.createDirectories(parent);
            Files.createDirectory(path);
        } else if (!isOurs(path)) {
            try (var entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    if (entry.endsWith("lost+found")) continue; // the root of a disk has it
                    throw new CannotStartException(path
                            + " holds other files than Lethe's. Name an empty or a new data directory with --data=");
                }
            }
        }
        onlyForOwner(path, "rwx------");
        long least = Files.exists(path.resolve(LOCK)) ? LEAST_FREE : LEAST_FREE_AT_FIRST;
        if (path.toFile().getUsableSpace() < least) throw full(path, least, null);
    }

    private static DataDirectory lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new CannotStartException("Another Lethe is running on the data directory " + path
                    + ". Stop it first, or name another with --data=");
        }
        // Also a test that the disk takes a write; and it says to a person whose lock it is.
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
        return new DataDirectory(path, channel, lock);
    }

    /** Makes what was created or renamed in this directory durable. */
    static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void onlyForOwner(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
