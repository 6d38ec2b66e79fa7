package dev.lethe.shredding;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens before a vault serves: root state, tables and ledger are compared. First everything is looked at and
 * anything that does not fit is refused; only then is anything changed.
 */
final class VaultStart {

    private static final Logger LOG = LoggerFactory.getLogger(VaultStart.class);

    private final VaultDatabase database;
    private final RootStore root;
    private final VaultConfiguration configuration;
    private final List<String> remarks = new ArrayList<>();

    VaultStart(VaultDatabase database, RootStore root, VaultConfiguration configuration) {
        this.database = database;
        this.root = root;
        this.configuration = configuration;
    }

    /** What an operator should know of this start. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /**
     * Compares and repairs.
     *
     * @return the ledger, with nothing pending unless a mirror cannot be reached
     * @throws VaultRefusedException when something does not fit
     */
    Ledger run() {
        UUID instance = instance();
        Ledger ledger = new Ledger(database, root, instance, configuration.rootDirectories(), configuration.steps());
        LedgerChain table = table();
        Map<LedgerFile, LedgerChain> files = files(ledger);
        LedgerChain longest = longest(table, files);
        checkAnchors(longest, table, files);
        for (RootState copy : root.found()) checkPunctures(copy, longest);

        repairMirrors();
        fillTable(ledger, table, longest, files);
        raiseHighWater();
        finish(ledger);
        return ledger;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    private String directories() {
        return String.join(
                ", ",
                configuration.rootDirectories().stream().map(Path::toString).toList());
    }

    // --- The instance ---

    private record Instance(UUID id, boolean created) {}

    private UUID instance() {
        Instance instance = database.read(connection -> {
            try (ResultSet row =
                    VaultDatabase.query(connection, "SELECT instance_id, state = 'created' FROM vault.instance")) {
                return row.next() ? new Instance(row.getObject(1, UUID.class), row.getBoolean(2)) : null;
            }
        });
        RootState state = root.current().orElse(null);
        if (instance == null) {
            refuseRemains(state);
            UUID id = UUID.randomUUID();
            database.write(connection -> VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.instance (instance_id, state, created_at) VALUES (?, 'creating', ?)",
                    id,
                    configuration.clock().instant()));
            return create(id);
        }
        if (state != null && !state.instance().equals(instance.id()))
            throw new VaultRefusedException(
                    "The root state in " + directories() + " belongs to vault " + state.instance()
                            + ", the database to vault " + instance.id()
                            + ": they do not fit together. Name the root directory of this database, or the database of this root"
                            + " directory");
        if (state == null && instance.created())
            throw new VaultRefusedException("The root state of this vault is missing: there is none in " + directories()
                    + ". Without it no personal data can be opened, and a new one is never made in its place. Mount or"
                    + " name the directory that holds it, or put back the copy that was kept elsewhere");
        return instance.created() ? instance.id() : create(instance.id());
    }

