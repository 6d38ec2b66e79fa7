package dev.lethe.shredding.vault;

import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.sealing.Constructions;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** A key's row: the key wrapped with what the tree derives for its place, which is cleared at once. */
record Wrapping(UUID keyId, Prefix subject, boolean own, int epoch, byte[] wrapped, byte[] mac) {

    /** @param own whether it is its record's first key; the others stand beside that one */
    static Wrapping of(RootState state, SeedTree.Walk walk, Prefix subject, boolean own, NewKey key) {
        byte[] wrapping = walk.wrappingKey(subject);
        if (wrapping == null)
            throw new IllegalStateException(
                    "A place for a new key is punctured already: lane " + subject.lane() + " hands out numbers twice");
        try {
            return new Wrapping(
                    key.keyId(),
                    subject,
                    own,
                    state.epoch(),
                    Constructions.wrapKey(wrapping, state.epoch(), subject, key.keyId(), key.key()),
                    state.mac(Book.Entry.key(key.keyId(), subject, own)));
        } finally {
            Crypto.clear(wrapping);
        }
    }

    /** The key of a row; null when its place is punctured or its epoch gone. The caller clears it. */
    static byte @Nullable [] unwrap(Walks walks, int epoch, Prefix subject, UUID keyId, byte[] wrapped)
            throws AEADBadTagException {
        SeedTree.Walk walk = walks.of(epoch);
        byte[] wrapping = walk == null ? null : walk.wrappingKey(subject);
        if (wrapping == null) return null;
        try {
            return Constructions.unwrapKey(wrapping, epoch, subject, keyId, wrapped);
        } finally {
            Crypto.clear(wrapping);
        }
    }

    static void insert(Connection connection, List<Wrapping> rows) throws SQLException {
        VaultDatabase.executePlanned(
                connection,
                "INSERT INTO vault.key (key_id, prefix, own, epoch, wrapped, mac) SELECT * FROM unnest(?, ?, ?, ?, ?, ?)",
                rows.stream().map(Wrapping::keyId).toArray(UUID[]::new),
                bytes(rows.stream().map(row -> row.subject().bytes())),
                rows.stream().map(Wrapping::own).toArray(Boolean[]::new),
                rows.stream().map(Wrapping::epoch).toArray(Integer[]::new),
                bytes(rows.stream().map(Wrapping::wrapped)),
                bytes(rows.stream().map(Wrapping::mac)));
    }

    private static byte[][] bytes(Stream<byte[]> rows) {
        return rows.toArray(byte[][]::new);
    }

    @Override
    public String toString() {
        return "Wrapping[" + keyId + "]";
    }
}
