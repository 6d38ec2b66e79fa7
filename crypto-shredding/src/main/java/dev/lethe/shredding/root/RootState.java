package dev.lethe.shredding.root;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
 * @param marks what tells that a store was restored
 * @param restores every restore that is known, in the order in which they were told
 * @param mirrors every copy that was ever written to, by what it is called there
 * @param elsewhere copies that were made on purpose and are not kept up to date
 */
public record RootState(
        UUID instance,
        long version,
        SortedMap<Integer, Epoch> epochs,
        SortedMap<Integer, NumberedLane> lanes,
        long ledgerNumber,
        byte[] ledgerHash,
        Marks marks,
        List<Restore> restores,
        Map<UUID, Mirror> mirrors,
        List<Elsewhere> elsewhere) {

    /** Lanes are numbered with one byte. */
    public static final int LANES = 256;

    /** Subjects of a lane are numbered with four bytes. */
    public static final long SUBJECTS = 1L << 32;

    /** The key tree of an epoch, and the key of what tables say of its places. */
    public record Epoch(SeedTree tree, Book book) {}

    /**
     * A lane in use.
     *
     * @param firstFree its high-water mark: the first number that no block has taken yet, at most 2^32
     * @param successor the lane that follows it once it is full
     */
    public record NumberedLane(
            Lane lane, long firstFree, @Nullable Integer successor) {}

    /**
     * What the vault and the events' store bear beside their data. A store that bears neither was restored.
     *
     * @param present what both bear since the last time that all was written; null before the first
     * @param next what they may bear already: it was begun; null when nothing is under way
     */
    public record Marks(@Nullable UUID present, @Nullable UUID next) {

        static final Marks NONE = new Marks(null, null);

        /** @throws IllegalArgumentException when one is all zeros, which stands for none where it is stored */
        public Marks {
            UUID zeros = new UUID(0, 0);
            if (zeros.equals(present) || zeros.equals(next))
                throw new IllegalArgumentException("A mark is not all zeros");
        }

        /** Whether a store that bears this mark is as it was left. */
        public boolean know(@Nullable UUID mark) {
            return mark != null && (mark.equals(present) || mark.equals(next));
        }
    }

    /**
     * A copy of the root state that is, or was, kept up to date.
     *
     * @param directory where it was written last
     * @param named whether it is still one of those that are written to; if not, it may lie somewhere and un-erase
     * @param version which it is last known to have held
     * @param seen when that was; to the microsecond
     */
    record Mirror(String directory, boolean named, long version, Instant seen) {}

    /**
     * A copy that was made on purpose.
     *
     * @param description in the operator's words, without a person's name
     */
    record Elsewhere(Kind kind, Instant made, String description) {
        enum Kind {
            ESCROW,
            SNAPSHOT
        }
    }

    /** @throws IllegalArgumentException when a part is missing, too many, or out of its range */
    public RootState {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
        lanes = Collections.unmodifiableSortedMap(new TreeMap<>(lanes));
        ledgerHash = ledgerHash.clone();
        restores = List.copyOf(restores);
        SortedMap<UUID, Mirror> ordered = new TreeMap<>(Book.BY_TEXT);
        ordered.putAll(mirrors);
        mirrors = Collections.unmodifiableSortedMap(ordered);
        elsewhere = List.copyOf(elsewhere);
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
    public static RootState fresh(UUID instance) {
        byte[] seed = Crypto.random(Crypto.KEY);
        byte[] book = Crypto.random(Crypto.KEY);
        try {
            return new RootState(
                    instance,
                    1,
                    new TreeMap<>(Map.of(1, new Epoch(SeedTree.fresh(seed), new Book(book)))),
                    // There from the first: an order must not have to wait for a lane
                    new TreeMap<>(Map.of(LANES - 1, new NumberedLane(Lane.ORDERS, 0, null))),
                    0,
                    new byte[Crypto.KEY],
                    Marks.NONE,
                    List.of(),
                    Map.of(),
                    List.of());
        } finally {
            Crypto.clear(seed);
            Crypto.clear(book);
        }
    }

    public int epoch() {
        return epochs.lastKey();
    }

    public SeedTree tree() {
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
    public Collection<SeedTree> trees() {
        return epochs.values().stream().map(Epoch::tree).toList();
    }

    /** The high-water mark of a lane, 0 when it is not in use. */
    public long mark(int lane) {
        NumberedLane numbered = lanes.get(lane);
        return numbered == null ? 0 : numbered.firstFree();
    }

    /** The MAC of what a table says, under the newest book key. */
    public byte[] mac(Book.Entry said) {
        return newest().book().mac(instance, said);
    }

    /** Whether this vault said so, in this epoch. */
    public boolean holds(int epoch, Book.Entry said, byte @Nullable [] mac) {
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
    public RootState punctured(Collection<Prefix> targets, long ledgerNumber, byte[] ledgerHash) {
        if (ledgerNumber < this.ledgerNumber)
            throw new IllegalArgumentException(
                    "The ledger's anchor does not go back from " + this.ledgerNumber + " to " + ledgerNumber);
        SortedMap<Integer, Epoch> punctured = new TreeMap<>();
        epochs.forEach(
                (number, epoch) -> punctured.put(number, new Epoch(epoch.tree().puncture(targets), epoch.book())));
        return with(version, punctured, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    /** @throws IllegalArgumentException when there is no such lane, or the mark would go down or beyond the lane's end */
    public RootState withMark(int number, long firstFree) {
        NumberedLane lane = lanes.get(number);
        if (lane == null || firstFree < lane.firstFree())
            throw new IllegalArgumentException(
                    "The high-water mark of lane " + number + " does not go down to " + firstFree);
        SortedMap<Integer, NumberedLane> raised = new TreeMap<>(lanes);
        raised.put(number, new NumberedLane(lane.lane(), firstFree, lane.successor()));
        return with(version, epochs, raised, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    /**
     * With one more lane.
     *
     * @param follows the full one that it takes the place of, if any
     * @throws VaultException when all numbers are taken
     */
    public RootState withLane(Lane lane, @Nullable Integer follows) {
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
        return with(version, epochs, more, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    RootState withVersion(long version) {
        return with(version, epochs, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    public RootState withMarks(Marks marks) {
        return with(version, epochs, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    RootState withMirrors(Map<UUID, Mirror> mirrors) {
        return with(version, epochs, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    RootState withRestores(List<Restore> restores) {
        return with(version, epochs, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors);
    }

    /**
     * With one more restore that somebody has to say more of, also where one of the same store waits for that already: what was
     * written between the two may have lost its event with the second.
     */
    public RootState restored(Restore.Store store, Instant told) {
        List<Restore> more = new ArrayList<>(restores);
        more.add(new Restore(store, told, null, null));
        return withRestores(more);
    }

    /** With what an operator says of a restore: of the one that waits for it, or of one that nothing told. */
    public RootState confirmed(Restore.Store store, Instant from, Instant now) {
        List<Restore> all = new ArrayList<>(restores);
        boolean waited = false;
        for (int i = 0; i < all.size(); i++) {
            Restore each = all.get(i);
            if (each.store() != store || !each.isAwaited()) continue;
            all.set(i, new Restore(store, each.told(), from, now));
            waited = true;
        }
        if (!waited) all.add(new Restore(store, now, from, now));
        return withRestores(all);
    }

    private RootState with(
            long version,
            SortedMap<Integer, Epoch> epochs,
            SortedMap<Integer, NumberedLane> lanes,
            long ledgerNumber,
            byte[] ledgerHash,
            Marks marks,
            List<Restore> restores,
            Map<UUID, Mirror> mirrors) {
        return new RootState(
                instance, version, epochs, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors, elsewhere);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RootState that
                && that.instance.equals(instance)
                && that.version == version
                && that.epochs.equals(epochs)
                && that.lanes.equals(lanes)
                && that.ledgerNumber == ledgerNumber
                && Arrays.equals(that.ledgerHash, ledgerHash)
                && that.marks.equals(marks)
                && that.restores.equals(restores)
                && that.mirrors.equals(mirrors)
                && that.elsewhere.equals(elsewhere);
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
