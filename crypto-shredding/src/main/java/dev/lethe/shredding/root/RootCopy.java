package dev.lethe.shredding.root;

import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.crypto.Crypto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One copy of the root state: a directory with the file, the lock, and whatever an interrupted write left there. */
public final class RootCopy implements AutoCloseable {

    static final String FILE = "root.state";
    /** A write that is under way, or was interrupted. Never read: what it holds was not acknowledged. */
    static final String NEW = "root.state.new";

    static final String LOCK = "root.lock";
    /** Says which of the mirrors this is, so that an empty directory is not taken for a disk that is not mounted. */
    static final String ID = "root.copy";

    /** What lies in the directory. */
    sealed interface Found {
        /** A root state. */
        record Valid(RootState state) implements Found {}

        /** A root state of another format, and what reads it. It is left as it is. */
        record Other(String why) implements Found {}

        /** A file that is not a root state, and why not. */
        record Invalid(String why) implements Found {}

        /** No file. */
        record Absent() implements Found {}

        /** Nobody can tell, and why not. */
        record Unreachable(String why) implements Found {}
    }

    private final Path directory;
    private @Nullable FileChannel lock;

    public RootCopy(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /**
     * Makes the directory where it is missing and locks it for this process. Does nothing when it is locked already.
     *
     * @throws VaultRefusedException when another process holds it
     * @throws IOException when it cannot be reached
     */
    void lock() throws IOException {
        FileChannel held = lock;
        if (held != null && held.isOpen()) return;
        makeDirectory();
        FileChannel channel = FileChannel.open(
                directory.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                onlyOwner("rw-------"));
        FileLock taken = null;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException _) { // by this process itself, in another store
        } finally {
            if (taken == null) channel.close();
        }
        if (taken == null)
            throw new VaultRefusedException("The root state in " + directory
                    + " is in use by another process; stop that one first, two would undo each other's erasures");
        lock = channel;
    }

    Found read() {
        Path file = directory.resolve(FILE);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) return new Found.Invalid("it is not a plain file");
            if (attributes.size() > RootFile.LARGEST) return new Found.Invalid("it is too large");
        } catch (NoSuchFileException _) {
            return Files.isDirectory(directory)
                    ? new Found.Absent()
                    : new Found.Unreachable("there is no such directory");
        } catch (IOException e) {
            return new Found.Unreachable(reason(e));
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            return new Found.Unreachable(reason(e));
        }
        try {
            return new Found.Valid(RootFile.decode(bytes));
        } catch (RootFile.OtherFormatException e) {
            return new Found.Other(reason(e));
        } catch (IOException e) {
            return new Found.Invalid(reason(e));
        } finally {
            Crypto.clear(bytes);
        }
    }

    /** Which mirror this is; null when nothing here says so. */
    @Nullable
    UUID id() {
        try {
            return UUID.fromString(Files.readString(directory.resolve(ID)).strip());
        } catch (IOException | IllegalArgumentException _) {
            return null;
        }
    }

    /** Says which mirror this is, durably. */
    void name(UUID id) throws IOException {
        Path beside = directory.resolve(ID + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel channel = FileChannel.open(
                beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner("rw-------"))) {
            ByteBuffer text = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) channel.write(text);
            channel.force(true);
        }
        Files.move(beside, directory.resolve(ID), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(directory);
    }

    /**
     * Replaces the file. A crash at any point leaves the old file or the new one, whole. Only then are the bytes of the old
     * one overwritten, as far as the storage lets anyone do that.
     */
    void write(byte[] bytes) throws IOException {
        Path file = directory.resolve(FILE);
        Path beside = directory.resolve(NEW);
        wipe(beside);
        try (FileChannel old = openOld(file)) {
            try (FileChannel channel = FileChannel.open(
                    beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner("rw-------"))) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) channel.write(rest);
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
            if (old != null) overwriteQuietly(old);
        } catch (IOException e) {
            try {
                wipe(beside);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static @Nullable FileChannel openOld(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return null;
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            throw new FileSystemException(file.toString(), null, "it is not a plain file");
        return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Files that an interrupted write, or somebody, left beside the root file: each is a copy that un-erases. */
    List<Path> leftovers() {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().startsWith(FILE)
                            && !file.getFileName().toString().equals(FILE))
                    .sorted()
                    .forEach(found::add);
        } catch (IOException _) {
            // A directory that cannot be listed is reported as one that cannot be reached.
        }
        return found;
    }

    /** Overwrites and removes what an interrupted write left. */
    void removeInterrupted() throws IOException {
        wipe(directory.resolve(NEW));
    }

    private void wipe(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return;
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                overwriteQuietly(channel);
            }
        }
        Files.delete(file);
        sync(directory);
    }

    /** Random bytes, since zeros may be stored as a hole. Best effort: the threat model says what it is worth. */
    private static void overwriteQuietly(FileChannel channel) {
        try {
            long left = channel.size();
            channel.position(0);
            ByteBuffer noise = ByteBuffer.wrap(Crypto.random(1 << 16));
            while (left > 0) {
                noise.clear().limit((int) Math.min(left, noise.capacity()));
                while (noise.hasRemaining()) left -= channel.write(noise);
            }
            channel.force(true);
        } catch (IOException _) {
            // The new file is in place and durable; failing now would say otherwise.
        }
    }

    private void makeDirectory() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; at != null && !Files.exists(at); at = at.getParent()) missing.push(at);
        for (Path each : missing) {
            Files.createDirectory(each, onlyOwner("rwx------"));
            Path parent = each.getParent();
            if (parent != null) sync(parent);
        }
    }

    private FileAttribute<?>[] onlyOwner(String permissions) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a rename durable. Only POSIX systems know how; elsewhere the file system's own journal has to do. */
    private static void sync(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Without the class name, which tells an operator nothing; the path is named by the caller. */
    static String reason(IOException e) {
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        if (reason != null) return reason;
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _, java.nio.file.NotDirectoryException _ ->
                "something else is in its place";
            case NoSuchFileException _ -> "there is no such directory";
            case java.nio.file.DirectoryNotEmptyException _ -> "it is a directory";
            default -> e.getClass().getSimpleName();
        };
    }

    @Override
    public void close() {
        FileChannel held = lock;
        lock = null;
        if (held == null) return;
        try {
            held.close();
        } catch (IOException _) {
            // Closing gives the lock back in any case.
        }
    }
}
