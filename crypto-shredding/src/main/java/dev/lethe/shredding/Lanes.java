package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
     */
    record Sizes(long subjectsOfLane, int recordsOfSubject, int block) {
        static final Sizes FULL = full(4096);

        /** Record {@code ffff} is never a record: it is the subject itself. */
        static Sizes full(int block) {
            return new Sizes(RootState.SUBJECTS, 0xffff, block);
        }
    }

    /** How long nothing is tried again that failed while there are numbers left: each try reads and writes files. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private static final long NAMING = 0x6c65746865_02L;

    private record Numbered(Lane lane, @Nullable Integer successor) {}

    /** Numbers that may be used: from, until before. */
    private record Block(int lane, long next, long end) {
        boolean empty() {
            return next >= end;
        }

        long left() {
            return end - next;
        }
    }

    private final VaultDatabase database;
    private final RootStore root;
    private final Sizes sizes;
    private final TreeMap<Integer, Numbered> lanes = new TreeMap<>();
    private final Map<Integer, Block> blocks = new HashMap<>();
    /** Blocks whose mark is raised in some copies of the root state, but perhaps not in all. */
    private final Map<Integer, Block> raising = new HashMap<>();
    /** The marks as this process found them: it hands out nothing below. */
    private final Map<Integer, Long> found;

    /** When more may be taken ahead again, after it failed: {@link System#nanoTime}. */
    private long notBefore = System.nanoTime();

    private boolean closed;

    Lanes(VaultDatabase database, RootStore root, Sizes sizes) {
        this.database = database;
        this.root = root;
        this.sizes = sizes;
        this.found = root.current().orElseThrow().highWater();
        database.read(connection -> {
            load(connection);
            return null;
        });
    }

    private void load(Connection connection) throws SQLException {
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT number, purpose, lasting, successor FROM vault.lane")) {
            while (row.next())
                lanes.put(
                        row.getInt(1),
                        new Numbered(new Lane(row.getString(2), row.getBoolean(3)), row.getObject(4, Integer.class)));
        }
    }

    Sizes sizes() {
        return sizes;
    }

    /** @throws VaultException when there is no such lane: the table was changed */
    synchronized Lane lane(int number) {
        Numbered numbered = lanes.get(number);
        if (numbered == null)
            throw new VaultException("The vault's database does not know lane " + number
                    + ", but has keys in it: its table of lanes was changed. Restore it from a backup");
        return numbered.lane();
    }

    /** The numbers of a lane and of those that it follows. */
    synchronized List<Integer> numbers(Lane lane) {
        List<Integer> numbers = new ArrayList<>();
        lanes.forEach((number, numbered) -> {
            if (numbered.lane().equals(lane)) numbers.add(number);
        });
        return numbers;
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
                    number = add(lane, number);
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
            long from = root.current().orElseThrow().highWater().getOrDefault(number, 0L);
            long size = left > 0 ? sizes.block() : 2L * sizes.block();
            return new Block(number, from, Math.min(from + size, sizes.subjectsOfLane()));
        });
        if (!taken.empty())
            root.update(state -> state.highWater().getOrDefault(number, 0L) >= taken.end()
                    ? state
                    : state.withHighWater(number, taken.end()));
        raising.remove(number);
        // Nobody else raises marks, so what is taken begins where what is left ends.
        Block ready =
                old == null || old.empty() ? taken : new Block(number, old.next(), Math.max(old.end(), taken.end()));
        if (!ready.empty()) blocks.put(number, ready);
        return ready;
    }

    /** Whether this process never hands out, and never handed out, any number in this place. */
    boolean isPast(Prefix place) {
        return place.last(Prefix.SUBJECT).number() < found.getOrDefault(place.lane(), 0L);
    }

    /** Ends the handing out. @return what was taken in blocks and handed out to nobody */
    synchronized List<UnusedNumbers.Run> close() {
        closed = true;
        List<UnusedNumbers.Run> left = new ArrayList<>();
        blocks.forEach((lane, block) -> left.add(new UnusedNumbers.Run(lane, block.next(), block.end())));
        blocks.clear();
        return left;
    }

    private int inUse(Lane lane) {
        for (var each : lanes.entrySet())
            if (each.getValue().successor() == null
                    && each.getValue().lane().purpose().equals(lane.purpose())) {
                if (!each.getValue().lane().equals(lane))
                    throw new IllegalArgumentException("Lane " + lane.purpose() + " is already "
                            + (lane.lasting() ? "an expiring" : "a lasting") + " one");
                return each.getKey();
            }
        return add(lane, null);
    }

    /** @param full the lane that the new one follows, if any */
    private int add(Lane lane, @Nullable Integer full) {
        int number = database.write(connection -> {
            VaultDatabase.lock(connection, NAMING);
            load(connection);
            // A lane that a restored database does not know may have been used: its number is left alone.
            int free = Math.max(
                    lanes.isEmpty() ? 0 : lanes.lastKey() + 1,
                    root.current().orElseThrow().highWater().keySet().stream()
                            .mapToInt(used -> used + 1)
                            .max()
                            .orElse(0));
            if (free >= RootState.LANES)
                throw new VaultException("All 256 lanes are in use: no further retention period can be had");
            if (full != null)
                VaultDatabase.execute(connection, "UPDATE vault.lane SET successor = ? WHERE number = ?", free, full);
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.lane (number, purpose, lasting) VALUES (?, ?, ?)",
                    free,
                    lane.purpose(),
                    lane.lasting());
            return free;
        });
        if (full != null) lanes.put(full, new Numbered(lane, number));
        lanes.put(number, new Numbered(lane, null));
        return number;
    }
}
