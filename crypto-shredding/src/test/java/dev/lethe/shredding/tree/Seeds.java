package dev.lethe.shredding.tree;

import java.math.BigInteger;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a tree gives to whoever has stolen it: for tests of other packages, since the library itself asks for none of it. */
public final class Seeds {

    private Seeds() {}

    public static SeedTree tree(SortedMap<Prefix, byte[]> seeds) {
        return SeedTree.of(seeds);
    }

    public static SortedMap<Prefix, byte[]> of(SeedTree tree) {
        return tree.seeds();
    }

    /** How many subjects it still has keys for. */
    public static BigInteger coverage(SeedTree tree) {
        return tree.coverage();
    }

    /** Null when the subject is punctured. */
    public static byte @Nullable [] wrappingKey(SeedTree tree, Prefix subject) {
        return tree.wrappingKey(subject);
    }

    /** Null when the subject is punctured. */
    public static byte @Nullable [] identifierKey(SeedTree tree, Prefix subject) {
        return tree.identifierKey(subject);
    }
}
