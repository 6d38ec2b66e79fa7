package dev.lethe.shredding.ledger;

import dev.lethe.shredding.ChangedRowsException;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.MirrorBehindException;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The erasure ledger: a table, and a file beside each copy of the root state. Entries are taken strictly in order: none is
 * written before the one before it is done, so that at most the last one is ever pending. What it says is kept in memory
 * from the start on, when it was checked: no row of the table is believed afterwards.
 */
public final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final VaultDatabase database;
    private final RootStore root;
    private final List<LedgerFile> files = new ArrayList<>();
    private final Consumer<ErasureStep> steps;
    /** Held from an entry's transaction until it is done. */
    private final ReentrantLock turn = new ReentrantLock();
    /** Every entry but its places. */
    private final NavigableMap<Long, Past> past = new ConcurrentSkipListMap<>();

    private final Map<UUID, SortedSet<Long>> ofErasure = new ConcurrentHashMap<>();
    private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();
    /** The keys that each sweep names. */
    private final Map<Long, SweptKeys> swept = new ConcurrentHashMap<>();

    private final Dead dead = new Dead();

    public Ledger(
            VaultDatabase database,
            RootStore root,
            UUID instance,
            List<Path> directories,
            Consumer<ErasureStep> steps) {
        this.database = database;
        this.root = root;
        this.steps = steps;
        for (Path directory : directories) files.add(new LedgerFile(directory, instance));
    }

    public List<LedgerFile> files() {
        return files;
    }

    /** Runs alone among all that write to the ledger, after everything that was pending is done. */
    public <T extends @Nullable Object> T inTurn(Supplier<T> work) {
        turn.lock();
        try {
            finishPending();
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    // --- What it says ---

    /**
     * An entry, without its places.
     *
     * @param rootVersion at which it was done, 0 while it is pending
     */
    public record Past(LedgerEntry entry, byte[] hash, long rootVersion) {

        /** @throws VaultException when it is not done */
        ErasureProof proof(LedgerEntry.Destroyed of, List<Past> all) {
            if (rootVersion == 0)
                throw new VaultException("Erasure " + of.erasure() + " is recorded, but not complete yet");
            int subjects = 0;
            long keys = 0;
            int kept = 0;
            for (Past each : all)
                if (each.entry() instanceof LedgerEntry.Destroyed destroyed) {
                    subjects += destroyed.subjects();
                    keys += destroyed.keys();
                    kept = Math.max(kept, destroyed.kept().size());
                }
            return new ErasureProof(
                    of.erasure(),
                    of.what() == LedgerEntry.Kind.PERSON ? ErasureProof.Kind.PERSON : ErasureProof.Kind.RECORDS,
                    of.ground(),
                    of.actor(),
                    of.number(),
                    HexFormat.of().formatHex(hash),
                    rootVersion,
                    of.at(),
                    subjects,
                    keys,
                    kept,
                    0,
                    0);
        }
    }

    /** Why a place is dead: the first entry that covers it. */
    public record Death(LedgerEntry.Destroyed entry, boolean done) {}

    /** The entry that covers a subject; null when none does. */
    @Nullable
    public Death death(Prefix subject) {
        long number = dead.by(subject);
        Past found = number == 0 ? null : past.get(number);
        return found != null && found.entry() instanceof LedgerEntry.Destroyed destroyed
                ? new Death(destroyed, found.rootVersion() > 0)
                : null;
    }

    /** Between the commit of an entry and its being remembered: rows are marked, and nobody knows by what. */
    private final ReentrantReadWriteLock recording = new ReentrantReadWriteLock();

    /** Records an entry in a transaction of its own, and keeps it in mind. The work may find that there is none to record. */
    public <T extends @Nullable LedgerEntry> T commit(VaultDatabase.Work<T> work) {
        recording.writeLock().lock();
        try {
            T entry = database.write(work);
            if (entry != null) remember(entry, 0);
            return entry;
        } finally {
            recording.writeLock().unlock();
        }
    }

    /** Waits until what is recorded is known: what a row said before need not hold after it. */
    public void settle() {
        recording.readLock().lock();
        recording.readLock().unlock();
    }

    /** Keeps in mind an entry that is committed, or was found at the start and is believed. */
    public void remember(LedgerEntry entry, long rootVersion) {
        byte[] hash = entry.hash();
        LedgerEntry lasting = entry;
        if (entry instanceof LedgerEntry.Destroyed destroyed) {
            lasting = destroyed.withoutPlaces();
            destroyed.kept().forEach((key, ground) -> kept.put(key, new Kept(ground, destroyed.number())));
            ofErasure.computeIfAbsent(destroyed.erasure(), _ -> new TreeSet<>()).add(entry.number());
        } else if (entry instanceof LedgerEntry.Swept sweep) {
            lasting = new LedgerEntry.Swept(sweep.number(), sweep.at(), List.of(), sweep.previous());
            swept.put(sweep.number(), SweptKeys.of(sweep));
        }
        past.put(entry.number(), new Past(lasting, hash, rootVersion));
        // Last: whoever finds a place dead looks for the entry
        dead.add(entry.prefixes(), entry.number());
    }

    /** Erasures of which an entry is recorded and not done. */
    public Set<UUID> pending() {
        Set<UUID> pending = new HashSet<>();
        past.values().forEach(each -> {
            if (each.rootVersion() == 0 && each.entry() instanceof LedgerEntry.Destroyed entry)
                pending.add(entry.erasure());
        });
        return pending;
    }

    /** All entries of an erasure, in order. */
    public List<Past> of(UUID erasure) {
        SortedSet<Long> numbers = ofErasure.get(erasure);
        return numbers == null
                ? List.of()
                : List.copyOf(numbers).stream().map(past::get).toList();
    }

    /** Whether an erasure's last entry is written. */
    public boolean isRecorded(UUID erasure) {
        return of(erasure).stream()
                .anyMatch(each -> each.entry() instanceof LedgerEntry.Destroyed entry && entry.last());
    }

    /**
     * The proof of an erasure; null while its last entry is not written.
     *
     * @throws VaultException when that is not done
     */
    @Nullable
    public ErasureProof proof(UUID erasure) {
        List<Past> all = of(erasure);
        for (Past each : all)
            if (each.entry() instanceof LedgerEntry.Destroyed entry && entry.last()) return each.proof(entry, all);
        return null;
    }

    /** Of erasures that were ordered, whose last entry is done, and has this number or a later one. */
    public List<ErasureProof> proofs(long fromNumber) {
        List<ErasureProof> proofs = new ArrayList<>();
        for (Past each : past.tailMap(fromNumber).values())
            if (each.entry() instanceof LedgerEntry.Destroyed entry
                    && entry.what().isOrdered()
                    && entry.last()
                    && each.rootVersion() > 0) proofs.add(each.proof(entry, of(entry.erasure())));
        return proofs;
    }

    public Optional<Instant> lastTime() {
        return past.isEmpty()
                ? Optional.empty()
                : Optional.of(past.lastEntry().getValue().entry().at());
    }

    /** Whether there is an entry of this number and hash. */
    public boolean knows(long number, byte[] hash) {
        Past known = past.get(number);
        return known != null && Arrays.equals(known.hash(), hash);
    }

    public long last() {
        return past.isEmpty() ? 0 : past.lastKey();
    }

    /** Whether the sweep of this number names this key. What merely looks blanked was not destroyed by us. */
    public boolean swept(long number, UUID keyId) {
        SweptKeys keys = swept.get(number);
        return keys != null && keys.contains(keyId);
    }

    /** That an entry kept a key. */
    private record Kept(Ground ground, long number) {}

    /** Why a key was kept in an erasure, the last that did so; null when none did. What is dead since is still told. */
    @Nullable
    Ground kept(UUID keyId) {
        Kept last = kept.get(keyId);
        return last == null ? null : last.ground();
    }

    /** Whether an entry after this one kept a key. */
    public boolean isKeptSince(UUID keyId, long after) {
        Kept last = kept.get(keyId);
        return last != null && last.number() > after;
    }

    /**
     * An entry with its places, from the table.
     *
     * @throws ChangedRowsException when the table says something else than it did
     */
    public LedgerEntry entry(long number) {
        return database.read(connection -> {
            try (ResultSet row =
                    VaultDatabase.query(connection, "SELECT line FROM vault.ledger WHERE number = ?", number)) {
                return unchanged(number, row.next() ? row.getString(1) : null);
            }
        });
    }

    private LedgerEntry unchanged(long number, @Nullable String line) {
        Past known = past.get(number);
        LedgerEntry entry = line == null ? null : LedgerEntry.parse(line);
        if (known == null || entry == null || !Arrays.equals(entry.hash(), known.hash()))
            throw new ChangedRowsException(
                    "Entry " + number + " of the ledger in the vault's database was changed or removed."
                            + " Stop, and compare it with the ledger file");
        return entry;
    }

    // --- The table ---

    /** The number and hash of the last entry. */
    public record Tail(long number, byte[] hash) {}

    /**
     * Where the next entry of this transaction goes: after the one that the root state names, since nothing is pending.
     *
     * @throws VaultException when the table ends otherwise: an entry that somebody else put there must not be built upon
     */
    public Tail tail(Connection connection) throws SQLException {
        VaultDatabase.lock(connection, Locks.APPENDING);
        RootState state = root.current().orElseThrow();
        Tail tail = new Tail(state.ledgerNumber(), state.ledgerHash());
        if (endsWith(connection, tail)) return tail;
        throw new ChangedRowsException("The ledger's table does not end with entry " + tail.number()
                + ", as the root state says: it was changed. Nothing was destroyed. Compare it with the ledger's file");
    }

    private static boolean endsWith(Connection connection, Tail tail) throws SQLException {
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT number, hash FROM vault.ledger ORDER BY number DESC LIMIT 1")) {
            boolean some = row.next();
            return some
                    ? tail.number() == row.getLong(1) && Arrays.equals(tail.hash(), row.getBytes(2))
                    : tail.number() == 0;
        }
    }

    /**
     * Writes an entry and what it says about rows: the same transaction for a new entry and for one that a table lacks. To be
     * {@linkplain #remember remembered} once it is committed.
     */
    public void record(Connection connection, LedgerEntry entry) throws SQLException {
        RootState state = root.current().orElseThrow();
        VaultDatabase.byIndexes(connection);
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.ledger (number, erasure, line, hash, epoch, mac) VALUES (?, ?::uuid, ?, ?, ?, ?)",
                entry.number(),
                entry instanceof LedgerEntry.Destroyed destroyed ? destroyed.erasure() : null,
                entry.text(),
                entry.hash(),
                state.epoch(),
                state.mac(Book.Entry.entry(entry.number(), entry.text())));
        switch (entry) {
            case LedgerEntry.Destroyed destroyed -> {
                // What else somebody did to the rows does not stop an erasure: the mark goes on telling it
                if (Restores.isAnythingRestricted(connection))
                    Restores.changeRestricted(connection, root, restricted -> {
                        restricted.keySet().removeAll(among(connection, state, restricted.keySet(), destroyed));
                        markDestroyed(connection, state, destroyed);
                    });
                else markDestroyed(connection, state, destroyed);
            }
            case LedgerEntry.Swept swept -> blank(connection, state, swept);
        }
    }

    /** Those of these keys that the entry destroys, by their own MACs: a row may have been moved to where it does. */
    private static Set<UUID> among(
            Connection connection, RootState state, Collection<UUID> keyIds, LedgerEntry.Destroyed entry)
            throws SQLException {
        Set<UUID> among = new HashSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT k.key_id, k.prefix, k.own, k.epoch, k.mac FROM vault.key k"
                        + " WHERE k.key_id = ANY (?) AND k.prefix IS NOT NULL",
                (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                UUID key = row.getObject(1, UUID.class);
                Prefix subject = Prefix.of(row.getBytes(2));
                if (entry.prefixes().stream().anyMatch(place -> place.contains(subject))
                        && state.holds(row.getInt(4), Book.Entry.key(key, subject, row.getBoolean(3)), row.getBytes(5)))
                    among.add(key);
            }
        }
        return among;
    }

    /** In a restored database there may be subjects that were destroyed with earlier entries: all are gone. */
    private static void markDestroyed(Connection connection, RootState state, LedgerEntry.Destroyed entry)
            throws SQLException {
        byte[][] first = ends(entry, false);
        byte[][] last = ends(entry, true);
        VaultDatabase.execute(
                connection,
                "WITH doomed AS MATERIALIZED (SELECT k.key_id FROM unnest(?, ?) AS p (first, last)"
                        + " CROSS JOIN LATERAL (SELECT key_id FROM vault.key WHERE prefix BETWEEN p.first AND p.last"
                        + " AND destroyed_by IS NULL OFFSET 0) k),"
                        + " gone AS (UPDATE vault.key k SET destroyed_by = ? FROM doomed d WHERE k.key_id = d.key_id"
                        + " RETURNING k.key_id)"
                        + " DELETE FROM vault.state s USING gone WHERE s.key_id = gone.key_id",
                first,
                last,
                entry.number());
        VaultDatabase.execute(
                connection,
                "WITH doomed AS MATERIALIZED (SELECT i.prefix, i.n FROM unnest(?, ?) AS p (first, last)"
                        + " CROSS JOIN LATERAL (SELECT prefix, n FROM vault.identifier WHERE prefix BETWEEN p.first AND p.last"
                        + " OFFSET 0) i)"
                        + " DELETE FROM vault.identifier i USING doomed d WHERE i.prefix = d.prefix AND i.n = d.n",
                first,
                last);
        States.write(connection, state, States.HELD, entry.at(), entry.kept());
    }

    private static byte[][] ends(LedgerEntry.Destroyed entry, boolean last) {
        return entry.prefixes().stream()
                .map(place -> last ? place.last(Prefix.SUBJECT) : place.first(Prefix.SUBJECT))
                .map(Prefix::bytes)
                .toArray(byte[][]::new);
    }

    /** Also for keys that the table never knew, since it was restored from before they were made. */
    private static void blank(Connection connection, RootState state, LedgerEntry.Swept swept) throws SQLException {
        for (LedgerEntry.Swept.Group group : swept.groups())
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.key (key_id, epoch, sweep, month, ground, mac)"
                            + " SELECT id, ?, ?, ?, ?, mac FROM unnest(?, ?) AS k (id, mac)"
                            + " ON CONFLICT (key_id) DO UPDATE SET prefix = NULL, own = NULL, epoch = excluded.epoch,"
                            + " wrapped = NULL, destroyed_by = NULL, sweep = excluded.sweep, month = excluded.month,"
                            + " ground = excluded.ground, mac = excluded.mac",
                    state.epoch(),
                    swept.number(),
                    group.month(),
                    group.ground().code(),
                    group.keys().toArray(UUID[]::new),
                    group.keys().stream()
                            .map(key -> state.mac(Book.Entry.blank(key, swept.number(), group.month(), group.ground())))
                            .toArray(byte[][]::new));
    }

    // --- The files ---

    /** What is wrong with files and table, if anything: all should say what this process knows. */
    @Nullable
    public String behind() {
        turn.lock();
        try {
            for (LedgerFile file : files) {
                List<String> lost;
                try {
                    lost = missing(file);
                } catch (IOException | VaultRefusedException e) {
                    return "The ledger file " + file.path() + " is not as it should be: " + e.getMessage();
                } catch (ChangedRowsException e) {
                    return e.getMessage();
                }
                if (!lost.isEmpty())
                    return "The ledger file " + file.path()
                            + (file.isChanged()
                                    ? " has lost lines: it was deleted or cut. Find out who changed it."
                                    : " lacks its last lines: they could not be written.")
                            + " It is mended with the next entry, or at the next start";
                if (!file.isWhole())
                    return "The ledger file " + file.path()
                            + " was changed: it does not follow as this vault writes it."
                            + " It is mended with the next entry, or at the next start. Find out who changed it";
            }
            Past last = past.isEmpty() ? null : past.lastEntry().getValue();
            Tail tail = last == null
                    ? new Tail(0, new byte[0])
                    : new Tail(last.entry().number(), last.hash());
            return database.read(connection -> endsWith(connection, tail))
                    ? null
                    : "The ledger's table does not end with entry " + tail.number()
                            + ", which is the last that this vault wrote: it was changed. Nothing is destroyed until it is"
                            + " mended. Compare it with the ledger's file";
        } finally {
            turn.unlock();
        }
    }

    /** Brings every file up to what is known. */
    public void file() {
        for (LedgerFile file : files) {
            try {
                file.append(missing(file));
                if (file.isChanged()) {
                    file.mended();
                    LOG.warn(
                            "The ledger file {} had lost lines, or held others, since Lethe wrote to it last: somebody deleted or"
                                    + " changed it. It is written anew",
                            file.path());
                }
            } catch (IOException | VaultRefusedException e) {
                throw new VaultException(
                        "The ledger file " + file.path() + " cannot be written (" + e.getMessage()
                                + "). Entries that are not in every file stay pending; they can be carried out again",
                        e);
            }
        }
    }

    /**
     * The lines that a file lacks. What an entry says comes from the table, which keeps its places, and must have its hash;
     * all else is known here: what somebody put into the table never comes into a file.
     *
     * @throws ChangedRowsException when the table says something else than it did
     */
    private List<String> missing(LedgerFile file) throws IOException {
        LedgerFile.Known known = file.known();
        Past last = past.get(known.last());
        if (known.last() > 0 && (last == null || !Arrays.equals(last.hash(), known.hash())))
            throw new VaultRefusedException("it does not agree with the table at entry " + known.last());
        List<Past> later = List.copyOf(past.tailMap(known.done(), false).values());
        if (later.isEmpty()) return List.of();
        RootState state = root.current().orElseThrow();
        return database.read(connection -> {
            List<String> lines = new ArrayList<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT number, line FROM vault.ledger WHERE number > ? AND number <= ? ORDER BY number",
                    known.last(),
                    later.getLast().entry().number())) {
                for (Past each : later) {
                    long number = each.entry().number();
                    if (number > known.last()) {
                        String line = unchanged(
                                        number, row.next() && row.getLong(1) == number ? row.getString(2) : null)
                                .text();
                        lines.add(line);
                        lines.add(LedgerFile.macLine(number, mac(state, Book.Entry.entry(number, line))));
                    }
                    long version = each.rootVersion();
                    if (version > 0)
                        lines.add(LedgerFile.doneLine(
                                number, new LedgerChain.Done(version, mac(state, Book.Entry.done(number, version)))));
                }
            }
            return lines;
        });
    }

    private static LedgerChain.Mac mac(RootState state, Book.Entry said) {
        return new LedgerChain.Mac(state.epoch(), state.mac(said));
    }

    /** From three columns: the version, the epoch and the MAC. */
    public static LedgerChain.@Nullable Done done(ResultSet row, int column) throws SQLException {
        Long version = row.getObject(column, Long.class);
        return version == null
                ? null
                : new LedgerChain.Done(version, new LedgerChain.Mac(row.getInt(column + 1), row.getBytes(column + 2)));
    }

    // --- From the entry to its end ---

    /** Takes what is recorded and not done to its end: file, puncture, done. */
    public void finishPending() {
        List<Long> pending = new ArrayList<>();
        past.forEach((number, known) -> {
            if (known.rootVersion() == 0) pending.add(number);
        });
        for (long number : pending) finish(entry(number));
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
        done(entry, state);
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

    private void done(LedgerEntry entry, RootState state) {
        database.write(connection -> {
            writeDone(connection, state, entry.number(), state.version());
            if (entry instanceof LedgerEntry.Destroyed destroyed && destroyed.last()) {
                Orders.complete(connection, state, destroyed.erasure());
                ReplacementRow.delete(connection, destroyed.erasure());
            }
            return null;
        });
        past.computeIfPresent(entry.number(), (_, known) -> new Past(known.entry(), known.hash(), state.version()));
        try {
            file();
        } catch (VaultException e) {
            LOG.warn(
                    "Entry {} of the ledger is done; the line that says so follows later: {}",
                    entry.number(),
                    e.getMessage());
        }
    }

    public static void writeDone(Connection connection, RootState state, long number, long rootVersion)
            throws SQLException {
        VaultDatabase.execute(
                connection,
                "UPDATE vault.ledger SET root_version = ?, done_epoch = ?, done_mac = ? WHERE number = ?",
                rootVersion,
                state.epoch(),
                state.mac(Book.Entry.done(number, rootVersion)),
                number);
    }

    public static Instant inMicroseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }
}
