package dev.lethe.shredding.root;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What speaks against the places where the root state is kept. Warnings, not refusals: an operator may know better. */
final class Surroundings {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private Surroundings() {}

    /**
     * @param roots the directories of the root state, which may be missing
     * @param data where databases and backups lie
     * @param size of the root file, in bytes
     */
    static List<String> warnings(List<Path> roots, List<Path> data, long size) {
        List<String> warnings = new ArrayList<>();
        if (roots.size() == 1)
            warnings.add("There is a single copy of the root state, in " + roots.getFirst()
                    + ". Losing it loses all personal data for good: name a mirror on another disk or machine.");
        Map<FileStore, Path> stores = new LinkedHashMap<>();
        for (Path root : roots) {
            for (Path directory : data) {
                if (real(root).startsWith(real(directory)))
                    warnings.add("The root state in " + root + " lies inside the data directory " + directory
                            + ": a copy of that would bring back the erased. Move it out.");
                else if (real(directory).startsWith(real(root)))
                    warnings.add("The root state in " + root + " lies above the data directory " + directory
                            + ": a copy of both together would bring back the erased. Move it out.");
            }
            try {
                about(root, size, stores, warnings);
            } catch (IOException | UnsupportedOperationException e) {
                warnings.add("Nothing could be learnt about the storage of the root state in " + root + ".");
            }
        }
        try {
            if (Files.isReadable(LIMITS) && coreDumps(Files.readString(LIMITS)))
                warnings.add("Core dumps are switched on: a crash would write keys and personal data to a file."
                        + " Switch them off (ulimit -c 0).");
        } catch (IOException _) {
            // Not Linux, or not ours to see.
        }
        return warnings;
    }

    private static void about(Path root, long size, Map<FileStore, Path> stores, List<String> warnings)
            throws IOException {
        if (!Files.isDirectory(root)) return; // reported as a copy that cannot be reached
        FileStore store = Files.getFileStore(root);
        Path other = stores.putIfAbsent(store, root);
        if (other != null)
            warnings.add("The copies of the root state in " + other + " and " + root
                    + " are on the same storage: what destroys one destroys both.");
        concern(store.type())
                .ifPresent(concern ->
                        warnings.add("The root state in " + root + " lies on " + store.type() + ", " + concern + "."));
        if (store.getUsableSpace() < 2 * size + 4096)
            warnings.add("There is no room for a second copy of the root state beside the one in " + root
                    + ": nothing more can be erased until there is.");
        if (store.supportsFileAttributeView("posix")) {
            for (Path each : List.of(root, root.resolve(RootCopy.FILE))) {
                if (Files.exists(each) && !OWNER.containsAll(Files.getPosixFilePermissions(each)))
                    warnings.add(each + " is open to others than its owner. Close it (chmod go-rwx).");
            }
        }
    }

    /** What is wrong with a kind of file system for something that must be forgettable; empty when nothing is known. */
    static Optional<String> concern(String type) {
        String kind = type.toLowerCase(Locale.ROOT);
        if (kind.startsWith("nfs")
                || kind.startsWith("smb")
                || kind.startsWith("fuse")
                || Set.of("cifs", "9p", "virtiofs", "afs", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2", "davfs")
                        .contains(kind))
            return Optional.of(
                    "a file system over a network or a translator: locks, syncing and overwriting are not in our"
                            + " hands there");
        if (Set.of("btrfs", "zfs", "bcachefs", "apfs", "refs", "nilfs2", "f2fs").contains(kind))
            return Optional.of(
                    "a file system that never overwrites in place and may keep snapshots: an old root state may stay on it");
        if (Set.of("overlay", "overlayfs", "aufs").contains(kind))
            return Optional.of("the layer of a container, which goes away with it: mount a volume");
        if (Set.of("tmpfs", "ramfs", "devtmpfs").contains(kind))
            return Optional.of("memory, which is gone after a restart of the machine");
        return Optional.empty();
    }

    /** Whether this process writes core dumps, by its limits as Linux prints them. */
    static boolean coreDumps(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith("Max core file size"))
                .map(line ->
                        line.substring("Max core file size".length()).strip().split("\\s+", 2)[0])
                .anyMatch(soft -> !soft.equals("0"));
    }

    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path at = absolute; at != null; at = at.getParent()) { // the part that exists may hold links
            try {
                return at.toRealPath().resolve(at.relativize(absolute));
            } catch (IOException _) {
                // Not there yet: try what is above it.
            }
        }
        return absolute;
    }
}
