package dev.lethe.shredding;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The erasure ledger: a table, and a file beside each copy of the root state. Entries are taken strictly in order: none is
 * written before the one before it is done, so that at most the last one is ever pending.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final long APPENDING = 0x6c65746865_01L;

    private final VaultDatabase database;
    private final RootStore root;
    private final List<LedgerFile> files = new ArrayList<>();
    private final Consumer<ErasureStep> steps;
    /** Held from an entry's transaction until it is done. */
    private final ReentrantLock turn = new ReentrantLock();
    /** The hashes of sweep entries, checked against the chain when they were read or written. */
    private final Map<Long, byte[]> sweeps = new ConcurrentHashMap<>();

    Ledger(VaultDatabase database, RootStore root, UUID instance, List<Path> directories, Consumer<ErasureStep> steps) {
        this.database = database;
        this.root = root;
        this.steps = steps;
        for (Path directory : directories) files.add(new LedgerFile(directory, instance));
    }

    List<LedgerFile> files() {
        return files;
    }

    /** Runs alone among all that write to the ledger, after everything that was pending is done. */
    <T extends @Nullable Object> T inTurn(Supplier<T> work) {
        turn.lock();
        try {
            finishPending();
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    // --- The table ---

    /** The number and hash of the last entry. */
    record Tail(long number, byte[] hash) {}

    /**
     * Where the next entry of this transaction goes: after the one that the root state names, since nothing is pending.
     *
     * @throws VaultException when the table ends otherwise: an entry that somebody else put there must not be built upon
     */
    Tail tail(Connection connection) throws SQLException {
        VaultDatabase.lock(connection, APPENDING);
        RootState state = root.current().orElseThrow();
        Tail tail = new Tail(state.ledgerNumber(), state.ledgerHash());
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT number, hash FROM vault.ledger ORDER BY number DESC LIMIT 1")) {
            boolean some = row.next();
            if (some
                    ? tail.number() == row.getLong(1) && Arrays.equals(tail.hash(), row.getBytes(2))
                    : tail.number() == 0) return tail;
        }
        throw new VaultException("The ledger's table does not end with entry " + tail.number()
                + ", as the root state says: it was changed. Nothing was destroyed. Compare it with the ledger's file");
    }

    /** Writes an entry and what it says about rows. The same transaction for a new entry and for one that a table lacks. */
    void record(Connection connection, LedgerEntry entry) throws SQLException {
        switch (entry) {
            case LedgerEntry.Destroyed destroyed -> {
                insert(
                        connection,
                        entry,
                        destroyed.erasure(),
                        destroyed.ground().code());
                markDestroyed(connection, destroyed);
            }
            case LedgerEntry.Swept swept -> {
                insert(connection, entry, null, null);
                blank(connection, swept);
            }
        }
        remember(entry);
    }

    private static void insert(
            Connection connection, LedgerEntry entry, @Nullable UUID erasure, @Nullable String ground)
            throws SQLException {
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.ledger (number, erasure, at, ground, entry, hash) VALUES (?, ?::uuid, ?, ?::text, ?, ?)",
                entry.number(),
                erasure,
                entry.at(),
                ground,
                entry.text(),
                entry.hash());
    }

    private static void markDestroyed(Connection connection, LedgerEntry.Destroyed entry) throws SQLException {
        byte[][] subjects = bytes(entry.subjectPlaces());
        if (subjects.length > 0) {
            VaultDatabase.execute(
                    connection,
                    "UPDATE vault.subject SET destroyed_by = ?, living = 0 WHERE prefix = ANY (?) AND destroyed_by IS NULL",
                    entry.number(),
                    subjects);
            VaultDatabase.execute(connection, "DELETE FROM vault.identifier WHERE prefix = ANY (?)", (Object) subjects);
            // It holds the address too, as a hash.
            VaultDatabase.execute(
                    connection, "DELETE FROM vault.enquiry WHERE prefixes && ?::bytea[]", (Object) subjects);
        }
        markNeighbourhoods(connection, entry);
        byte[][] slots = bytes(entry.slots());
        if (slots.length > 0) {
            VaultDatabase.execute(
                    connection,
                    "WITH gone AS (UPDATE vault.record_key SET destroyed_by = ? WHERE slot = ANY (?) AND destroyed_by IS NULL"
                            + " RETURNING substring(slot FROM 1 FOR 5) AS prefix)"
                            + " UPDATE vault.subject s SET living = s.living - g.keys"
                            + " FROM (SELECT prefix, count(*) AS keys FROM gone GROUP BY prefix) g"
                            + " WHERE s.prefix = g.prefix AND s.destroyed_by IS NULL",
                    entry.number(),
                    slots);
            // A restored subject may not know of these records: their slots must not be handed out again.
            VaultDatabase.execute(
                    connection,
                    "UPDATE vault.subject s SET next_record = greatest(s.next_record, u.next)"
                            + " FROM (SELECT substring(slot FROM 1 FOR 5) AS prefix,"
                            + " max(get_byte(slot, 5) * 256 + get_byte(slot, 6)) + 1 AS next"
                            + " FROM unnest(?) AS slot GROUP BY 1) u WHERE s.prefix = u.prefix",
                    (Object) slots);
        }
    }

    /** In a restored database there may be subjects that were destroyed with earlier entries or never used: all are gone. */
    private static void markNeighbourhoods(Connection connection, LedgerEntry.Destroyed entry) throws SQLException {
        List<Prefix> places = entry.neighbourhoods();
        if (places.isEmpty()) return;
        byte[][] first =
                bytes(places.stream().map(place -> place.first(Prefix.SUBJECT)).toList());
        byte[][] last =
                bytes(places.stream().map(place -> place.last(Prefix.SUBJECT)).toList());
        VaultDatabase.execute(
                connection,
                "UPDATE vault.subject s SET destroyed_by = ?, living = 0 FROM unnest(?, ?) AS p (first, last)"
                        + " WHERE s.prefix BETWEEN p.first AND p.last AND s.destroyed_by IS NULL",
                entry.number(),
                first,
                last);
        VaultDatabase.execute(
                connection,
                "DELETE FROM vault.identifier i USING unnest(?, ?) AS p (first, last)"
                        + " WHERE i.prefix BETWEEN p.first AND p.last",
                first,
                last);
        VaultDatabase.execute(
                connection,
                "DELETE FROM vault.enquiry e WHERE EXISTS (SELECT FROM unnest(e.prefixes) AS s (prefix)"
                        + " JOIN unnest(?, ?) AS p (first, last) ON s.prefix BETWEEN p.first AND p.last)",
                first,
                last);
        VaultDatabase.execute(
                connection,
                "DELETE FROM vault.unused u USING unnest(?) AS place WHERE starts_with(u.prefix, place)",
                (Object) places.stream().map(Prefix::digits).toArray(String[]::new));
    }

    private static byte[][] bytes(List<Prefix> prefixes) {
        return prefixes.stream().map(Prefix::bytes).toArray(byte[][]::new);
    }

    /** Also for keys that the table never knew, since it was restored from before they were made. */
    private static void blank(Connection connection, LedgerEntry.Swept swept) throws SQLException {
        for (LedgerEntry.Swept.Day day : swept.days())
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.record_key (key_id, destroyed_on, ground, swept_by)"
                            + " SELECT id, ?, ?, ? FROM unnest(?) AS id ON CONFLICT (key_id) DO UPDATE SET slot = NULL,"
                            + " epoch = NULL, wrapped = NULL, kept = NULL, destroyed_by = NULL,"
                            + " destroyed_on = excluded.destroyed_on, ground = excluded.ground, swept_by = excluded.swept_by",
                    day.date(),
                    day.ground().code(),
                    swept.number(),
                    day.keys().toArray(UUID[]::new));
    }

    /** Keeps in mind what a sweep's entry must be, once it is known to stand in the chain. */
    void remember(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Swept) sweeps.put(entry.number(), entry.hash());
    }

    /** Whether the sweep of this number names this key. What merely looks blanked was not destroyed by us. */
    boolean swept(long number, UUID keyId) {
        byte[] hash = sweeps.get(number);
        String text = hash == null ? null : text(number);
        return text != null && Arrays.equals(LedgerEntry.hash(text), hash) && text.contains("\"" + keyId + "\"");
    }

    private @Nullable String text(long number) {
        return database.read(connection -> {
            try (ResultSet row =
                    VaultDatabase.query(connection, "SELECT entry FROM vault.ledger WHERE number = ?", number)) {
                return row.next() ? row.getString(1) : null;
            }
        });
    }

    // --- Proofs ---

    /** An entry and the version of the root state at which it was done; null while it is pending. */
    record Stored(LedgerEntry.Destroyed entry, @Nullable Long rootVersion) {

        /** @throws VaultException when it is not done */
        ErasureProof proof() {
            if (rootVersion == null)
                throw new VaultException("Erasure " + entry.erasure() + " is recorded, but not complete yet");
            return new ErasureProof(
                    entry.erasure(),
                    entry.what(),
                    entry.ground(),
                    entry.actor(),
                    entry.number(),
                    java.util.HexFormat.of().formatHex(entry.hash()),
                    rootVersion,
                    entry.at(),
                    entry.subjects(),
                    entry.keys(),
                    entry.kept());
        }
    }

    @Nullable
    Stored find(UUID erasure) {
        List<Stored> found = select("erasure = ?", erasure);
        return found.isEmpty() ? null : found.getFirst();
    }

    List<Stored> completedFrom(long number) {
        return select("number >= ? AND erasure IS NOT NULL AND root_version IS NOT NULL", number);
    }

    private List<Stored> select(String condition, Object value) {
        return database.read(connection -> {
            List<Stored> found = new ArrayList<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT entry, root_version FROM vault.ledger WHERE " + condition + " ORDER BY number",
                    value)) {
                while (row.next())
                    if (parsed(row.getString(1)) instanceof LedgerEntry.Destroyed entry)
                        found.add(new Stored(entry, row.getObject(2, Long.class)));
            }
            return found;
        });
    }

    private static LedgerEntry parsed(String text) {
        LedgerEntry entry = LedgerEntry.parse(text);
        if (entry == null)
            throw new VaultException(
                    "The ledger in the vault's database was changed: an entry is not one that we wrote."
                            + " Stop, and compare it with the ledger file");
        return entry;
    }

    /** What is wrong with the files, if anything: they should say what the table says. */
    @Nullable
    String behind() {
        turn.lock();
        try {
            for (LedgerFile file : files) {
                try {
                    missing(file);
                } catch (IOException | VaultRefusedException e) {
                    return "The ledger file " + file.path() + " is not as it should be: " + e.getMessage();
                }
            }
            return null;
        } finally {
            turn.unlock();
        }
    }

    Optional<Instant> lastTime() {
        return database.read(connection -> {
            try (ResultSet row =
                    VaultDatabase.query(connection, "SELECT at FROM vault.ledger ORDER BY number DESC LIMIT 1")) {
                return row.next() ? Optional.of(VaultDatabase.instant(row, 1)) : Optional.empty();
            }
        });
    }

    long last() {
        return database.read(connection -> {
            try (ResultSet row = VaultDatabase.query(connection, "SELECT coalesce(max(number), 0) FROM vault.ledger")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    // --- From the entry to its end ---

    /** Takes what is recorded and not done to its end: file, puncture, done. */
    void finishPending() {
        for (LedgerEntry entry : pending()) finish(entry);
    }

    private List<LedgerEntry> pending() {
        return database.read(connection -> {
            List<LedgerEntry> pending = new ArrayList<>();
            try (ResultSet row = VaultDatabase.query(
                    connection, "SELECT entry FROM vault.ledger WHERE root_version IS NULL ORDER BY number")) {
                while (row.next()) pending.add(parsed(row.getString(1)));
            }
            return pending;
        });
    }

    private void finish(LedgerEntry entry) {
        boolean erasure = entry instanceof LedgerEntry.Destroyed;
        file();
        if (erasure) steps.accept(ErasureStep.FILED);
        RootState state = root.current().orElseThrow();
        // An entry before the anchor was punctured long ago; the anchor's own again, which brings up mirrors that were
        // behind.
        if (entry.number() >= state.ledgerNumber()) state = puncture(entry);
        if (erasure) steps.accept(ErasureStep.PUNCTURED);
        done(entry, state.version());
        if (erasure) steps.accept(ErasureStep.DONE);
    }

    private RootState puncture(LedgerEntry entry) {
        try {
            return root.puncture(entry.prefixes(), entry.number(), entry.hash());
        } catch (MirrorBehindException e) {
            throw new VaultException(
                    e.getMessage() + ". Entry " + entry.number()
                            + " of the ledger stays pending until every copy is punctured; it can be carried out again",
                    e);
        }
    }

    private void done(LedgerEntry entry, long rootVersion) {
        database.write(connection -> {
            VaultDatabase.execute(
                    connection,
                    "UPDATE vault.ledger SET root_version = ? WHERE number = ? AND root_version IS NULL",
                    rootVersion,
                    entry.number());
            if (entry instanceof LedgerEntry.Destroyed destroyed)
                VaultDatabase.execute(
                        connection,
                        "UPDATE vault.erasure_order SET completed = true WHERE erasure = ?",
                        destroyed.erasure());
            return null;
        });
        try {
            file();
        } catch (VaultException e) {
            LOG.warn(
                    "Entry {} of the ledger is done; the line that says so follows later: {}",
                    entry.number(),
                    e.getMessage());
        }
    }

    /** Brings every file up to the table. */
    void file() {
        for (LedgerFile file : files) {
            try {
                file.append(missing(file));
            } catch (IOException | VaultRefusedException e) {
                throw new VaultException(
                        "The ledger file " + file.path() + " cannot be written (" + e.getMessage()
                                + "). Entries that are not in every file stay pending; they can be carried out again",
                        e);
            }
        }
    }

    private List<String> missing(LedgerFile file) throws IOException {
        LedgerFile.Known known = file.known();
        return database.read(connection -> {
            List<String> lines = new ArrayList<>();
            try (ResultSet row =
                    VaultDatabase.query(connection, "SELECT hash FROM vault.ledger WHERE number = ?", known.last())) {
                if (known.last() > 0 && !(row.next() && Arrays.equals(row.getBytes(1), known.hash())))
                    throw new VaultRefusedException("it does not agree with the table at entry " + known.last());
            }
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT number, entry, root_version FROM vault.ledger WHERE number > ? ORDER BY number",
                    known.done())) {
                while (row.next()) {
                    if (row.getLong(1) > known.last()) lines.add(row.getString(2));
                    Long version = row.getObject(3, Long.class);
                    if (version != null) lines.add(LedgerFile.doneLine(row.getLong(1), version));
                }
            }
            return lines;
        });
    }

    static Instant inMicroseconds(Instant instant) {
        return instant.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }
}
