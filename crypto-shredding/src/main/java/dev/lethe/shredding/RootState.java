package dev.lethe.shredding;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The root state: the small erasable memory that everything depends on. Immutable; its text form shows no secret.
 *
 * @param instance the vault that it belongs to
 * @param version rises by one with each write, from 1
 * @param epochs the key tree of each epoch, one or two; the last is the one for new keys
 * @param highWater the first subject number of each lane that no block has taken yet, at most 2^32
 * @param identifierKeys the keys of the identifier hashes, one or two; the last is the one for new rows
 * @param ledgerNumber the anchor: the last ledger entry whose puncture this state contains, 0 before the first
 * @param ledgerHash that entry's hash, 32 bytes; zeros before the first
 */
record RootState(
        UUID instance,
        long version,
        SortedMap<Integer, SeedTree> epochs,
        SortedMap<Integer, Long> highWater,
        List<IdentifierKey> identifierKeys,
        long ledgerNumber,
        byte[] ledgerHash) {

    /** Lanes are numbered with one byte. */
    static final int LANES = 256;

    /** Subjects of a lane are numbered with four bytes. */
    static final long SUBJECTS = 1L << 32;

    /** A key of the identifier hashes. Its text form does not show it. */
    record IdentifierKey(int generation, byte[] key) {

        IdentifierKey {
            if (generation < 1) throw new IllegalArgumentException("Generations are numbered from 1");
            if (key.length != Crypto.KEY) throw new IllegalArgumentException("An identifier key has 32 bytes");
            key = key.clone();
        }

        /** A copy, which the caller may clear. */
        @Override
        public byte[] key() {
            return key.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof IdentifierKey that && that.generation == generation && Arrays.equals(that.key, key);
        }

        @Override
        public int hashCode() {
            return generation;
        }

        @Override
        public String toString() {
            return "IdentifierKey[generation " + generation + "]";
        }
    }

    /** @throws IllegalArgumentException when a part is missing, too many, or out of its range */
    RootState {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
        highWater = Collections.unmodifiableSortedMap(new TreeMap<>(highWater));
        identifierKeys = List.copyOf(identifierKeys);
        ledgerHash = ledgerHash.clone();
        if (version < 1) throw new IllegalArgumentException("Versions are numbered from 1");
        if (epochs.isEmpty() || epochs.size() > 2 || epochs.firstKey() < 1)
            throw new IllegalArgumentException("A root state has one or two epochs, numbered from 1");
        highWater.forEach((lane, firstFree) -> {
            if (lane < 0 || lane >= LANES || firstFree < 0 || firstFree > SUBJECTS)
                throw new IllegalArgumentException("No such high-water mark: lane " + lane + ", " + firstFree);
        });
        if (identifierKeys.isEmpty()
                || identifierKeys.size() > 2
                || identifierKeys.getFirst().generation()
                        > identifierKeys.getLast().generation()
                || identifierKeys.size() == 2
                        && identifierKeys.getFirst().generation()
                                == identifierKeys.getLast().generation())
            throw new IllegalArgumentException(
                    "A root state has one or two identifier keys, in the order of generations");
        if (ledgerHash.length != Crypto.KEY) throw new IllegalArgumentException("A ledger hash has 32 bytes");
        if (ledgerNumber < 0 || ledgerNumber == 0 && !Arrays.equals(ledgerHash, new byte[Crypto.KEY]))
            throw new IllegalArgumentException(
                    "Ledger entries are numbered from 1; before the first the hash is zeros");
    }

    /** A new root state with fresh seeds from the system's random generator: epoch 1, generation 1, version 1. */
    static RootState fresh(UUID instance) {
        byte[] seed = Crypto.random(Crypto.KEY);
        byte[] identifierKey = Crypto.random(Crypto.KEY);
        try {
            return new RootState(
                    instance,
                    1,
                    new TreeMap<>(java.util.Map.of(1, SeedTree.fresh(seed))),
                    new TreeMap<>(),
                    List.of(new IdentifierKey(1, identifierKey)),
                    0,
                    new byte[Crypto.KEY]);
        } finally {
            Crypto.clear(seed);
            Crypto.clear(identifierKey);
        }
    }

    int epoch() {
        return epochs.lastKey();
    }

    SeedTree tree() {
        return epochs.lastEntry().getValue();
    }

    /** A copy. */
    @Override
    public byte[] ledgerHash() {
        return ledgerHash.clone();
    }

    /**
     * All epochs punctured at these places and the anchor moved; the version is raised by the store.
     *
     * @throws IllegalArgumentException when the anchor would go back
     */
    RootState punctured(Collection<Prefix> targets, long ledgerNumber, byte[] ledgerHash) {
        if (ledgerNumber < this.ledgerNumber)
            throw new IllegalArgumentException(
                    "The ledger's anchor does not go back from " + this.ledgerNumber + " to " + ledgerNumber);
        SortedMap<Integer, SeedTree> punctured = new TreeMap<>();
        epochs.forEach((epoch, tree) -> punctured.put(epoch, tree.puncture(targets)));
        return new RootState(instance, version, punctured, highWater, identifierKeys, ledgerNumber, ledgerHash);
    }

    /** @throws IllegalArgumentException when the mark would go down, or beyond the lane's end */
    RootState withHighWater(int lane, long firstFree) {
        if (firstFree < highWater.getOrDefault(lane, 0L))
            throw new IllegalArgumentException(
                    "The high-water mark of lane " + lane + " does not go down to " + firstFree);
        SortedMap<Integer, Long> raised = new TreeMap<>(highWater);
        raised.put(lane, firstFree);
        return new RootState(instance, version, epochs, raised, identifierKeys, ledgerNumber, ledgerHash);
    }

    RootState withVersion(long version) {
        return new RootState(instance, version, epochs, highWater, identifierKeys, ledgerNumber, ledgerHash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RootState that
                && that.instance.equals(instance)
                && that.version == version
                && that.epochs.equals(epochs)
                && that.highWater.equals(highWater)
                && that.identifierKeys.equals(identifierKeys)
                && that.ledgerNumber == ledgerNumber
                && Arrays.equals(that.ledgerHash, ledgerHash);
    }

    @Override
    public int hashCode() {
        return instance.hashCode() * 31 + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return "RootState[instance " + instance + ", version " + version + "]";
    }
}
