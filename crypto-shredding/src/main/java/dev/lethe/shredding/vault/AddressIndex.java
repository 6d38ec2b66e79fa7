package dev.lethe.shredding.vault;

import dev.lethe.shredding.AddressesUnreadException;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which subjects have an e-mail address, in memory only: nothing at rest can be searched, so nothing at rest can be guessed.
 * The addresses are opened once, in the background after the start, in the order of their places, the staff's first. What is
 * found here are candidates: whoever asks opens their rows, which say what is true.
 */
final class AddressIndex implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AddressIndex.class);
    private static final String EMAIL = Identifier.Kind.EMAIL.code();
    /** How long to wait before trying again what a database would not do. */
    private static final long PAUSE_MILLIS = 1_000;

    /** How long somebody who searches waits before being told how far it is. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long an erasure waits that must know of all. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final long KEEPING_UP_MILLIS = 60_000;

    /** How many broken rows the log names. */
    private static final int NAMED = 20;

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final byte[] key = Crypto.random(Crypto.KEY);
    private final Entries entries = new Entries();
    private final CountDownLatch staffLoaded = new CountDownLatch(1);
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread loader;
    /** Every row up to this number was read. Numbers fill late: above it some may be yet to come. */
    private long read = -1;
    /** Numbers above that were read. */
    private final Set<Long> recent = new HashSet<>();

    /** How many addresses there were when reading them began. */
    private volatile long all;

    private volatile long opened;
    private volatile long broken;
    private volatile boolean closed;

    AddressIndex(VaultDatabase database, RootStore root, Ledger ledger) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.loader = Thread.ofPlatform().daemon().name("vault-index").start(this::load);
    }

    /** How many addresses were opened so far. */
    long opened() {
        return opened;
    }

    private boolean isLoaded() {
        return loaded.getCount() == 0;
    }

    /** How many rows of addresses did not open where they stand, though nothing destroyed them. */
    long broken() {
        return broken;
    }

    // --- Loading ---

    private void load() {
        long upTo = -1;
        Set<Integer> done = new HashSet<>();
        while (!closed) {
            try {
                if (upTo < 0) upTo = begin();
                for (int lane : lanes()) {
                    if (done.contains(lane)) continue;
                    load(lane, upTo);
                    done.add(lane);
                    if (done.containsAll(staffLanes())) staffLoaded.countDown();
                }
                staffLoaded.countDown();
                loaded.countDown();
                countIncomplete(upTo);
                keepUp();
                return;
            } catch (VaultException e) {
                LOG.warn("The addresses cannot be read yet, and nobody can be searched for: {}", e.getMessage());
                if (!slept(PAUSE_MILLIS)) return;
            }
        }
    }

    /** @return the highest number of those to read; all that is written later is read by whoever searches */
    private long begin() {
        all = database.read(connection -> {
            try (ResultSet row =
                    VaultDatabase.query(connection, "SELECT count(*) FROM vault.identifier WHERE kind = ?", EMAIL)) {
                row.next();
                return row.getLong(1);
            }
        });
        long upTo = database.write(connection -> {
            alone(connection);
            return highest(connection);
        });
        synchronized (this) {
            read = upTo;
        }
        return upTo;
    }

    /** The staff's first: nobody can sign in before those are read. */
    private List<Integer> lanes() {
        List<Integer> lanes = new ArrayList<>(staffLanes());
        for (int lane : root.current().orElseThrow().lanes().keySet()) if (!lanes.contains(lane)) lanes.add(lane);
        return lanes;
    }

    private List<Integer> staffLanes() {
        List<Integer> staff = new ArrayList<>();
        root.current().orElseThrow().lanes().forEach((number, lane) -> {
            if (lane.lane().equals(Lane.STAFF)) staff.add(number);
        });
        return staff;
    }

    private void load(int lane, long upTo) {
        Prefix places = Prefix.subject(lane, 0).first(Prefix.LANE);
        long openedBefore = opened;
        long brokenBefore = broken;
        database.write(connection -> {
            // Done again after a failure, it finds some twice, which does no harm
            opened = openedBefore;
            broken = brokenBefore;
            try (Crypto.Burst _ = Crypto.burst();
                    Walks walks = new Walks(root.current().orElseThrow());
                    ResultSet row = VaultDatabase.cursor(
                            connection,
                            "SELECT " + IdentifierRow.COLUMNS + " FROM vault.identifier i"
                                    + " WHERE i.prefix BETWEEN ? AND ? AND i.kind = ? AND i.number <= ? ORDER BY i.prefix, i.n",
                            places.first(Prefix.SUBJECT),
                            places.last(Prefix.SUBJECT),
                            EMAIL,
                            upTo)) {
                while (row.next()) {
                    if (closed) throw new VaultException("The vault is closed");
                    add(IdentifierRow.read(row), walks);
                }
            }
            return null;
        });
    }

    /** Subjects that lack some of what came with them, or lie in no lane: whoever takes all of a subject's away is not found out. */
    private void countIncomplete(long upTo) {
        Integer[] lanes = root.current().orElseThrow().lanes().keySet().toArray(Integer[]::new);
        try {
            broken += database.write(connection -> {
                long incomplete = 0;
                try (ResultSet row = VaultDatabase.cursor(
                        connection,
                        "SELECT prefix FROM vault.identifier WHERE number <= ? GROUP BY prefix"
                                + " HAVING count(*) <> max(of) OR min(of) <> max(of) OR get_byte(prefix, 0) <> ALL (?)",
                        upTo,
                        lanes)) {
                    while (row.next()) if (ledger.death(Prefix.of(row.getBytes(1))) == null) incomplete++;
                }
                return incomplete;
            });
        } catch (VaultException e) {
            LOG.warn("It cannot be told whether identifiers were taken away: {}", e.getMessage());
        }
    }

    private synchronized void add(IdentifierRow row, Walks walks) {
        Identifier address = row.open(walks);
        opened++;
        if (address != null) {
            entries.add(hash(address), row.subject());
        } else if (ledger.death(row.subject()) == null) {
            if (++broken > NAMED) return; // health has their number
            LOG.error(
                    "The address of a record does not open where it stands: its row was changed or moved. Whoever is searched"
                            + " for by it is not found. Compare the vault with a backup");
        }
    }

    private long hash(Identifier address) {
        return hash(key, address);
    }

    static long hash(byte[] key, Identifier address) {
        return ByteBuffer.wrap(Crypto.prf(key, address.value().getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    // --- Searching ---

    /**
     * Subjects that may have this address, written by whomever and whenever before this was called.
     *
     * @throws AddressesUnreadException when not all addresses of the population were read yet
     */
    Set<Prefix> candidates(Identifier address, Population population) {
        await(population == Population.STAFF ? staffLoaded : loaded, PATIENCE);
        return database.read(connection -> {
            catchUp(connection, false);
            return found(address);
        });
    }

    /**
     * Subjects in which this stands, which is no address: all identifiers of its kind are opened for it, in the order of their
     * places.
     */
    Set<Prefix> matches(Identifier identifier) {
        Set<Prefix> found = new TreeSet<>();
        long[] unopened = {0};
        database.write(connection -> {
            try (Crypto.Burst _ = Crypto.burst();
                    Walks walks = new Walks(root.current().orElseThrow());
                    ResultSet row = VaultDatabase.cursor(
                            connection,
                            "SELECT " + IdentifierRow.COLUMNS
                                    + " FROM vault.identifier i WHERE i.kind = ? ORDER BY i.prefix, i.n",
                            identifier.kind().code())) {
                while (row.next()) {
                    IdentifierRow each = IdentifierRow.read(row);
                    Identifier opened = each.open(walks);
                    if (ledger.death(each.subject()) != null) continue;
                    if (opened == null) unopened[0]++;
                    else if (opened.equals(identifier)) found.add(each.subject());
                }
            }
            return null;
        });
        if (unopened[0] > 0)
            LOG.error(
                    "{} identifiers do not open where they stand: their rows were changed or moved, and whoever is searched for by"
                            + " them is not found. Compare the vault with a backup",
                    unopened[0]);
        return found;
    }

    /** As {@link #candidates}, in a transaction that then holds the writers' lock alone until its end. */
    Set<Prefix> candidatesAlone(Connection connection, Identifier address) throws SQLException {
        alone(connection);
        catchUp(connection, true);
        return found(address);
    }

    /**
     * Waits until all addresses were read, however long that takes. Before a transaction that then searches: nobody may wait in
     * one.
     *
     * @throws AddressesUnreadException when that cannot be done now
     */
    void await() {
        await(loaded, LONGEST);
    }

    /** As {@link #await}, of the staff's addresses. */
    void awaitStaff() {
        await(staffLoaded, LONGEST);
    }

    private void await(CountDownLatch latch, Duration most) {
        try {
            if (latch.await(closed ? 0 : most.toMillis(), TimeUnit.MILLISECONDS)) return;
            throw new AddressesUnreadException(opened, Math.max(all, opened));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("Interrupted while the vault reads its addresses", e);
        }
    }

    private synchronized Set<Prefix> found(Identifier address) {
        return entries.find(hash(address), subject -> ledger.death(subject) == null);
    }

    /**
     * Holds the writers' lock alone until the end of the transaction; waits two seconds for it at most, or writers queue up. All of
     * them wait while it is held: so it is not held for longer than ten seconds by who waits for a row, nor than twenty by a session
     * of which nothing is heard, as of a machine that fell off the network.
     */
    static void alone(Connection connection) throws SQLException {
        VaultDatabase.execute(connection, "SET LOCAL idle_in_transaction_session_timeout = '20s'");
        VaultDatabase.execute(connection, "SET LOCAL lock_timeout = '2s'");
        VaultDatabase.lock(connection, Locks.WRITERS);
        VaultDatabase.execute(connection, "SET LOCAL lock_timeout = '10s'");
    }

    private static long highest(Connection connection) throws SQLException {
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT coalesce(max(number), 0) FROM vault.identifier"
                        // Not what somebody put there beyond what the sequence gave: all after it would look passed by
                        + " WHERE number <= (SELECT last_value FROM vault.identifier_number_seq)")) {
            row.next();
            return row.getLong(1);
        }
    }

    private synchronized void catchUp(Connection connection, boolean alone) throws SQLException {
        long highest = alone ? highest(connection) : 0;
        if (isLoaded() && setBack(connection)) {
            LOG.error(
                    "The numbers of the vault's identifiers were set back: somebody changed the sequence. All addresses are read"
                            + " again. Compare the vault with a backup");
            entries.clear();
            recent.clear();
            read = -1;
        }
        try (Walks walks = new Walks(root.current().orElseThrow());
                ResultSet row = VaultDatabase.query(
                        connection,
                        "SELECT " + IdentifierRow.COLUMNS
                                + " FROM vault.identifier i WHERE i.number > ? AND i.kind = ?",
                        read,
                        EMAIL)) {
            while (row.next()) {
                IdentifierRow each = IdentifierRow.read(row);
                if (recent.add(each.number())) add(each, walks);
            }
        }
        if (!alone) return;
        read = Math.max(read, highest);
        recent.removeIf(number -> number <= read);
    }

    /** Whether what is written now gets numbers that were passed by already: it would be found by nobody. */
    private boolean setBack(Connection connection) throws SQLException {
        try (ResultSet row = VaultDatabase.query(connection, "SELECT last_value FROM vault.identifier_number_seq")) {
            row.next();
            return row.getLong(1) < read;
        }
    }

    /** Reads what was written since, so that whoever searches next has less to read, and forgets what died. */
    private void keepUp() {
        while (!closed && slept(KEEPING_UP_MILLIS)) {
            try {
                database.write(connection -> {
                    alone(connection);
                    catchUp(connection, true);
                    return null;
                });
            } catch (VaultException e) {
                LOG.debug("New addresses are read a minute later: {}", e.getMessage());
            }
            synchronized (this) {
                entries.keepOnly(subject -> ledger.death(subject) == null);
            }
        }
    }

    private static boolean slept(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        loader.interrupt();
        try {
            loader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Crypto.clear(key);
    }

    /** Whether a subject may still be found. */
    @FunctionalInterface
    interface Lives {
        boolean test(Prefix subject);
    }

    /**
     * Subjects by hash, any number for each, in 28 bytes an entry: chains in arrays of one size, so that growing copies
     * nothing but where chains begin.
     */
    static final class Entries {

        private static final int CHUNK = 1 << 12;
        private static final int NONE = -1;

        private final List<long[]> hashes = new ArrayList<>();
        private final List<long[]> subjects = new ArrayList<>();
        private final List<int[]> next = new ArrayList<>();
        private int[] heads = filled(1 << 10);
        private int size;
        private int free = NONE;
        private int used;

        private static int[] filled(int length) {
            int[] heads = new int[length];
            Arrays.fill(heads, NONE);
            return heads;
        }

        int size() {
            return used;
        }

        void add(long hash, Prefix subject) {
            if (used >= heads.length) grow();
            int at = free;
            if (at != NONE) {
                free = next(at);
            } else {
                if (size % CHUNK == 0) {
                    hashes.add(new long[CHUNK]);
                    subjects.add(new long[CHUNK]);
                    next.add(new int[CHUNK]);
                }
                at = size++;
            }
            hashes.get(at / CHUNK)[at % CHUNK] = hash;
            subjects.get(at / CHUNK)[at % CHUNK] = SeedTree.place(subject);
            int bucket = bucket(hash);
            next.get(at / CHUNK)[at % CHUNK] = heads[bucket];
            heads[bucket] = at;
            used++;
        }

        private int bucket(long hash) {
            return (int) hash & heads.length - 1;
        }

        private int next(int at) {
            return next.get(at / CHUNK)[at % CHUNK];
        }

        private void grow() {
            int[] old = heads;
            heads = filled(old.length * 2);
            for (int head : old)
                for (int at = head; at != NONE; ) {
                    int after = next(at);
                    int bucket = bucket(hashes.get(at / CHUNK)[at % CHUNK]);
                    next.get(at / CHUNK)[at % CHUNK] = heads[bucket];
                    heads[bucket] = at;
                    at = after;
                }
        }

        Set<Prefix> find(long hash, Lives lives) {
            Set<Prefix> found = new TreeSet<>();
            for (int at = heads[bucket(hash)]; at != NONE; at = next(at)) {
                if (hashes.get(at / CHUNK)[at % CHUNK] != hash) continue;
                Prefix subject = SeedTree.prefix(subjects.get(at / CHUNK)[at % CHUNK]);
                if (lives.test(subject)) found.add(subject);
            }
            return found;
        }

        void keepOnly(Lives lives) {
            for (int bucket = 0; bucket < heads.length; bucket++) {
                int before = NONE;
                for (int at = heads[bucket]; at != NONE; ) {
                    int after = next(at);
                    if (lives.test(SeedTree.prefix(subjects.get(at / CHUNK)[at % CHUNK]))) {
                        before = at;
                    } else {
                        if (before == NONE) heads[bucket] = after;
                        else next.get(before / CHUNK)[before % CHUNK] = after;
                        next.get(at / CHUNK)[at % CHUNK] = free;
                        free = at;
                        used--;
                    }
                    at = after;
                }
            }
        }

        void clear() {
            hashes.clear();
            subjects.clear();
            next.clear();
            heads = filled(1 << 10);
            size = 0;
            used = 0;
            free = NONE;
        }
    }
}
