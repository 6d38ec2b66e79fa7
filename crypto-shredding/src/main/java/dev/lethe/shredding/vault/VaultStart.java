package dev.lethe.shredding.vault;

import dev.lethe.shredding.VaultConfiguration;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerChain;
import dev.lethe.shredding.ledger.LedgerCopies;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.ledger.LedgerFile;
import dev.lethe.shredding.ledger.Orders;
import dev.lethe.shredding.ledger.ReplacementRow;
import dev.lethe.shredding.ledger.Restores;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.MirrorBehindException;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
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
    private final Restores restores;
    private final List<String> remarks = new ArrayList<>();

    VaultStart(VaultDatabase database, RootStore root, VaultConfiguration configuration) {
        this.database = database;
        this.root = root;
        this.configuration = configuration;
        this.restores = new Restores(database, root, configuration.clock());
    }

    /** What told of restores at this start, and knows what it told. */
    Restores restores() {
        return restores;
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
        LedgerCopies copies = new LedgerCopies(configuration.ledgerCopies(), instance);
        copies.compare(longest).forEach(line -> LOG.warn("{}", line)); // health says so for as long as it is true
        for (RootState copy : root.found()) checkPunctures(copy, longest);

        sayWhatTheFilesLack(longest, files);
        repairMirrors();
        fillTable(ledger, table, longest, files);
        refuseRowsAboveMarks();
        String told = restores.compareVault();
        if (told != null) LOG.warn("{}", told); // its advice stands for as long as nobody has said more
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
            if (state != null)
                throw new VaultRefusedException("The vault's database is empty, but there is a root state for vault "
                        + state.instance() + " in " + directories()
                        + ": this is the wrong database, or its rows are lost. Name the right one, or restore it from a"
                        + " backup. For a new vault name an empty root directory");
            refuseLedgers();
            if (hasRows())
                throw new VaultRefusedException(
                        "The vault's database has rows, but does not say which vault it is: they were"
                                + " changed. Restore it from a backup");
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
        if (state == null) {
            // Whatever the row says: it is a row like any other, and a vault that was only begun has none but it
            if (instance.created() || hasRows())
                throw new VaultRefusedException("The root state of this vault is missing: there is none in "
                        + directories()
                        + ". Without it no personal data can be opened, and a new one is never made in its place. Mount or"
                        + " name the directory that holds it, or put back the copy that was kept elsewhere");
            refuseLedgers();
        }
        return instance.created() ? instance.id() : create(instance.id());
    }

    /** A fresh root state is only for a vault in which there was never anything: no ledger, */
    private void refuseLedgers() {
        for (Path directory : configuration.rootDirectories())
            if (java.nio.file.Files.exists(directory.resolve(LedgerFile.NAME)))
                throw new VaultRefusedException("The vault's database is empty, but there is a ledger in " + directory
                        + " and no root state: something was removed. Restore it, or name an empty directory for a new"
                        + " vault");
    }

    /** and no row but the one that names the vault, which is written first; all others are written once it has a root state. */
    private boolean hasRows() {
        return database.read(connection -> {
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT EXISTS (SELECT FROM vault.key) OR EXISTS (SELECT FROM vault.ledger)"
                            + " OR EXISTS (SELECT FROM vault.identifier) OR EXISTS (SELECT FROM vault.mark)"
                            + " OR EXISTS (SELECT FROM vault.search) OR EXISTS (SELECT FROM vault.state)"
                            + " OR EXISTS (SELECT FROM vault.erasure_order) OR EXISTS (SELECT FROM vault.replacement)")) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    private UUID create(UUID id) {
        if (root.current().isEmpty()) root.create(RootState.fresh(id));
        database.write(connection -> {
            Orphans.begin(connection, state());
            return VaultDatabase.execute(connection, "UPDATE vault.instance SET state = 'created'");
        });
        return id;
    }

    // --- The ledger ---

    private LedgerChain table() {
        LedgerChain chain =
                new LedgerChain("The ledger in the vault's database", ", and put an intact one in its place");
        database.write(connection -> {
            try (ResultSet row = VaultDatabase.cursor(
                    connection,
                    "SELECT number, line, hash, erasure, epoch, mac, root_version, done_epoch, done_mac"
                            + " FROM vault.ledger ORDER BY number")) {
                while (row.next()) {
                    chain.add(row.getString(2));
                    long number = row.getLong(1);
                    if (number != chain.last()
                            || !Arrays.equals(row.getBytes(3), chain.hash(number))
                            || !repeats(chain.entry(number), row.getObject(4, UUID.class)))
                        throw chain.broken(chain.last());
                    chain.mac(number, new LedgerChain.Mac(row.getInt(5), row.getBytes(6)));
                    LedgerChain.Done done = Ledger.done(row, 7);
                    if (done != null && isDone(number, done)) chain.done(number, done);
                }
            }
            return null;
        });
        return chain;
    }

    /** Whether the column that is for searching says the same as the entry. */
    private static boolean repeats(LedgerEntry entry, @Nullable UUID erasure) {
        return switch (entry) {
            case LedgerEntry.Destroyed destroyed -> destroyed.erasure().equals(erasure);
            case LedgerEntry.Swept _ -> erasure == null;
        };
    }

    /** That an entry is done is believed with its MAC only; without, it is pending, and is finished again. */
    private boolean isDone(long number, LedgerChain.Done done) {
        return state().holds(
                        done.mac().epoch(),
                        Book.Entry.done(number, done.rootVersion()),
                        done.mac().mac());
    }

    private Map<LedgerFile, LedgerChain> files(Ledger ledger) {
        Map<LedgerFile, LedgerChain> files = new LinkedHashMap<>();
        for (LedgerFile file : ledger.files()) {
            try {
                LedgerChain chain = file.read();
                chain.forgetDone((number, done) -> !isDone(number, done));
                files.put(file, chain);
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
        // Up to the anchor the chain proves itself. Past it anybody could have added a line.
        for (long number = state.ledgerNumber() + 1; number <= longest.last(); number++) {
            Book.Entry said = Book.Entry.entry(number, longest.text(number));
            long past = number;
            if (places.stream()
                    .map(place -> past <= place.last() ? place.mac(past) : null)
                    .noneMatch(mac -> mac != null && state.holds(mac.epoch(), said, mac.mac())))
                throw new VaultRefusedException(
                        "Entry " + number + " of the ledger was not written by this vault: its seal is"
                                + " wrong, and the root state does not know it. Somebody added it. Compare the ledger with the copies"
                                + " that you keep elsewhere, and put an intact one in its place");
        }
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
        copy.epochs().forEach((number, epoch) -> {
            SortedSet<Prefix> found = epoch.tree().prefixes();
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
            root.repair().forEach(mended -> {
                if (!remarks.contains(mended)) remarks.add(mended);
            });
        } catch (MirrorBehindException e) {
            // No remark: it would outlast the copy's absence. For as long as that lasts, the root state warns of it
            LOG.warn("{}. Erasures stay pending until it can be written", e.getMessage());
        }
    }

    /** It is written again from the others; whoever took it away or cut it must not be able to do so unseen. */
    private void sayWhatTheFilesLack(LedgerChain longest, Map<LedgerFile, LedgerChain> files) {
        files.forEach((file, chain) -> {
            if (root.isNew(file.directory())) return;
            boolean gone = !java.nio.file.Files.exists(file.path());
            if (longest.last() > chain.last())
                remark(
                        "The ledger file " + file.path()
                                + (gone ? " was gone" : " ended at entry " + chain.last() + " of " + longest.last())
                                + ": it was written anew from the others. Unless this is a crash's doing, find out who changed it");
            else if (file.isTorn())
                remark("The ledger file " + file.path()
                        + " ended in a line that was not whole, as a crash leaves it. It was mended");
            if (!file.isWhole() && !file.isTorn())
                remark("The ledger file " + file.path()
                        + " does not follow as this vault writes it: lines were there twice, or taken out. It was written"
                        + " anew from there on. Find out who changed it");
        });
    }

    /** What the table lacks comes from a file, and is applied again: that is how a restored vault forgets the erased. */
    private void fillTable(Ledger ledger, LedgerChain table, LedgerChain longest, Map<LedgerFile, LedgerChain> files) {
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
        List<LedgerChain> places = new ArrayList<>(files.values());
        places.add(table);
        for (long number = 1; number <= longest.last(); number++) {
            LedgerChain.Done done = null;
            for (LedgerChain place : places) if (done == null) done = place.done(number);
            // The root state went past it: it was done, though nobody says so any more
            long version = done != null ? done.rootVersion() : number < state().ledgerNumber() ? state().version() : 0;
            LedgerEntry entry = longest.entry(number);
            ledger.remember(entry, version);
            if (version > 0 && table.done(number) == null) markDone(entry, version);
        }
    }

    private void markDone(LedgerEntry entry, long rootVersion) {
        database.write(connection -> {
            Ledger.writeDone(connection, state(), entry.number(), rootVersion);
            if (entry instanceof LedgerEntry.Destroyed destroyed && destroyed.last()) {
                Orders.complete(connection, state(), destroyed.erasure());
                ReplacementRow.delete(connection, destroyed.erasure());
            }
            return null;
        });
    }

    /** A row of ours above its lane's mark: numbers would be handed out twice, since the root state is an older copy. */
    private void refuseRowsAboveMarks() {
        RootState state = state();
        List<byte[]> from = new ArrayList<>(List.of(new byte[0]));
        List<byte[]> to = new ArrayList<>();
        state.lanes().forEach((number, lane) -> {
            to.add(Prefix.subject(number, 0).bytes());
            from.add(
                    lane.firstFree() < RootState.SUBJECTS
                            ? Prefix.subject(number, lane.firstFree()).bytes()
                            : after(Prefix.subject(number, RootState.SUBJECTS - 1)
                                    .bytes()));
        });
        to.add(BEYOND);
        database.write(connection -> {
            try (ResultSet row = VaultDatabase.cursor(
                    connection,
                    "SELECT k.* FROM unnest(?, ?) AS p (first, last) CROSS JOIN LATERAL (SELECT " + KeyRow.COLUMNS
                            + " FROM vault.key k WHERE k.prefix >= p.first AND k.prefix < p.last OFFSET 0) k",
                    from.toArray(byte[][]::new),
                    to.toArray(byte[][]::new))) {
                while (row.next()) refuseAboveMark(KeyRow.read(row), state);
            }
            return null;
        });
    }

    /** Greater than every place. */
    private static final byte[] BEYOND = {-1, -1, -1, -1, -1, -1};

    /** The least bytes that are greater than these. */
    private static byte[] after(byte[] last) {
        return Arrays.copyOf(last, last.length + 1);
    }

    private void refuseAboveMark(KeyRow row, RootState state) {
        Prefix subject = row.subject();
        if (subject == null) return;
        if (row.isOurs(state))
            throw new VaultRefusedException(
                    "The root state in " + directories() + " is an old copy: the vault's database has a"
                            + " key in lane " + subject.lane()
                            + " of a number that this root state has not handed out yet. Use the"
                            + " newest copy");
        remark(
                "A key of the vault's database lies where the root state never handed out a number, and was not put there by"
                        + " this vault: it is not believed. Compare the vault with a backup");
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
        if (remarks.contains(remark)) return; // however many rows it is true of
        LOG.warn("{}", remark);
        remarks.add(remark);
    }
}
