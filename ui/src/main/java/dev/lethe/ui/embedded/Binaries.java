package dev.lethe.ui.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs, unpacked from this application once for each build of it. */
final class Binaries {

    /** The major version of the PostgreSQL that this build brings: only this one can read its own data. */
    static final int MAJOR = 18;

    private static final String NAME = "postgres-bin-";

    private Binaries() {}

    /**
     * The directory that holds {@code bin}, {@code lib} and {@code share}.
     *
     * @throws CannotStartException when this build brings none for this kind of machine
     */
    static Path unpackedIn(Path data) throws IOException {
        return unpackedIn(data, System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /**
     * The same for a kind of machine.
     *
     * @param system as {@code os.name} has it
     * @param machine as {@code os.arch} has it
     */
    static Path unpackedIn(Path data, String system, String machine) throws IOException {
        byte[] archive = archive(system, machine);
        Path home = data.resolve(NAME + checksum(archive));
        if (Files.isDirectory(home)) return home;
        Path half = data.resolve(home.getFileName() + ".new");
        delete(half);
        unpack(archive, half);
        Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        deleteOthers(data, home);
        return home;
    }

    /** Deletes a tree; nothing happens when it is not there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) throw e;
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static byte[] archive(String system, String machine) throws IOException {
        String named = system.startsWith("Mac") ? "Darwin" : system.startsWith("Windows") ? "Windows" : system;
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(named, machine)) {
            return in.readAllBytes();
        } catch (IllegalStateException | NullPointerException e) {
            throw missing(system, machine);
        }
    }

    /**
     * Tells the archive of another version, or of another kind of machine, from this one. It guards nothing: who can write
     * here needs no other archive to change the programs. So it is one that costs nothing at each start.
     */
    private static String checksum(byte[] archive) {
        var checksum = new CRC32C();
        checksum.update(archive);
        return HexFormat.of().toHexDigits((checksum.getValue() << 32) | archive.length);
    }

    private static CannotStartException missing(String system, String machine) {
        return new CannotStartException("This Lethe brings no PostgreSQL for " + system + " on " + machine
                + ": it was built on another kind of machine, or without one. Build it here (a checkout that was built"
                + " elsewhere builds anew once its directory .lethe is deleted), take one that was built with -Prelease,"
                + " or name a PostgreSQL " + MAJOR + " with LETHE_DB_URL and LETHE_VAULT_DB_URL");
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        Files.createDirectories(target);
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) throw new IOException("An entry lies outside of its archive");
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static void deleteOthers(Path data, Path home) throws IOException {
        try (var others = Files.newDirectoryStream(data, NAME + "*")) {
            for (Path other : others) if (!other.equals(home)) delete(other);
        }
    }
}
