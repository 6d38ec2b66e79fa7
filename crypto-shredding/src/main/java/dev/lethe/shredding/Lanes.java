package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of the tree, and the numbers of new subjects in them. Numbers are taken in blocks: the root state's high-water
 * mark is raised before any number of a block is used, so that no restored database can ever hand one out again.
 */
final class Lanes {

    /** How large things may grow. Smaller in tests. */
    record Sizes(long subjectsOfLane, int recordsOfSubject, int block) {
        /** Record {@code ffff} is never a record: it is the subject itself. */
        static final Sizes FULL = new Sizes(RootState.SUBJECTS, 0xffff, 4096);
    }

    private static final long NAMING = 0x6c65746865_02L;

    private record Numbered(Lane lane, @Nullable Integer successor) {}

    /** Numbers that may be used: from, until before. */
    private record Block(int lane, long next, long end) {
        boolean empty() {
            return next >= end;
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

    /** New subjects of a lane, which is made when it is new, and followed by another when it is full. */
    synchronized List<Prefix> take(Lane lane, int count) {
        if (closed) throw new VaultException("The vault is closed");
        List<Prefix> taken = new ArrayList<>(count);
        int number = inUse(lane);
        while (taken.size() < count) {
            Block block = blocks.get(number);
            if (block == null || block.empty()) {
                block = raise(number);
                if (block.empty()) {
                    number = add(lane, number);
                    continue;
                }
            }
            taken.add(Prefix.subject(number, block.next()));
            blocks.put(number, new Block(number, block.next() + 1, block.end()));
        }
        return taken;
    }

    /** Raises the mark; an empty block when the lane is full. The block may be used only if this returns. */
    private Block raise(int number) {
        Block block = raising.computeIfAbsent(number, _ -> {
            long from = root.current().orElseThrow().highWater().getOrDefault(number, 0L);
            return new Block(number, from, Math.min(from + sizes.block(), sizes.subjectsOfLane()));
        });
        if (!block.empty())
            root.update(state -> state.highWater().getOrDefault(number, 0L) >= block.end()
                    ? state
                    : state.withHighWater(number, block.end()));
        raising.remove(number);
        return block;
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
