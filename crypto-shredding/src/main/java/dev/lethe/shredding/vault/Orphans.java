package dev.lethe.shredding.vault;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.ledger.Restores;
import dev.lethe.shredding.ledger.Written;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subjects whose event never came: a crash, a second click, an append that was refused. They must not keep a stranger's
 * address for ever, and no other may go with them.
 */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    /** What is younger may be under way: no request takes nearly as long. */
    static final Duration AGE = Duration.ofHours(2);

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final UnorderedErasures unordered;
    private final Restores restores;
    private final Clock clock;
    /** Does not jump as the clock may: what is old by the clock alone may be under way. */
    private final LongSupplier nanos;
    /** Which identifiers there were when, by their highest number, oldest first. */
    private final Deque<Seen> seen = new ArrayDeque<>();

    /** Of how many subjects the last search did not believe when they were written. */
    private volatile int forged;

    private volatile @Nullable String heldBack;

    /** That it did not believe how far the one before it went. */
    private volatile boolean searchedAnew;

    private record Seen(long nanos, long number) {}

    Orphans(
            VaultDatabase database,
            RootStore root,
            Ledger ledger,
            UnorderedErasures unordered,
            Restores restores,
            Clock clock,
            LongSupplier nanos) {
        this.nanos = nanos;
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.unordered = unordered;
        this.restores = restores;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /** Notes which identifiers there are now, so that two hours from now they are known to be that old. Hourly. */
    synchronized void look() {
        long highest = database.read(Orphans::highest);
        seen.addLast(new Seen(nanos.getAsLong(), highest));
    }

    /** The highest number of an identifier that was there two hours ago; negative when nobody looked then. */
    private synchronized long oldEnough() {
        long before = nanos.getAsLong() - AGE.toNanos();
        long highest = -1;
        while (!seen.isEmpty() && seen.getFirst().nanos() - before <= 0)
            highest = Math.max(highest, seen.removeFirst().number());
        if (highest >= 0) seen.addFirst(new Seen(before, highest));
        return highest;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (ResultSet row = VaultDatabase.query(connection, sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    int forged() {
        return forged;
    }

    OrphanSearch preview(EventHistory events) {
        long oldEnough = oldEnough();
        if (oldEnough < 0) return OrphanSearch.TOO_EARLY;
        return found(events, Integer.MAX_VALUE, false, database.write(connection -> candidates(connection, oldEnough)));
    }

    OrphanSearch destroy(EventHistory events, int most) {
        long oldEnough = oldEnough();
        Candidates read = database.write(connection -> candidates(connection, oldEnough));
        if (oldEnough < 0) return OrphanSearch.TOO_EARLY; // which is no complete search
        OrphanSearch found = found(events, most, true, read);
        if (found.heldBack() != null) {
            heldBack = "What came with records that never arrived stays (" + found.found() + " were found): "
                    + found.heldBack() + ". ./lethe orphans says more";
            LOG.warn("{}", heldBack);
            return found;
        }
        heldBack = null;
        // What was passed over is looked for again, and so is all after it
        if (found.destroyed() == found.found()) done(read.upTo());
        if (found.destroyed() > 0)
            LOG.warn(
                    "{} parts of records whose event never came were destroyed, with the identifiers that came with them",
                    found.destroyed());
        return found;
    }

    private OrphanSearch found(EventHistory events, int most, boolean destroy, Candidates read) {
        SortedMap<Prefix, Written> candidates = read.written();
        if (candidates.isEmpty()) return new OrphanSearch(0, 0, null);
        long seen = candidates.values().stream().mapToLong(Written::head).max().orElse(-1);
        long head = events.head();
        if (head < seen)
            return new OrphanSearch(
                    0,
                    0,
                    "the events end at position " + head + ", and the vault has seen position " + seen
                            + ": they were restored from a backup, or cut");
        String gap = events.gap().orElse(null);
        if (gap != null) return new OrphanSearch(0, 0, gap);

        long after = candidates.values().stream().mapToLong(Written::head).min().orElse(-1);
        Map<UUID, Prefix> keys = database.read(connection -> keys(connection, candidates.keySet()));
        SortedSet<Prefix> orphans = new TreeSet<>(keys.values());
        for (UUID key : events.named(keys.keySet(), after)) orphans.remove(keys.get(key));
        if (orphans.isEmpty()) return new OrphanSearch(0, 0, null);
        if (!restores.awaited().isEmpty())
            return new OrphanSearch(orphans.size(), 0, "nobody has said yet what was restored");
        if (orphans.size() > most)
            return new OrphanSearch(
                    orphans.size(),
                    0,
                    "they are more than " + most + ", which no crash explains: events may be missing");
        if (!destroy) return new OrphanSearch(orphans.size(), 0, null);
        SortedSet<Prefix> some =
                new TreeSet<>(orphans.stream().limit(LedgerEntry.Destroyed.MOST).toList());
        // What came since is searched with the rows locked: nothing brings anybody back
        int destroyed = unordered.orphans(some, wanted -> events.named(wanted, head), events::head, seen);
        return new OrphanSearch(orphans.size(), destroyed, null);
    }

    boolean searchedAnew() {
        return searchedAnew;
    }

    /** Why what never arrived stays, for an operator; null when nothing does. */
    @Nullable
    String heldBack() {
        return heldBack;
    }

    /** @param upTo the number up to which none was passed over */
    private record Candidates(SortedMap<Prefix, Written> written, long upTo) {}

    private Candidates candidates(Connection connection, long upTo) throws SQLException {
        RootState state = state();
        Instant restored = restores.last();
        SortedMap<Prefix, Written> found = new TreeMap<>();
        Instant young = clock.instant().minus(AGE);
        int forged = 0;
        long first = Long.MAX_VALUE;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT " + Written.COLUMNS + ", i.number FROM vault.identifier i WHERE i.n = 1 AND i.number <= ?"
                        + " AND i.number > ?",
                upTo,
                searched(connection, state))) {
            while (row.next()) {
                Written written = Written.read(row);
                RootState.NumberedLane lane =
                        state.lanes().get(written.subject().lane());
                boolean ours = written.isOurs(state);
                if (!ours) forged++;
                // By a clock that was set back some are too young still
                if (!ours || !written.at().isBefore(young)) first = Math.min(first, row.getLong(6));
                else if (lane != null
                        && lane.lane().isNamedByEvents()
                        // What was written before a restore may have had its event after the backup
                        && (restored == null || written.at().isAfter(restored))
                        && ledger.death(written.subject()) == null) found.put(written.subject(), written);
            }
        }
        this.forged = forged;
        if (forged > 0)
            LOG.error(
                    "Of {} subjects the vault's database does not say by its own seal when they were written: their rows were"
                            + " changed. They are not looked for. Compare the vault with a backup",
                    forged);
        return new Candidates(found, Math.min(upTo, first - 1));
    }

    /** Up to where the last complete search went. Where nobody can say so, nothing of what is there now is looked at again. */
    private long searched(Connection connection, RootState state) throws SQLException {
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT up_to, epoch, mac FROM vault.search WHERE only_one")) {
            if (row.next() && state.holds(row.getInt(2), Book.Entry.search(row.getLong(1)), row.getBytes(3)))
                return row.getLong(1);
        }
        LOG.error(
                "What the vault's database says of how far records that never arrived were looked for was changed. It begins"
                        + " anew with what comes from now on. Compare the vault with a backup");
        long now = highest(connection);
        searchedAnew = true;
        write(connection, state, now);
        return now;
    }

    private static void write(Connection connection, RootState state, long upTo) throws SQLException {
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.search (up_to, epoch, mac) VALUES (?, ?, ?) ON CONFLICT (only_one) DO UPDATE SET up_to ="
                        + " excluded.up_to, epoch = excluded.epoch, mac = excluded.mac",
                upTo,
                state.epoch(),
                state.mac(Book.Entry.search(upTo)));
    }

    /** In a new vault nothing was looked for yet. */
    static void begin(Connection connection, RootState state) throws SQLException {
        write(connection, state, 0);
    }

    /** Not what somebody put there beyond what the sequence gave. */
    private static long highest(Connection connection) throws SQLException {
        return number(
                connection,
                "SELECT max(number) FROM vault.identifier"
                        + " WHERE number <= (SELECT last_value FROM vault.identifier_number_seq)");
    }

    private static Map<UUID, Prefix> keys(Connection connection, Set<Prefix> subjects) throws SQLException {
        Map<UUID, Prefix> keys = new HashMap<>();
        Set<Prefix> without = new HashSet<>(subjects);
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT k.key_id, k.prefix, k.own FROM unnest(?) AS s (prefix) JOIN vault.key k ON k.prefix = s.prefix",
                (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) {
                Prefix subject = Prefix.of(row.getBytes(2));
                keys.put(row.getObject(1, UUID.class), subject);
                if (row.getBoolean(3)) without.remove(subject);
            }
        }
        // Its event may name just the key that is gone
        keys.values().removeAll(without);
        if (!without.isEmpty())
            LOG.error(
                    "{} subjects have identifiers and have lost the row of their own key: rows were taken away. They stay. Compare"
                            + " the vault with a backup",
                    without.size());
        return keys;
    }

    private void done(long upTo) {
        if (upTo <= 0) return;
        database.write(connection -> {
            RootState state = state();
            write(connection, state, Math.max(upTo, searched(connection, state)));
            return null;
        });
    }
}
