package dev.lethe.shredding;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The root state: the small erasable memory that everything depends on. Immutable; its text form shows no secret.
 *
 * @param instance the vault that it belongs to
 * @param version rises by one with each write, from 1
 * @param epochs one or two; the last is the one for new keys
 * @param lanes what dies together, by the number that its subjects' places begin with
 * @param ledgerNumber the anchor: the last ledger entry whose puncture this state contains, 0 before the first
 * @param ledgerHash that entry's hash, 32 bytes; zeros before the first
 */
record RootState(
        UUID instance,
        long version,
        SortedMap<Integer, Epoch> epochs,
        SortedMap<Integer, NumberedLane> lanes,
        long ledgerNumber,
        byte[] ledgerHash) {

    /** Lanes are numbered with one byte. */
    static final int LANES = 256;

    /** Subjects of a lane are numbered with four bytes. */
    static final long SUBJECTS = 1L << 32;

    /** The key tree of an epoch, and the key of what tables say of its places. */
    record Epoch(SeedTree tree, Book book) {}

    /**
     * A lane in use.
     *
     * @param firstFree its high-water mark: the first number that no block has taken yet, at most 2^32
     * @param successor the lane that follows it once it is full
     */
    record NumberedLane(Lane lane, long firstFree, @Nullable Integer successor) {}

    /** @throws IllegalArgumentException when a part is missing, too many, or out of its range */
    RootState {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
        lanes = Collections.unmodifiableSortedMap(new TreeMap<>(lanes));
        ledgerHash = ledgerHash.clone();
        if (version < 1) throw new IllegalArgumentException("Versions are numbered from 1");
        if (epochs.isEmpty() || epochs.size() > 2 || epochs.firstKey() < 1)
            throw new IllegalArgumentException("A root state has one or two epochs, numbered from 1");
        SortedMap<Integer, NumberedLane> all = lanes;
        lanes.forEach((number, lane) -> {
            if (number < 0 || number >= LANES || lane.firstFree() < 0 || lane.firstFree() > SUBJECTS)
                throw new IllegalArgumentException("No such lane or mark: lane " + number + ", " + lane.firstFree());
            Integer successor = lane.successor();
            if (successor != null
                    && (!all.containsKey(successor)
                            || successor.equals(number)
                            || !all.get(successor).lane().equals(lane.lane())))
                throw new IllegalArgumentException("Lane " + number + " is not followed by lane " + successor);
        });
        if (ledgerHash.length != Crypto.KEY) throw new IllegalArgumentException("A ledger hash has 32 bytes");
        if (ledgerNumber < 0 || ledgerNumber == 0 && !Arrays.equals(ledgerHash, new byte[Crypto.KEY]))
            throw new IllegalArgumentException(
                    "Ledger entries are numbered from 1; before the first the hash is zeros");
    }

    /** A new root state with a fresh seed and book key from the system's random generator: epoch 1, version 1. */
    static RootState fresh(UUID instance) {
        byte[] seed = Crypto.random(Crypto.KEY);
        byte[] book = Crypto.random(Crypto.KEY);
        try {
            return new RootState(
                    instance,
                    1,
                    new TreeMap<>(java.util.Map.of(1, new Epoch(SeedTree.fresh(seed), new Book(book)))),
                    // There from the first: an order must not have to wait for a lane
                    new TreeMap<>(java.util.Map.of(LANES - 1, new NumberedLane(Lane.ORDERS, 0, null))),
                    0,
                    new byte[Crypto.KEY]);
        } finally {
            Crypto.clear(seed);
            Crypto.clear(book);
        }
    }

    int epoch() {
        return epochs.lastKey();
    }

    SeedTree tree() {
        return newest().tree();
    }

    private Epoch newest() {
        return epochs.sequencedValues().getLast();
    }

    /** The tree of an epoch; null when there is none: then nothing of it can be derived. */
    @Nullable
    SeedTree tree(int epoch) {
        Epoch found = epochs.get(epoch);
        return found == null ? null : found.tree();
    }

    /** The trees of all epochs. */
    Collection<SeedTree> trees() {
        return epochs.values().stream().map(Epoch::tree).toList();
    }

    /** The high-water mark of a lane, 0 when it is not in use. */
    long mark(int lane) {
        NumberedLane numbered = lanes.get(lane);
        return numbered == null ? 0 : numbered.firstFree();
    }

    /** The MAC of what a table says, under the newest book key. */
    byte[] mac(Book.Entry said) {
        return newest().book().mac(instance, said);
    }

    /** Whether this vault said so, in this epoch. */
    boolean holds(int epoch, Book.Entry said, byte @Nullable [] mac) {
        Epoch found = epochs.get(epoch);
        return found != null && mac != null && found.book().holds(instance, said, mac);
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
        SortedMap<Integer, Epoch> punctured = new TreeMap<>();
        epochs.forEach(
                (number, epoch) -> punctured.put(number, new Epoch(epoch.tree().puncture(targets), epoch.book())));
        return new RootState(instance, version, punctured, lanes, ledgerNumber, ledgerHash);
    }

    /** @throws IllegalArgumentException when there is no such lane, or the mark would go down or beyond the lane's end */
    RootState withMark(int number, long firstFree) {
        NumberedLane lane = lanes.get(number);
        if (lane == null || firstFree < lane.firstFree())
            throw new IllegalArgumentException(
                    "The high-water mark of lane " + number + " does not go down to " + firstFree);
        SortedMap<Integer, NumberedLane> raised = new TreeMap<>(lanes);
        raised.put(number, new NumberedLane(lane.lane(), firstFree, lane.successor()));
        return new RootState(instance, version, epochs, raised, ledgerNumber, ledgerHash);
    }

    /**
     * With one more lane.
     *
     * @param follows the full one that it takes the place of, if any
     * @throws VaultException when all numbers are taken
     */
    RootState withLane(Lane lane, @Nullable Integer follows) {
        int number = 0;
        while (lanes.containsKey(number)) number++;
        if (number >= LANES) throw new VaultException("All 256 lanes are in use");
        SortedMap<Integer, NumberedLane> more = new TreeMap<>(lanes);
        more.put(number, new NumberedLane(lane, 0, null));
        if (follows != null) {
            NumberedLane full = lanes.get(follows);
            if (full == null) throw new IllegalArgumentException("There is no lane " + follows);
            more.put(follows, new NumberedLane(full.lane(), full.firstFree(), number));
        }
        return new RootState(instance, version, epochs, more, ledgerNumber, ledgerHash);
    }

    RootState withVersion(long version) {
        return new RootState(instance, version, epochs, lanes, ledgerNumber, ledgerHash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RootState that
                && that.instance.equals(instance)
                && that.version == version
                && that.epochs.equals(epochs)
                && that.lanes.equals(lanes)
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
