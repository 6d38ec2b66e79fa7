package dev.lethe.shredding;

import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.sealing.Constructions;
import dev.lethe.shredding.sealing.FileHeader;
import dev.lethe.shredding.sealing.IdentifierPlace;
import dev.lethe.shredding.sealing.SealedFiles;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import dev.lethe.shredding.tree.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.crypto.AEADBadTagException;
import org.postgresql.PGConnection;

/**
 * Someone who holds every old copy of the vault's rows and a copy of the root state as it is now, and turns our own code
 * against us, without asking the ledger whether a key may be used.
 */
public final class Adversary {

    /** A key row as it stood in some copy of the vault. */
    public record StolenKey(UUID keyId, String prefix, int epoch, byte[] wrapped) {}

    private final RootState root;

    private Adversary(RootState root) {
        this.root = root;
    }

    /** Reads every root file in these directories, whatever locks are held, and takes the one with the most seeds left. */
    public static Adversary holding(Path... rootDirectories) throws IOException {
        RootState best = null;
        for (Path directory : rootDirectories) {
            try (var files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    RootState state;
                    try {
                        state = RootFiles.decode(Files.readAllBytes(file));
                    } catch (IOException e) {
                        continue; // not a root state, a torn one, or one that has made way for the next
                    }
                    if (best == null || Seeds.coverage(state.tree()).compareTo(Seeds.coverage(best.tree())) > 0)
                        best = state;
                }
            }
        }
        if (best == null) throw new IllegalStateException("No root state in " + List.of(rootDirectories));
        return new Adversary(best);
    }

    /** Every key row of a vault's database, or of a copy of one. */
    public static List<StolenKey> keys(Connection vault) throws SQLException {
        var keys = new ArrayList<StolenKey>();
        try (var statement = vault.createStatement();
                var rows = statement.executeQuery(
                        "SELECT key_id, prefix, epoch, wrapped FROM vault.key WHERE wrapped IS NOT NULL")) {
            while (rows.next())
                keys.add(new StolenKey(
                        rows.getObject(1, UUID.class),
                        HexFormat.of().formatHex(rows.getBytes(2)),
                        rows.getInt(3),
                        rows.getBytes(4)));
        }
        return keys;
    }

    /** Those of the keys that open, with their bytes. */
    public Map<UUID, byte[]> open(Collection<StolenKey> keys) {
        var opened = new LinkedHashMap<UUID, byte[]>();
        for (StolenKey key : keys) {
            SeedTree tree = RootFiles.tree(root, key.epoch());
            if (tree == null) continue;
            Prefix subject = new Prefix(key.prefix());
            byte[] wrapping = Seeds.wrappingKey(tree, subject);
            if (wrapping == null) continue;
            try {
                opened.put(
                        key.keyId(),
                        Constructions.unwrapKey(wrapping, key.epoch(), subject, key.keyId(), key.wrapped()));
            } catch (AEADBadTagException e) {
                continue; // a row of another instance, or moved
            }
        }
        return opened;
    }

    /** The value, when its key is among those opened. */
    public static <T> Optional<T> open(Map<UUID, byte[]> keys, Sealed<T> value) {
        byte[] key = keys.get(value.token().keyId());
        if (key == null) return Optional.empty();
        try {
            return Optional.of(Constructions.openValue(key, value));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        }
    }

    /** The content of a sealed file, when its key is among those opened. */
    public static Optional<byte[]> openFile(Map<UUID, byte[]> keys, FilePlace place, byte[] sealed) throws IOException {
        UUID keyId = FileHeader.of(sealed).keyId();
        byte[] key = keys.get(keyId);
        if (key == null) return Optional.empty();
        try (var plain = SealedFiles.open(
                key,
                keyId,
                place,
                new ByteArrayInputStream(sealed, FileHeader.LENGTH, sealed.length - FileHeader.LENGTH))) {
            return Optional.of(plain.readAllBytes());
        } catch (CannotBeOpenedException e) {
            return Optional.empty();
        }
    }

    /** An identifier's row as it stood in some copy of the vault. */
    public record StolenIdentifier(String prefix, int n, int of, int flags, String kind, int epoch, String sealed)
            implements Comparable<StolenIdentifier> {
        @Override
        public int compareTo(StolenIdentifier other) {
            return toString().compareTo(other.toString());
        }
    }

    /** Every identifier's row of a vault's database, or of a copy of one. */
    public static List<StolenIdentifier> identifiers(Connection vault) throws SQLException {
        var identifiers = new ArrayList<StolenIdentifier>();
        try (var statement = vault.createStatement();
                var rows = statement.executeQuery("SELECT encode(prefix, 'hex'), n, of, flags, kind, epoch,"
                        + " encode(sealed, 'hex') FROM vault.identifier")) {
            while (rows.next())
                identifiers.add(new StolenIdentifier(
                        rows.getString(1),
                        rows.getInt(2),
                        rows.getInt(3),
                        rows.getInt(4),
                        rows.getString(5),
                        rows.getInt(6),
                        rows.getString(7)));
        }
        return identifiers;
    }

    /** What those of the identifiers say that still open: what a vault's copy still gives away. */
    public List<String> openIdentifiers(Collection<StolenIdentifier> identifiers) {
        var opened = new ArrayList<String>();
        for (StolenIdentifier each : identifiers) {
            Prefix subject = new Prefix(each.prefix());
            SeedTree tree = RootFiles.tree(root, each.epoch());
            byte[] key = tree == null ? null : Seeds.identifierKey(tree, subject);
            if (key == null) continue;
            var place = new IdentifierPlace(subject, each.n(), each.of(), each.flags(), each.kind());
            try {
                opened.add(Constructions.openIdentifier(
                        key, each.epoch(), place, HexFormat.of().parseHex(each.sealed())));
            } catch (AEADBadTagException e) {
                continue; // moved, or another instance's
            }
        }
        return opened;
    }

    /** All tables of a database as bytes, values of bytes as they are. */
    public static byte[] everything(Connection database) throws SQLException, IOException {
        var all = new ByteArrayOutputStream();
        List<String> tables = new ArrayList<>();
        try (var statement = database.createStatement();
                var row = statement.executeQuery(
                        "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
                                + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'")) {
            while (row.next()) tables.add(row.getString(1));
        }
        for (String table : tables)
            database.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", all);
        return all.toByteArray();
    }

    /**
     * Those of these guesses that a thief finds: among the identifiers that open, or because a hash of them stands anywhere in
     * the copies, plain or under any key that the root state gives.
     */
    public Set<String> guess(
            Collection<String> guesses, Collection<StolenIdentifier> identifiers, Collection<byte[]> copies) {
        Set<String> found = new HashSet<>(openIdentifiers(identifiers));
        found.retainAll(Set.copyOf(guesses));
        long[] windows = windows(copies);
        List<byte[]> keys = new ArrayList<>();
        keys.add(new byte[Crypto.KEY]);
        root.epochs().values().forEach(epoch -> keys.add(RootFiles.bookKey(epoch)));
        root.trees().forEach(tree -> Seeds.of(tree).values().stream().limit(16).forEach(keys::add));
        for (String guess : guesses) {
            byte[] bytes = guess.getBytes(StandardCharsets.UTF_8);
            if (stands(LedgerEntry.hash(guess), windows)) found.add(guess);
            for (byte[] key : keys) if (stands(Crypto.prf(key, bytes), windows)) found.add(guess);
        }
        return found;
    }

    /** Every eight bytes in a row that stand anywhere, in order. */
    private static long[] windows(Collection<byte[]> copies) {
        return copies.stream()
                .flatMapToLong(copy -> LongStream.rangeClosed(0, copy.length - (long) Long.BYTES)
                        .map(at -> ByteBuffer.wrap(copy).getLong((int) at)))
                .sorted()
                .toArray();
    }

    private static boolean stands(byte[] hash, long[] windows) {
        return Arrays.binarySearch(windows, ByteBuffer.wrap(hash).getLong()) >= 0;
    }

    /** The root state as the independent reference implementation takes it. */
    public String rootAsJson() {
        return Seeds.of(root.tree()).entrySet().stream()
                .map(seed -> "\"" + seed.getKey() + "\":\"" + HexFormat.of().formatHex(seed.getValue()) + "\"")
                .collect(Collectors.joining(",", "{\"seeds\":{", "}}"));
    }

    /** Key rows as the independent reference implementation takes them. */
    public static String asJson(Collection<StolenKey> keys) {
        return keys.stream()
                .map(key -> "{\"keyId\":\"" + key.keyId() + "\",\"prefix\":\"" + key.prefix() + "\",\"epoch\":"
                        + key.epoch() + ",\"wrapped\":\""
                        + HexFormat.of().formatHex(key.wrapped()) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
