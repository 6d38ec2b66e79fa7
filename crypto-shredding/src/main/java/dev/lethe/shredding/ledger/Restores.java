package dev.lethe.shredding.ledger;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Mark;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.MirrorBehindException;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a store was restored: root state, vault and events bear the same mark, which is drawn anew at each start and
 * each hour. A store that bears another one than the root state knows is older than it was left.
 */
public final class Restores {

    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);
    /** How many rows of identifiers are looked at for the head that they note: all are written later than the ones before. */
    private static final int LATEST = 100;

    private static final byte[] NOTHING = {};
    private static final int MAC = 32;
    /** A key and a MAC. */
    private static final int ROW = 16 + MAC;

    private final VaultDatabase database;
    private final RootStore root;
    private final Clock clock;
    /** What this process told of already: marks that were found, and stores that bore none. */
    private final Set<Told> told = ConcurrentHashMap.newKeySet();

    private final Set<Restore.Store> toldNone = ConcurrentHashMap.newKeySet();

    /** That a store bore a mark that is not the right one. */
    private record Told(Restore.Store store, UUID mark) {}

    public Restores(VaultDatabase database, RootStore root, Clock clock) {
        this.database = database;
        this.root = root;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    public List<Restore> all() {
        return state().restores();
    }

    /** What was restored and nobody has said from when. */
    public List<Restore> awaited() {
        return all().stream().filter(Restore::isAwaited).toList();
    }

    /** Before it, what was written may have had events that are lost: the time of the last restore; null when there was none. */
    @Nullable
    public Instant last() {
        return all().stream().map(Restore::told).max(Instant::compareTo).orElse(null);
    }

    // --- Telling ---

    /** Compares the vault's own mark. @return a line for the operator; null when it is as it was left */
    @Nullable
    public String compareVault() {
        if (database.read(connection -> isAsLeft(connection, root))) return null;
        // Once more with nobody drawing: a mark and what the root state knows of it are two looks
        Borne found = database.write(connection -> {
            VaultDatabase.lock(connection, Locks.DRAWING);
            return read(connection);
        });
        return tell(found);
    }

    private @Nullable String tell(Borne found) {
        if (isAsLeft(state(), found)) return null;
        return compare(Restore.Store.VAULT, found.mark(), digest(found.restricted()), "The vault's database");
    }

    /**
     * Compares the events' mark, and where they end.
     *
     * @param reached the position that they are known to have reached while this process serves, -1 when that is none
     * @return a line for the operator; null when they are as they were left
     */
    @Nullable
    public String compareEvents(EventHistory events, long reached) {
        if (state().marks().present() == null) return null;
        String told = compare(Restore.Store.EVENTS, events.mark().orElse(null), NOTHING, "The store of the events");
        if (told != null) return told;
        long seen = Math.max(reached, database.read(this::head));
        if (events.head() >= seen) return null;
        return restored(
                Restore.Store.EVENTS,
                "The events end at position " + events.head() + ", and the vault has seen position " + seen
                        + ": the store of the events was restored from a backup");
    }

    private @Nullable String compare(Restore.Store store, @Nullable Mark found, byte[] restricted, String where) {
        RootState state = state();
        if (found != null
                && isOurs(state, store, found, restricted)
                && state.marks().know(found.mark())) return null;
        // Told once, for as long as no new mark could be drawn
        if (found == null ? toldNone.contains(store) : !told.add(new Told(store, found.mark()))) return null;
        if (found == null) toldNone.add(store);
        return restored(
                store,
                where + " does not bear the mark that the root state knows: "
                        + (found == null
                                ? "it bears none. It was restored from a backup, or the mark was taken away"
                                : isOurs(state, store, found, restricted)
                                        ? "it bears another. It was restored from a backup, or the root state was"
                                        : store == Restore.Store.VAULT
                                                ? "what it bears was not written by this vault, or what says which records are"
                                                        + " restricted was changed or taken away: look at who is restricted, and"
                                                        + " compare the vault with a backup"
                                                : "what it bears was not written by this vault"));
    }

    private static boolean isOurs(RootState state, Restore.Store store, Mark mark, byte[] restricted) {
        return state.holds(mark.epoch(), Book.Entry.mark(name(store), mark.mark(), restricted), mark.mac());
    }

    // --- What is restricted ---

    /** A change of the rows that say which keys are restricted. */
    @FunctionalInterface
    public interface Change {
        /** @param restricted the MACs of these rows by key, to be changed as the rows are */
        void make(Map<UUID, byte[]> restricted) throws SQLException;
    }

    /**
     * Changes which keys are restricted, and says so with the mark: what it said before, with this change and no other. So what
     * somebody else does to the rows, before, meanwhile or after it, is told. Where the mark does not say what there was before, it
     * is left alone and goes on telling that.
     *
     * @return whether the rows and the mark are now as this change was to leave them
     */
    public static boolean changeRestricted(Connection connection, RootStore root, Change change) throws SQLException {
        VaultDatabase.lock(connection, Locks.DRAWING); // last, and so never waited for by who draws
        Borne before = read(connection);
        RootState state = root.current().orElseThrow(); // whose marks nobody changes meanwhile
        Mark mark = before.mark();
        SortedMap<UUID, byte[]> rows = rows(before.restricted());
        change.make(rows);
        byte[] restricted = bytes(rows);
        if (mark != null && isAsLeft(state, before)) {
            mark = mark(state, Restore.Store.VAULT, mark.mark(), restricted);
            VaultDatabase.execute(connection, "UPDATE vault.mark SET epoch = ?, mac = ?", mark.epoch(), mark.mac());
        }
        Borne after = read(connection);
        return Arrays.equals(restricted, after.restricted()) && isSame(mark, after.mark());
    }

    private static boolean isSame(@Nullable Mark one, @Nullable Mark other) {
        if (one == null || other == null) return one == other;
        return one.mark().equals(other.mark()) && one.epoch() == other.epoch() && Arrays.equals(one.mac(), other.mac());
    }

    private static SortedMap<UUID, byte[]> rows(byte[] restricted) {
        SortedMap<UUID, byte[]> rows = new TreeMap<>(Book.BY_TEXT); // as PostgreSQL orders them
        ByteBuffer bytes = ByteBuffer.wrap(restricted);
        while (bytes.remaining() >= ROW) {
            UUID key = new UUID(bytes.getLong(), bytes.getLong());
            byte[] mac = new byte[MAC];
            bytes.get(mac);
            rows.put(key, mac);
        }
        return rows;
    }

    private static byte[] bytes(SortedMap<UUID, byte[]> rows) {
        ByteBuffer bytes = ByteBuffer.allocate(rows.size() * ROW);
        rows.forEach((key, mac) -> bytes.putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits())
                .put(mac));
        return bytes.array();
    }

    /** Whether anything is said to be restricted. */
    static boolean isAnythingRestricted(Connection connection) throws SQLException {
        try (ResultSet row = VaultDatabase.query(
                connection, "SELECT EXISTS (SELECT FROM vault.state WHERE state = '" + States.RESTRICTED + "')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Whether the vault bears a mark that the root state knows, and is restricted what is said with it; before the first, too. */
    public static boolean isAsLeft(Connection connection, RootStore root) throws SQLException {
        // A mark may be drawn between the look at the row and the one at the root state
        for (int look = 0; look < 3; look++) {
            Borne found = read(connection);
            if (isAsLeft(root.current().orElseThrow(), found)) return true;
        }
        return false;
    }

    private static boolean isAsLeft(RootState state, Borne found) {
        Mark mark = found.mark();
        if (mark == null) return state.marks().present() == null;
        return state.marks().know(mark.mark()) && isOurs(state, Restore.Store.VAULT, mark, digest(found.restricted()));
    }

    /** What says which keys are restricted: the SHA-256 of all rows' keys and MACs, by key; nothing when there are none. */
    private static byte[] digest(byte[] rows) {
        if (rows.length == 0) return NOTHING;
        try {
            return MessageDigest.getInstance("SHA-256").digest(rows);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    private static String name(Restore.Store store) {
        return store == Restore.Store.VAULT ? "vault" : "events";
    }

    private static String described(Restore.Store store) {
        return store == Restore.Store.VAULT ? "the vault's database" : "the store of the events";
    }

    private String restored(Restore.Store store, String how) {
        Instant now = Ledger.inMicroseconds(clock.instant());
        change(state -> state.restored(store, now));
        return how
                + ". Nothing is destroyed by its age, and nothing without an event, until somebody says what was restored:"
                + " ./lethe restored " + name(store) + " --from=DATE";
    }

    /** It is in use and on disk even where a mirror could not be written: that one is warned of by itself. */
    private void change(java.util.function.UnaryOperator<RootState> change) {
        try {
            root.update(change);
        } catch (MirrorBehindException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** The highest position that identifiers note which were written since the last restore; -1 when none does. */
    private long head(Connection connection) throws SQLException {
        RootState state = state();
        Instant last = last();
        long head = -1;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT " + Written.COLUMNS + " FROM vault.identifier i WHERE i.n = 1 ORDER BY i.number DESC LIMIT ?",
                LATEST)) {
            while (row.next()) {
                Written written = Written.read(row);
                if (written.isOurs(state) && (last == null || written.at().isAfter(last)))
                    head = Math.max(head, written.head());
            }
        }
        return head;
    }

    public void confirm(Restore.Store store, Instant from) {
        Instant now = Ledger.inMicroseconds(clock.instant());
        if (from.isAfter(now)) throw new VaultException("A backup is not of a time to come");
        change(state -> state.confirmed(store, Ledger.inMicroseconds(from), now));
        LOG.warn("An operator says that {} was restored from a backup of {}", described(store), from);
    }

    // --- Drawing ---

    /** Draws a new mark and notes it everywhere; one that was begun is finished first. What fails is left begun. */
    public void draw(EventHistory events) {
        database.write(connection -> {
            VaultDatabase.lock(connection, Locks.DRAWING);
            if (state().marks().next() != null) finish(events);
            root.update(
                    state -> state.withMarks(new RootState.Marks(state.marks().present(), UUID.randomUUID())));
            finish(events);
            return null;
        });
    }

    private void finish(EventHistory events) {
        RootState state = state();
        UUID next = state.marks().next();
        if (next == null) return;
        // In a transaction of its own: what is noted must be durable before the root state believes it
        database.write(connection -> {
            // What is said with the new mark is what was looked at, and nothing that is read after it
            Borne found = read(connection);
            String told = tell(found);
            if (told != null) LOG.warn("{}", told);
            Mark mark = mark(state, Restore.Store.VAULT, next, found.restricted());
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.mark (mark, epoch, mac) VALUES (?, ?, ?) ON CONFLICT (only_one) DO UPDATE"
                            + " SET mark = excluded.mark, epoch = excluded.epoch, mac = excluded.mac",
                    mark.mark(),
                    mark.epoch(),
                    mark.mac());
            return null;
        });
        events.note(mark(state, Restore.Store.EVENTS, next, NOTHING));
        root.update(now -> now.withMarks(new RootState.Marks(next, null)));
    }

    /** @param rows those that say which keys are restricted */
    private static Mark mark(RootState state, Restore.Store store, UUID mark, byte[] rows) {
        return new Mark(mark, state.epoch(), state.mac(Book.Entry.mark(name(store), mark, digest(rows))));
    }

    /** What the vault bears, and the rows that say which keys are restricted, as of one moment: key and MAC of each, by key. */
    private record Borne(@Nullable Mark mark, byte[] restricted) {}

    private static Borne read(Connection connection) throws SQLException {
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT m.mark, m.epoch, m.mac, (SELECT string_agg(uuid_send(s.key_id) || s.mac, '' ORDER BY s.key_id)"
                        + " FROM vault.state s WHERE s.state = '" + States.RESTRICTED + "')"
                        + " FROM (VALUES (1)) AS one LEFT JOIN vault.mark m ON m.only_one")) {
            row.next();
            UUID mark = row.getObject(1, UUID.class);
            byte[] restricted = row.getBytes(4);
            return new Borne(
                    mark == null ? null : new Mark(mark, row.getInt(2), row.getBytes(3)),
                    restricted == null ? NOTHING : restricted);
        }
    }

    /** For the operator, while somebody has to say what was restored. */
    public List<String> advice() {
        List<String> advice = new ArrayList<>();
        for (Restore restore : awaited())
            advice.add("On " + restore.told() + " it was found that " + described(restore.store())
                    + " had been restored from a backup. Retention destroys nothing until somebody says of when the backup was: ./lethe restored "
                    + name(restore.store()) + " --from=DATE");
        return advice;
    }
}
