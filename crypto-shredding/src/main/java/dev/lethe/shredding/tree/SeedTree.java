package dev.lethe.shredding.tree;

import dev.lethe.shredding.crypto.Crypto;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The puncturable pseudorandom function of Goldreich, Goldwasser and Micali, with sixteen branches: seeds by prefix, no
 * prefix inside another. Immutable; its text form shows no seed.
 *
 * <p>Kept as two parallel arrays in order, since a state of 8 MiB has 200,000 seeds: a puncture copies references, finding
 * the covering seed is one binary search, and the file holds the same order.
 */
public final class SeedTree {

    private static final byte[] NODE = "lethe/2/node".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WRAP = "lethe/2/wrap".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IDENTIFIER = "lethe/2/identifier".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] DIGITS = new byte[16][];

    static {
        for (int digit = 0; digit < 16; digit++) DIGITS[digit] = new byte[] {(byte) digit};
    }

    /** See {@link #place}; in unsigned order, which is the order of the prefixes as text. */
    private final long[] places;
    /** Shared between trees: never changed, never handed out, never cleared while a tree may be in use. */
    private final byte[][] seeds;

    private SeedTree(long[] places, byte[][] seeds) {
        for (int i = 0; i < places.length; i++) {
            if (seeds[i].length != Crypto.KEY) throw new IllegalArgumentException("A seed has 32 bytes");
            if (i > 0 && Long.compareUnsigned(places[i - 1], places[i]) >= 0)
                throw new IllegalArgumentException("Seeds are out of order");
            if (i > 0 && contains(places[i - 1], places[i]))
                throw new IllegalArgumentException(prefix(places[i]) + " lies inside " + prefix(places[i - 1]));
        }
        this.places = places;
        this.seeds = seeds;
    }

    public static SeedTree fresh(byte[] seed) {
        return new SeedTree(new long[] {0}, new byte[][] {seed.clone()});
    }

    /** @throws IllegalArgumentException when a prefix lies in another or a seed is not 32 bytes */
    static SeedTree of(SortedMap<Prefix, byte[]> seeds) {
        long[] places = new long[seeds.size()];
        byte[][] copies = new byte[places.length][];
        int i = 0;
        for (var seed : seeds.entrySet()) {
            places[i] = place(seed.getKey());
            copies[i++] = seed.getValue().clone();
        }
        return new SeedTree(places, copies);
    }

    /**
     * For the root file, which holds the same arrays. Takes them over.
     *
     * @throws IllegalArgumentException when they are out of order, overlap, are not places, or a seed is not 32 bytes
     */
    public static SeedTree of(long[] places, byte[][] seeds) {
        for (long place : places) {
            int length = (int) (place & 0xff);
            if (length > Prefix.SUBJECT || (place & ~0xffL & ~mask(length)) != 0)
                throw new IllegalArgumentException("Not a prefix");
        }
        return new SeedTree(places, seeds);
    }

    public int size() {
        return places.length;
    }

    public long placeAt(int index) {
        return places[index];
    }

    /** The seed itself, for writing it to the root file. */
    public byte[] seedAt(int index) {
        return seeds[index];
    }

    /** The key that wraps the keys of this subject; null when it is punctured. The caller clears it. */
    byte @Nullable [] wrappingKey(Prefix subject) {
        try (Walk walk = walk()) {
            return walk.wrappingKey(subject);
        }
    }

    /** The key that seals the identifiers of this subject; null when it is punctured. The caller clears it. */
    byte @Nullable [] identifierKey(Prefix subject) {
        try (Walk walk = walk()) {
            return walk.identifierKey(subject);
        }
    }

    /** For deriving many keys: neighbours cost about two hashes instead of eleven. Close it soon: it remembers inner nodes. */
    public Walk walk() {
        return new Walk();
    }

    /** Without these places; checked before it is returned: nothing else is lost, nothing is new. */
    public SeedTree puncture(Collection<Prefix> targets) {
        long[] gone = canonical(targets);
        Growing next = new Growing(places.length + gone.length * 32);
        for (int i = 0; i < places.length; i++) {
            long place = places[i];
            int above = floor(gone, place);
            if (above >= 0 && contains(gone[above], place)) continue;
            int from = above + 1;
            int to = floor(gone, last(place)) + 1;
            if (from == to) next.add(place, seeds[i]);
            else next.addAround(place, seeds[i], gone, from, to);
        }
        SeedTree after = next.tree();
        PunctureCheck.check(this, after, targets);
        return after;
    }

    /** Whether any subject at or below this place can still be derived. */
    public boolean covers(Prefix prefix) {
        long place = place(prefix);
        if (covering(place) >= 0) return true;
        int last = floor(places, last(place));
        return last >= 0 && contains(place, places[last]);
    }

    /**
     * How many subjects at or below this place can still be derived.
     *
     * @param most the counting ends once there are more
     */
    long subjectsCovered(Prefix prefix, long most) {
        long place = place(prefix);
        if (covering(place) >= 0) return subjects(place);
        long count = 0;
        for (int i = floor(places, place) + 1; i < places.length && count <= most && contains(place, places[i]); i++)
            count += subjects(places[i]);
        return count;
    }

    private static long subjects(long place) {
        return 1L << 4 * (Prefix.SUBJECT - length(place));
    }

    /** How many subjects can still be derived, of 16^10. */
    BigInteger coverage() {
        long[] counts = new long[Prefix.SUBJECT + 1];
        for (long place : places) counts[length(place)]++;
        BigInteger sum = BigInteger.ZERO;
        for (long count : counts) sum = sum.shiftLeft(4).add(BigInteger.valueOf(count));
        return sum;
    }

    public SortedSet<Prefix> prefixes() {
        SortedSet<Prefix> prefixes = new TreeSet<>();
        for (long place : places) prefixes.add(prefix(place));
        return prefixes;
    }

    /** The seeds, as copies. */
    SortedMap<Prefix, byte[]> seeds() {
        SortedMap<Prefix, byte[]> copies = new TreeMap<>();
        for (int i = 0; i < places.length; i++) copies.put(prefix(places[i]), seeds[i].clone());
        return copies;
    }

    /** The prefixes that a whole tree would have after these punctures: what the ledger says must be there. */
    public static SortedSet<Prefix> expectedAfter(Collection<Prefix> punctured) {
        long[] gone = canonical(punctured);
        SortedSet<Prefix> expected = new TreeSet<>();
        if (gone.length == 0) expected.add(prefix(0));
        else if (gone[0] != 0) siblings(0, gone, 0, gone.length, expected);
        return expected;
    }

    private static void siblings(long place, long[] gone, int from, int to, SortedSet<Prefix> found) {
        for (int digit = 0; digit < 16; digit++) {
            long child = child(place, digit);
            int end = from;
            while (end < to && contains(child, gone[end])) end++;
            if (end == from) found.add(prefix(child));
            else if (gone[from] != child) siblings(child, gone, from, end, found);
            from = end;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SeedTree tree
                && Arrays.equals(tree.places, places)
                && Arrays.deepEquals(tree.seeds, seeds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(places);
    }

    @Override
    public String toString() {
        return "SeedTree[" + places.length + " seeds]";
    }

    // --- Places: a prefix as a number. Its digits from the top, four bits each; the lowest byte is their count. ---

    public static long place(Prefix prefix) {
        long place = 0;
        for (int i = 0; i < prefix.digits().length(); i++)
            place |= (long) Character.digit(prefix.digits().charAt(i), 16) << (60 - 4 * i);
        return place | prefix.digits().length();
    }

    public static Prefix prefix(long place) {
        StringBuilder digits = new StringBuilder(Prefix.SUBJECT);
        for (int i = 0; i < length(place); i++) digits.append(Character.forDigit(digit(place, i), 16));
        return new Prefix(digits.toString());
    }

    private static int length(long place) {
        return (int) (place & 0xff);
    }

    private static int digit(long place, int index) {
        return (int) (place >>> (60 - 4 * index)) & 0xf;
    }

    private static long mask(int length) {
        return length == 0 ? 0 : -1L << (64 - 4 * length);
    }

    private static boolean contains(long place, long other) {
        return length(place) <= length(other) && ((place ^ other) & mask(length(place))) == 0;
    }

    /** The greatest place inside this one. */
    private static long last(long place) {
        return (place | ~mask(length(place))) & ~0xffL | Prefix.SUBJECT;
    }

    private static long child(long place, int digit) {
        return place + 1 | (long) digit << (60 - 4 * length(place));
    }

    /** In order, without those that lie in others. */
    private static long[] canonical(Collection<Prefix> prefixes) {
        long[] all = new long[prefixes.size()];
        int count = 0;
        for (Prefix prefix : new TreeSet<>(prefixes)) { // as text, a prefix comes before what it contains
            long place = place(prefix);
            if (count == 0 || !contains(all[count - 1], place)) all[count++] = place;
        }
        return Arrays.copyOf(all, count);
    }

    /** The index of the greatest place that is not greater, or -1. */
    private static int floor(long[] ordered, long place) {
        int low = 0;
        int high = ordered.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ordered[middle], place) <= 0) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /** The index of the seed at or above this place, or -1. */
    private int covering(long place) {
        int at = floor(places, place);
        return at >= 0 && contains(places[at], place) ? at : -1;
    }

    private static byte[] childSeed(byte[] seed, int digit) {
        return Crypto.prf(seed, NODE, DIGITS[digit]);
    }

    /** Derives many keys, remembering the way to the last one. For one thread; cleared when closed. */
    public final class Walk implements AutoCloseable {

        private final byte[] @Nullable [] nodes = new byte[Prefix.SUBJECT + 1][];
        private int top = -1; // the index of the covering seed of the last way
        private int bottom; // how deep that way went
        private long way;

        private Walk() {}

        /** As {@link SeedTree#wrappingKey}. */
        public byte @Nullable [] wrappingKey(Prefix subject) {
            byte[] node = node(subject);
            return node == null ? null : Crypto.prf(node, WRAP);
        }

        /** As {@link SeedTree#identifierKey}. */
        public byte @Nullable [] identifierKey(Prefix subject) {
            byte[] node = node(subject);
            return node == null ? null : Crypto.prf(node, IDENTIFIER);
        }

        /** The walk's own, or the tree's: not to be cleared. */
        private byte @Nullable [] node(Prefix subject) {
            if (subject.digits().length() != Prefix.SUBJECT)
                throw new IllegalArgumentException("Not a subject: " + subject);
            long place = place(subject);
            int at = covering(place);
            if (at < 0) return null;
            int depth = length(places[at]);
            int from = depth;
            if (at == top) {
                while (from < bottom && digit(way, from) == digit(place, from)) from++;
            }
            clearBelow(from);
            byte[] node = from == depth ? seeds[at] : nodes[from];
            if (node == null) throw new IllegalStateException("The way was forgotten");
            for (int i = from; i < Prefix.SUBJECT; i++) {
                node = childSeed(node, digit(place, i));
                nodes[i + 1] = node;
            }
            top = at;
            bottom = Prefix.SUBJECT;
            way = place;
            return node;
        }

        private void clearBelow(int depth) {
            for (int i = depth + 1; i <= Prefix.SUBJECT; i++) {
                Crypto.clear(nodes[i]);
                nodes[i] = null;
            }
        }

        @Override
        public void close() {
            clearBelow(-1);
            top = -1;
        }
    }

    /** Collects a tree in order. */
    private static final class Growing {

        private long[] places;
        private byte[][] seeds;
        private int count;

        Growing(int expected) {
            places = new long[expected];
            seeds = new byte[expected][];
        }

        void add(long place, byte[] seed) {
            if (count == places.length) {
                places = Arrays.copyOf(places, count * 2 + 16);
                seeds = Arrays.copyOf(seeds, places.length);
            }
            places[count] = place;
            seeds[count++] = seed;
        }

        /** All of a seed but these places below it. */
        void addAround(long place, byte[] seed, long[] gone, int from, int to) {
            for (int digit = 0; digit < 16; digit++) {
                long child = child(place, digit);
                int end = from;
                while (end < to && contains(child, gone[end])) end++;
                if (end == from) {
                    add(child, childSeed(seed, digit));
                } else if (gone[from] != child) {
                    byte[] inner = childSeed(seed, digit);
                    addAround(child, inner, gone, from, end);
                    Crypto.clear(inner);
                }
                from = end;
            }
        }

        SeedTree tree() {
            return new SeedTree(Arrays.copyOf(places, count), Arrays.copyOf(seeds, count));
        }
    }
}