    /** A fresh root state is only for a vault in which there was never anything. */
    private void refuseRemains(@Nullable RootState state) {
        if (state != null)
            throw new VaultRefusedException("The vault's database is empty, but there is a root state for vault "
                    + state.instance() + " in " + directories()
                    + ": this is the wrong database, or its rows are lost. Name the right one, or restore it from a backup."
                    + " For a new vault name an empty root directory");
        for (Path directory : configuration.rootDirectories())
            if (java.nio.file.Files.exists(directory.resolve(LedgerFile.NAME)))
                throw new VaultRefusedException("The vault's database is empty, but there is a ledger in " + directory
                        + " and no root state: something was removed. Restore it, or name an empty directory for a new"
                        + " vault");
        boolean remains = database.read(connection -> {
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT EXISTS (SELECT FROM vault.subject) OR EXISTS (SELECT FROM vault.record_key)"
                            + " OR EXISTS (SELECT FROM vault.ledger) OR EXISTS (SELECT FROM vault.identifier)")) {
                row.next();
                return row.getBoolean(1);
            }
        });
        if (remains)
            throw new VaultRefusedException(
                    "The vault's database has keys, but does not say which vault it is: its rows were"
                            + " changed. Restore it from a backup");
    }

    private UUID create(UUID id) {
        if (root.current().isEmpty()) root.create(RootState.fresh(id));
        database.write(connection -> VaultDatabase.execute(connection, "UPDATE vault.instance SET state = 'created'"));
        return id;
    }

    // --- The ledger ---

    private LedgerChain table() {
        LedgerChain chain = new LedgerChain("The ledger in the vault's database");
        database.write(connection -> {
            try (ResultSet row = VaultDatabase.cursor(
                    connection,
                    "SELECT number, entry, hash, erasure, at, ground, root_version FROM vault.ledger ORDER BY number")) {
                while (row.next()) {
                    chain.add(row.getString(2));
                    long number = row.getLong(1);
                    if (number != chain.last()
                            || !Arrays.equals(row.getBytes(3), chain.hash(number))
                            || !repeats(chain.entry(number), row)) throw chain.broken(chain.last());
                    Long version = row.getObject(7, Long.class);
                    if (version != null) chain.done(number, version);
                }
            }
            return null;
        });
        return chain;
    }

    /** Whether the columns that are for searching say the same as the entry. */
    private static boolean repeats(LedgerEntry entry, ResultSet row) throws SQLException {
        UUID erasure = row.getObject(4, UUID.class);
        Instant at = VaultDatabase.instant(row, 5);
        String ground = row.getString(6);
        if (!at.equals(entry.at())) return false;
        return switch (entry) {
            case LedgerEntry.Destroyed destroyed ->
                destroyed.erasure().equals(erasure) && destroyed.ground().code().equals(ground);
            case LedgerEntry.Swept _ -> erasure == null && ground == null;
        };
    }

    private Map<LedgerFile, LedgerChain> files(Ledger ledger) {
        Map<LedgerFile, LedgerChain> files = new LinkedHashMap<>();
        for (LedgerFile file : ledger.files()) {
            try {
                files.put(file, file.read());
            } catch (IOException e) {
                if (files.isEmpty() && file == ledger.files().getFirst())
                    throw new VaultException(
                            "The ledger file " + file.path() + " cannot be read: " + e.getMessage(), e);
                remark("The ledger file " + file.path() + " cannot be read (" + e.getMessage()
                        + "). Erasures stay pending until it can");
            }
        }
        return files;
    }

    private static LedgerChain longest(LedgerChain table, Map<LedgerFile, LedgerChain> files) {
        LedgerChain longest = table;
        for (LedgerChain file : files.values()) {
            long number = file.firstDifference(longest);
            if (number > 0)
                throw new VaultRefusedException(
                        longest.where() + " and " + decapitalised(file.where())
                                + " disagree from entry " + number
                                + " on: one of them was changed, or belongs to another history."
                                + " Find out which with the copies that you keep elsewhere, and put the right one in its place");
            if (file.last() > longest.last()) longest = file;
        }
        return longest;
    }

    private static String decapitalised(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private void checkAnchors(LedgerChain longest, LedgerChain table, Map<LedgerFile, LedgerChain> files) {
        RootState state = state();
        if (longest.last() < state.ledgerNumber())
            throw new VaultRefusedException("The ledger ends at entry " + longest.last()
                    + ", in the database and in its file, but the root state knows entry " + state.ledgerNumber()
                    + ": both were cut or are old copies. Put the ledger file that you keep elsewhere beside the root state."
                    + " Without it nobody can say what was erased");
        List<LedgerChain> places = new ArrayList<>(files.values());
        places.add(table);
        for (LedgerChain place : places)
            if (place.lastDone() > state.ledgerNumber())
                throw new VaultRefusedException("The root state in " + directories() + " is an old copy: entry "
                        + place.lastDone() + " of the ledger was completed, and this root state ends at entry "
                        + state.ledgerNumber()
                        + ", so it would bring back what was erased. Use the newest copy, and destroy"
                        + " this one");
    }

    private static void checkPunctures(RootState copy, LedgerChain longest) {
        long anchor = copy.ledgerNumber();
        if (anchor > longest.last() || !Arrays.equals(copy.ledgerHash(), longest.hash(anchor)))
            throw new VaultRefusedException(
                    "A copy of the root state (version " + copy.version() + ") knows another entry "
                            + anchor
                            + " than the ledger: one of them was changed, or belongs to another history. Find out which with"
                            + " the copies that you keep elsewhere, and put the right one in its place");
        List<Prefix> punctured = new ArrayList<>();
        for (long number = 1; number <= anchor; number++)
            punctured.addAll(longest.entry(number).prefixes());
        SortedSet<Prefix> expected = SeedTree.expectedAfter(punctured);
        copy.epochs().forEach((epoch, tree) -> {
            SortedSet<Prefix> found = tree.prefixes();
            if (found.equals(expected)) return;
            boolean lost = expected.stream().anyMatch(prefix -> !whole(found, prefix));
            throw new VaultRefusedException(
                    lost
                            ? "A copy of the root state (version " + copy.version()
                                    + ") has lost more than the ledger explains: the root state was changed by someone"
                                    + " else, or ledger entries were removed. Use another copy, and compare the ledger with"
                                    + " those that you keep elsewhere"
                            : "A copy of the root state (version " + copy.version()
                                    + ") still holds what the ledger says was destroyed: it was put together from older"
                                    + " copies. Use another copy, and destroy this one");
        });
    }

    /** Whether everything at or below this place can be derived: a seed there or above it. */
    private static boolean whole(SortedSet<Prefix> prefixes, Prefix place) {
        for (int length = 0; length <= place.digits().length(); length++)
            if (prefixes.contains(place.first(length))) return true;
        return false;
    }

    // --- Repairs ---

    private void repairMirrors() {
        try {
            root.repair();
        } catch (MirrorBehindException e) {
            // No remark: it would outlast the copy's absence. For as long as that lasts, the root state warns of it
            LOG.warn("{}. Erasures stay pending until it can be written", e.getMessage());
        }
    }

    /** What the table lacks comes from a file, and is applied again: that is how a restored vault forgets the erased. */
    private void fillTable(Ledger ledger, LedgerChain table, LedgerChain longest, Map<LedgerFile, LedgerChain> files) {
        for (long number = 1; number <= table.last(); number++) ledger.remember(table.entry(number));
        if (longest.last() > table.last())
            remark("The vault's database lacked " + (longest.last() - table.last())
                    + " ledger entries: it was restored from a backup. They were applied again");
        for (long number = table.last() + 1; number <= longest.last(); number++) {
            LedgerEntry entry = longest.entry(number);
            database.write(connection -> {
                ledger.record(connection, entry);
                return null;
            });
        }
        // An entry that a file calls done is; so is every entry before the anchor.
        database.write(connection -> {
            for (LedgerChain file : files.values())
                for (long number = 1; number <= file.lastDone(); number++)
                    markDone(connection, number, table, file.done(number));
            for (long number = 1; number < state().ledgerNumber(); number++)
                markDone(connection, number, table, state().version());
            VaultDatabase.execute(
                    connection,
                    "UPDATE vault.erasure_order o SET completed = true FROM vault.ledger l"
                            + " WHERE l.erasure = o.erasure AND l.root_version IS NOT NULL AND NOT o.completed");
            return null;
        });
    }

    private static void markDone(Connection connection, long number, LedgerChain table, @Nullable Long rootVersion)
            throws SQLException {
        if (rootVersion == null || table.done(number) != null) return;
        VaultDatabase.execute(
                connection,
                "UPDATE vault.ledger SET root_version = ? WHERE number = ? AND root_version IS NULL",
                rootVersion,
                number);
    }

    /** A mark below what the tables hold would hand out numbers twice: an older copy of the root state, or a lost write. */
    private void raiseHighWater() {
        Map<Integer, Long> used = database.read(connection -> {
            Map<Integer, Long> highest = new LinkedHashMap<>();
            List<Integer> lanes = new ArrayList<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT l.number, (SELECT max(s.prefix) FROM vault.subject s WHERE s.prefix"
                            + " BETWEEN set_byte('\\x0000000000'::bytea, 0, l.number)"
                            + " AND set_byte('\\x00ffffffff'::bytea, 0, l.number)) FROM vault.lane l")) {
                while (row.next()) {
                    lanes.add(row.getInt(1));
                    byte[] prefix = row.getBytes(2);
                    if (prefix != null)
                        highest.put(row.getInt(1), Prefix.of(prefix).number() + 1);
                }
            }
            // What was called unused for good must not be handed out either.
            for (Prefix place : UnusedNumbers.proven(connection, state(), lanes))
                highest.merge(place.lane(), place.last(Prefix.SUBJECT).number() + 1, Math::max);
            return highest;
        });
        used.forEach((lane, firstFree) -> {
            if (state().highWater().getOrDefault(lane, 0L) >= firstFree) return;
            root.update(state -> state.withHighWater(lane, firstFree));
            remark("The root state had handed out fewer subject numbers in lane " + lane
                    + " than the database holds: it is an older copy. Its mark was raised");
        });
    }

    private void finish(Ledger ledger) {
        try {
            ledger.inTurn(() -> {
                ledger.file();
                return null;
            });
        } catch (VaultException e) {
            remark(String.valueOf(e.getMessage()));
        }
    }

    private void remark(String remark) {
        LOG.warn("{}", remark);
        remarks.add(remark);
    }
}
