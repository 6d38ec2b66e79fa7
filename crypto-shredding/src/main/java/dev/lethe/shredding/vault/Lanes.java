package dev.lethe.shredding.vault;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.root.RootFile;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The lanes of the tree, and the numbers of new subjects in them. Numbers are taken in blocks: the root state's high-water
 * mark is raised before any number of a block is used, so that no restored database can ever hand one out again. A mark is
 * raised in every copy of the root state or not at all, so blocks are taken while there are numbers left: those last for as
 * long as a copy is out of reach.
 */
final class Lanes {

    /**
     * How large things may grow. Smaller in tests.
     *
     * @param block how many numbers are ready at least, and taken at a time
     * @param stateBytes of the root state's file: an erasure that would make a larger one is refused
     * @param largeBytes of the root state's file: from here on log and health say that the key tree should be rotated
     */
    record Sizes(long subjectsOfLane, int block, long stateBytes, long largeBytes) {
        static final Sizes FULL = full(4096);

        static Sizes full(int block) {
            return new Sizes(RootState.SUBJECTS, block, RootFile.LARGEST - RootFile.RESERVED, RootFile.LARGE);
        }

        Sizes(long subjectsOfLane, int block, long stateBytes) {
            this(subjectsOfLane, block, stateBytes, RootFile.LARGE);
        }
    }

    /** How long nothing is tried again that failed while there are numbers left: each try reads and writes files. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** Numbers that may be used: from, until before. */
    private record Block(int lane, long next, long end) {
        boolean empty() {
            return next >= end;
        }

        long left() {
            return end - next;
        }
    }

    private final RootStore root;
    private final Sizes sizes;
    private final Map<Integer, Block> blocks = new HashMap<>();
    /** Blocks whose mark is raised in some copies of the root state, but perhaps not in all. */
    private final Map<Integer, Block> raising = new HashMap<>();
    /** When more may be taken ahead again, after it failed: {@link System#nanoTime}. */
    private long notBefore = System.nanoTime();

    private boolean closed;

    Lanes(RootStore root, Sizes sizes) {
        this.root = root;
        this.sizes = sizes;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    Sizes sizes() {
        return sizes;
    }

    /** @throws VaultException when there is no such lane: a row was changed */
    Lane lane(int number) {
        RootState.NumberedLane numbered = state().lanes().get(number);
        if (numbered == null)
            throw new VaultException("The root state does not know lane " + number
                    + ", but the vault's database has keys in it: rows were changed. Compare it with a backup");
        return numbered.lane();
    }

    /**
     * New subjects of a lane, which is made when it is new, and followed by another when it is full: so many, or as many as
     * can be had.
     *
     * @throws VaultException when there is none
     */
    synchronized List<Prefix> take(Lane lane, int count) {
        if (closed) throw new VaultException("The vault is closed");
        List<Prefix> taken = new ArrayList<>(count);
        int number = inUse(lane);
        while (taken.size() < count) {
            Block block = blocks.get(number);
            if (block == null || block.empty()) {
                try {
                    block = raise(number);
                } catch (VaultException e) {
                    if (taken.isEmpty()) throw e;
                    break;
                }
                if (block.empty()) {
                    number = follow(lane, number);
                    continue;
                }
            }
            taken.add(Prefix.subject(number, block.next()));
            blocks.put(number, new Block(number, block.next() + 1, block.end()));
        }
        if (System.nanoTime() - notBefore >= 0) takeAhead(number);
        return taken;
    }

    /** Takes more where fewer are ready than there should be. While that fails, those that are ready have to do. */
    private void takeAhead(int number) {
        try {
            Block block = blocks.get(number);
            if (block == null ? raising.containsKey(number) : block.left() < sizes.block()) raise(number);
            notBefore = System.nanoTime();
        } catch (VaultException _) {
            // Whoever looks at the health of the vault is told of the copy, and how many are left
            notBefore = System.nanoTime() + PAUSE;
        }
    }

    /** Takes more in each lane in use where fewer are ready than there should be: for when a copy is back. */
    synchronized void takeAhead() {
        if (closed) return;
        Set<Integer> inUse = new TreeSet<>(blocks.keySet());
        inUse.addAll(raising.keySet());
        inUse.forEach(this::takeAhead);
    }

    /** How many numbers can be handed out in each lane in use though no copy of the root state could be written. */
    synchronized Map<Lane, Long> left() {
        Map<Lane, Long> left = new LinkedHashMap<>();
        raising.keySet().forEach(number -> left.put(lane(number), 0L));
        blocks.forEach((number, block) -> left.merge(lane(number), block.left(), Long::sum));
        return left;
    }

    /**
     * Raises the mark, by twice as much where nothing is left. What is new may be used only if this returns.
     *
     * @return the numbers that are ready now; empty when the lane is full
     */
    private Block raise(int number) {
        Block old = blocks.get(number);
        long left = old == null ? 0 : old.left();
        Block taken = raising.computeIfAbsent(number, _ -> {
            long from = state().mark(number);
            long size = left > 0 ? sizes.block() : 2L * sizes.block();
            return new Block(number, from, Math.min(from + size, sizes.subjectsOfLane()));
        });
        if (!taken.empty())
            root.update(state -> state.mark(number) >= taken.end() ? state : state.withMark(number, taken.end()));
        raising.remove(number);
        // Nobody else raises marks, so what is taken begins where what is left ends.
        Block ready =
                old == null || old.empty() ? taken : new Block(number, old.next(), Math.max(old.end(), taken.end()));
        if (!ready.empty()) blocks.put(number, ready);
        return ready;
    }

    /** Ends the handing out. What was taken in blocks and handed out to nobody keeps its seeds. */
    synchronized void close() {
        closed = true;
        blocks.clear();
    }

    /** The number of the lane that new subjects of this purpose go to, which is made when it is new. */
    private int inUse(Lane lane) {
        for (var each : state().lanes().entrySet())
            if (each.getValue().successor() == null && each.getValue().lane().equals(lane)) return each.getKey();
        root.update(state ->
                state.lanes().values().stream().anyMatch(each -> each.lane().equals(lane))
                        ? state
                        : state.withLane(lane, null));
        return inUse(lane);
    }

    private int follow(Lane lane, int full) {
        root.update(state -> {
            RootState.NumberedLane followed = state.lanes().get(full);
            return followed == null || followed.successor() != null ? state : state.withLane(lane, full);
        });
        return inUse(lane);
    }
}
