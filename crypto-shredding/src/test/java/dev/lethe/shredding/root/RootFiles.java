package dev.lethe.shredding.root;

import dev.lethe.shredding.tree.SeedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The root state as whoever can read or write its file has it: for tests of other packages, since the library gives it to none. */
public final class RootFiles {

    public static final String NAME = RootCopy.FILE;

    private RootFiles() {}

    /** @throws IOException when these bytes are no root state */
    public static RootState decode(byte[] file) throws IOException {
        return RootFile.decode(file);
    }

    public static RootState in(Path directory) throws IOException {
        return decode(Files.readAllBytes(directory.resolve(NAME)));
    }

    public static RootStore open(List<Path> directories) {
        return RootStore.open(directories);
    }

    /** The state that would follow, whatever it says. */
    public static RootState after(RootState state, RootState next) {
        return next.withVersion(state.version() + 1);
    }

    /** Null when there is no such epoch. */
    public static @Nullable SeedTree tree(RootState state, int epoch) {
        return state.tree(epoch);
    }

    public static byte[] bookKey(RootState.Epoch epoch) {
        return epoch.book().key();
    }

    public static byte[] mac(byte[] bookKey, UUID instance, Book.Entry said) {
        return new Book(bookKey).mac(instance, said);
    }
}
