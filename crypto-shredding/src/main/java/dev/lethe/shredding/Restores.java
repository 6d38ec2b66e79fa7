package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a store was restored: root state, vault and events bear the same mark, which is drawn anew at each start and
 * each hour. A store that bears another one than the root state knows is older than it was left.
 */
final class Restores {

    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);
    /** How many rows of identifiers are looked at for the head that they note: all are written later than the ones before. */
    private static final int LATEST = 100;

    private final VaultDatabase database;
    private final RootStore root;
    private final Clock clock;
    /** What this process told of already: marks that were found, and stores that bore none. */
    private final Set<UUID> told = ConcurrentHashMap.newKeySet();

    private final Set<Restore.Store> toldNone = ConcurrentHashMap.newKeySet();

    Restores(VaultDatabase database, RootStore root, Clock clock) {
        this.database = database;
        this.root = root;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    List<Restore> all() {
        return state().restores();
    }

    /** What was restored and nobody has said from when. */
    List<Restore> awaited() {
        return all().stream().filter(Restore::isAwaited).toList();
    }

    /** Before it, what was written may have had events that are lost: the time of the last restore; null when there was none. */
    @Nullable
    Instant last() {
        return all().stream().map(Restore::told).max(Instant::compareTo).orElse(null);
    }

    // --- Telling ---

    /** Compares the vault's own mark. @return a line for the operator; null when it is as it was left */
    @Nullable
    String compareVault() {
        if (state().marks().present() == null) return null;
        Mark found = database.read(Restores::read);
        return compare(Restore.Store.VAULT, found, "The vault's database");
    }

    /**
     * Compares the events' mark, and where they end.
     *
     * @param reached the position that they are known to have reached while this process serves, -1 when that is none
     * @return a line for the operator; null when they are as they were left
     */
    @Nullable
    String compareEvents(EventHistory events, long reached) {
        if (state().marks().present() == null) return null;
        String told = compare(Restore.Store.EVENTS, events.mark().orElse(null), "The store of the events");
        if (told != null) return told;
        long seen = Math.max(reached, database.read(this::head));
        if (events.head() >= seen) return null;
        return restored(
                Restore.Store.EVENTS,
                "The events end at position " + events.head() + ", and the vault has seen position " + seen
                        + ": the store of the events was restored from a backup");
    }

    private @Nullable String compare(Restore.Store store, @Nullable Mark found, String where) {
        RootState state = state();
        if (found != null && isOurs(state, store, found) && state.marks().know(found.mark())) return null;
        // Told once, for as long as no new mark could be drawn
        if (found == null ? toldNone.contains(store) : !told.add(found.mark())) return null;
        if (found == null) toldNone.add(store);
        return restored(
                store,
                where + " does not bear the mark that the root state knows: "
                        + (found == null
                                ? "it bears none. It was restored from a backup, or the mark was taken away"
                                : isOurs(state, store, found)
                                        ? "it bears another. It was restored from a backup, or the root state was"
                                        : "what it bears was not written by this vault"));
    }

    private static boolean isOurs(RootState state, Restore.Store store, Mark mark) {
        return state.holds(mark.epoch(), Book.Entry.mark(name(store), mark.mark()), mark.mac());
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

    void confirm(Restore.Store store, Instant from) {
        Instant now = Ledger.inMicroseconds(clock.instant());
        if (from.isAfter(now)) throw new VaultException("A backup is not of a time to come");
        change(state -> state.confirmed(store, Ledger.inMicroseconds(from), now));
        LOG.warn("An operator says that {} was restored from a backup of {}", described(store), from);
    }

    // --- Drawing ---

    /** Draws a new mark and notes it everywhere; one that was begun is finished first. What fails is left begun. */
    void draw(EventHistory events) {
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
            Mark mark = mark(state, Restore.Store.VAULT, next);
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.mark (mark, epoch, mac) VALUES (?, ?, ?) ON CONFLICT (only_one) DO UPDATE"
                            + " SET mark = excluded.mark, epoch = excluded.epoch, mac = excluded.mac",
                    mark.mark(),
                    mark.epoch(),
                    mark.mac());
            return null;
        });
        events.note(mark(state, Restore.Store.EVENTS, next));
        root.update(now -> now.withMarks(new RootState.Marks(next, null)));
    }

    private static Mark mark(RootState state, Restore.Store store, UUID mark) {
        return new Mark(mark, state.epoch(), state.mac(Book.Entry.mark(name(store), mark)));
    }

    private static @Nullable Mark read(Connection connection) throws SQLException {
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT mark, epoch, mac FROM vault.mark WHERE only_one")) {
            return row.next() ? new Mark(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)) : null;
        }
    }

    /** For the operator, while somebody has to say what was restored. */
    List<String> advice() {
        List<String> advice = new ArrayList<>();
        for (Restore restore : awaited())
            advice.add("On " + restore.told() + " it was found that " + described(restore.store())
                    + " had been restored from a backup. Retention destroys nothing until somebody says of when the backup was: ./lethe restored "
                    + name(restore.store()) + " --from=DATE");
        return advice;
    }
}
