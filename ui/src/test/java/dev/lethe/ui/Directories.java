package dev.lethe.ui;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Directories as whoever copies a disk gets them. */
public final class Directories {

    private Directories() {}

    /** Copies a directory with its owners and permissions; sockets stay behind. Returns where the copy lies. */
    public static Path copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path copy = to.resolve(from.relativize(directory).toString());
                Files.createDirectories(copy);
                return likeIts(directory, copy);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file).toString());
                if (attributes.isSymbolicLink()) {
                    Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
                    return FileVisitResult.CONTINUE;
                }
                if (!attributes.isRegularFile()) return FileVisitResult.CONTINUE;
                Files.copy(file, copy);
                return likeIts(file, copy);
            }
        });
        return to;
    }

    private static FileVisitResult likeIts(Path original, Path copy) throws IOException {
        PosixFileAttributes its = Files.readAttributes(original, PosixFileAttributes.class);
        var view = Files.getFileAttributeView(copy, PosixFileAttributeView.class);
        view.setOwner(its.owner());
        view.setGroup(its.group());
        view.setPermissions(its.permissions());
        return FileVisitResult.CONTINUE;
    }
}
