package dev.lethe.shredding;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;

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
                        state = RootFile.decode(Files.readAllBytes(file));
                    } catch (IOException e) {
                        continue; // not a root state, a torn one, or one that has made way for the next
                    }
                    if (best == null
                            || state.tree().coverage().compareTo(best.tree().coverage()) > 0) best = state;
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
            SeedTree tree = root.tree(key.epoch());
            if (tree == null) continue;
            Prefix subject = new Prefix(key.prefix());
            byte[] wrapping = tree.wrappingKey(subject);
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

    /** How many of these rows that hold an identifier still open: the addresses that a vault's copy still gives away. */
    public long identifiersThatOpen(Connection vault) throws SQLException {
        long opened = 0;
        try (var statement = vault.createStatement();
                var rows = statement.executeQuery(
                        "SELECT prefix, n, of, flags, kind, epoch, sealed FROM vault.identifier")) {
            while (rows.next()) {
                Prefix subject = Prefix.of(rows.getBytes(1));
                SeedTree tree = root.tree(rows.getInt(6));
                byte[] key = tree == null ? null : tree.identifierKey(subject);
                if (key == null) continue;
                var place =
                        new IdentifierPlace(subject, rows.getInt(2), rows.getInt(3), rows.getInt(4), rows.getString(5));
                try {
                    Constructions.openIdentifier(key, rows.getInt(6), place, rows.getBytes(7));
                    opened++;
                } catch (AEADBadTagException e) {
                    continue; // moved, or another instance's
                }
            }
        }
        return opened;
    }

    /** The root state as the independent reference implementation takes it. */
    public String rootAsJson() {
        return root.tree().seeds().entrySet().stream()
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
