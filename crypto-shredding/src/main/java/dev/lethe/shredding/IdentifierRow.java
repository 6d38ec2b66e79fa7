package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** A row that leads from a keyed hash to a subject, with the value sealed beside it. */
record IdentifierRow(
        Prefix subject,
        Identifier.Kind kind,
        byte[] hash,
        int generation,
        int epoch,
        byte[] sealed,
        Population population,
        boolean resolves,
        boolean confirmed) {

    static final String COLUMNS =
            "i.prefix, i.kind, i.hash, i.generation, i.epoch, i.sealed, i.population, i.resolves," + " i.confirmed";

    static IdentifierRow read(ResultSet row) throws SQLException {
        return new IdentifierRow(
                Prefix.of(row.getBytes(1)),
                kind(row.getString(2)),
                row.getBytes(3),
                row.getInt(4),
                row.getInt(5),
                row.getBytes(6),
                Population.valueOf(row.getString(7)),
                row.getBoolean(8),
                row.getBoolean(9));
    }

    private static Identifier.Kind kind(String code) {
        for (Identifier.Kind kind : Identifier.Kind.values()) if (kind.code().equals(code)) return kind;
        throw new VaultException("An identifier in the vault is of a kind that this version does not know: " + code);
    }

    /** A new row, sealed for its subject. */
    static IdentifierRow seal(
            RootState state,
            SeedTree.Walk walk,
            Prefix subject,
            Identifier identifier,
            Population population,
            boolean resolves,
            boolean confirmed) {
        RootState.IdentifierKey key = state.identifierKeys().getLast();
        byte[] hash = hash(key, identifier);
        return new IdentifierRow(
                subject,
                identifier.kind(),
                hash,
                key.generation(),
                state.epoch(),
                Wrapping.sealIdentifier(walk, state.epoch(), subject, key.generation(), hash, identifier),
                population,
                resolves,
                confirmed);
    }

    /** The hashes under which it may be found: while the identifier key changes there are two. */
    static byte[][] hashes(RootState state, Identifier identifier) {
        return state.identifierKeys().stream().map(key -> hash(key, identifier)).toArray(byte[][]::new);
    }

    private static byte[] hash(RootState.IdentifierKey identifierKey, Identifier identifier) {
        byte[] key = identifierKey.key();
        try {
            return Constructions.identifierHash(key, identifier);
        } finally {
            Crypto.clear(key);
        }
    }

    /** The value; null when the row is not ours, or does not stand where it was written. */
    @Nullable
    Identifier open(RootState state) {
        SeedTree tree = state.epochs().get(epoch);
        byte[] key = tree == null ? null : tree.subjectKey(subject);
        if (key == null) return null;
        try {
            return new Identifier(
                    kind, Constructions.openIdentifier(key, epoch, subject, generation, hash, kind, sealed));
        } catch (AEADBadTagException _) {
            return null;
        } finally {
            Crypto.clear(key);
        }
    }

    /** One statement for many. A subject that has an identifier already keeps the row it has. */
    static void insert(Connection connection, List<IdentifierRow> rows) throws SQLException {
        if (rows.isEmpty()) return;
        VaultDatabase.executePlanned(
                connection,
                "INSERT INTO vault.identifier"
                        + " (prefix, kind, hash, generation, epoch, sealed, population, resolves, confirmed)"
                        + " SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                rows.stream().map(row -> row.subject().bytes()).toArray(byte[][]::new),
                rows.stream().map(row -> row.kind().code()).toArray(String[]::new),
                rows.stream().map(IdentifierRow::hash).toArray(byte[][]::new),
                rows.stream().map(IdentifierRow::generation).toArray(Integer[]::new),
                rows.stream().map(IdentifierRow::epoch).toArray(Integer[]::new),
                rows.stream().map(IdentifierRow::sealed).toArray(byte[][]::new),
                rows.stream().map(row -> row.population().name()).toArray(String[]::new),
                rows.stream().map(IdentifierRow::resolves).toArray(Boolean[]::new),
                rows.stream().map(IdentifierRow::confirmed).toArray(Boolean[]::new));
    }

    /** All rows of living subjects with one of these hashes. */
    static List<IdentifierRow> find(Connection connection, byte[][] hashes, Population population) throws SQLException {
        return select(
                connection,
                "JOIN vault.subject s ON s.prefix = i.prefix"
                        + " WHERE i.hash = ANY (?) AND i.population = ? AND s.destroyed_by IS NULL",
                hashes,
                population.name());
    }

    static List<IdentifierRow> of(Connection connection, byte[][] subjects) throws SQLException {
        return select(connection, "WHERE i.prefix = ANY (?)", (Object) subjects);
    }

    private static List<IdentifierRow> select(Connection connection, String condition, Object... values)
            throws SQLException {
        List<IdentifierRow> rows = new ArrayList<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT " + COLUMNS + " FROM vault.identifier i " + condition + " ORDER BY i.prefix, i.kind, i.hash",
                values)) {
            while (row.next()) rows.add(read(row));
        }
        return rows;
    }

    @Override
    public String toString() {
        return "IdentifierRow[" + kind.code() + "]";
    }
}
