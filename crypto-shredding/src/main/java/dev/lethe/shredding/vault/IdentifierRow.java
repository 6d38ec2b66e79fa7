package dev.lethe.shredding.vault;

import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.Written;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.sealing.Constructions;
import dev.lethe.shredding.sealing.IdentifierPlace;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * An identifier that came with a subject, sealed under the subject's identifier key. There is no hash of it anywhere: whoever
 * looks for one opens them.
 *
 * @param number in the order of writing, which fills late; 0 before it is written
 * @param written of a subject's first, before it is written; of others, and of what was read, null
 */
record IdentifierRow(
        IdentifierPlace place,
        int epoch,
        byte[] sealed,
        long number,
        @Nullable Written written) {

    static final String COLUMNS = "i.prefix, i.n, i.of, i.kind, i.flags, i.epoch, i.sealed, i.number";

    /** One that stands where no row can stand is one that does not open. */
    static IdentifierRow read(ResultSet row) throws SQLException {
        Prefix subject = Prefix.of(row.getBytes(1));
        IdentifierPlace place;
        try {
            place = new IdentifierPlace(subject, row.getInt(2), row.getInt(3), row.getInt(5), row.getString(4));
        } catch (IllegalArgumentException _) {
            place = IdentifierPlace.none(subject);
        }
        return new IdentifierRow(place, row.getInt(6), row.getBytes(7), row.getLong(8), null);
    }

    Prefix subject() {
        return place.subject();
    }

    /** New rows of a subject, sealed for it. Only the first e-mail address of the public resolves to a person. */
    static List<IdentifierRow> seal(
            RootState state,
            SeedTree.Walk walk,
            Prefix subject,
            Population population,
            List<Identifier> identifiers,
            Instant now,
            long head) {
        byte[] key = walk.identifierKey(subject);
        if (key == null)
            throw new IllegalStateException(
                    "A place for new identifiers is punctured already, in lane " + subject.lane());
        try {
            List<IdentifierRow> rows = new ArrayList<>(identifiers.size());
            boolean resolves = population == Population.PUBLIC;
            for (Identifier identifier : identifiers) {
                int flags = population == Population.STAFF ? IdentifierPlace.STAFF : 0;
                if (resolves && identifier.kind() == Identifier.Kind.EMAIL) {
                    flags |= IdentifierPlace.RESOLVES;
                    resolves = false;
                }
                rows.add(seal(
                        state,
                        key,
                        new IdentifierPlace(
                                subject,
                                rows.size() + 1,
                                identifiers.size(),
                                flags,
                                identifier.kind().code()),
                        identifier,
                        rows.isEmpty() ? Written.of(state, subject, Ledger.inMicroseconds(now), head) : null));
            }
            return rows;
        } finally {
            Crypto.clear(key);
        }
    }

    private static IdentifierRow seal(
            RootState state, byte[] key, IdentifierPlace place, Identifier identifier, @Nullable Written written) {
        return new IdentifierRow(
                place,
                state.epoch(),
                Constructions.sealIdentifier(key, state.epoch(), place, identifier.value()),
                0,
                written);
    }

    /** The value; null when the row is not ours, does not stand where it was written, or its subject is dead. */
    @Nullable
    Identifier open(Walks walks) {
        SeedTree.Walk walk = walks.of(epoch);
        Identifier.Kind kind = Identifier.Kind.of(place.kind());
        byte[] key = walk == null || kind == null ? null : walk.identifierKey(subject());
        if (key == null || kind == null) return null;
        try {
            return new Identifier(kind, Constructions.openIdentifier(key, epoch, place, sealed));
        } catch (AEADBadTagException _) {
            return null;
        } finally {
            Crypto.clear(key);
        }
    }

    /** One statement for many, which takes its turn with whoever must know of all. */
    static void insert(Connection connection, List<IdentifierRow> rows) throws SQLException {
        if (rows.isEmpty()) return;
        VaultDatabase.executePlanned(
                connection,
                "WITH writing AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(?))"
                        + " INSERT INTO vault.identifier (prefix, n, of, kind, flags, epoch, sealed, written_at, head,"
                        + " written_epoch, written_mac) SELECT r.* FROM writing, unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS r",
                Locks.WRITERS,
                rows.stream().map(row -> row.subject().bytes()).toArray(byte[][]::new),
                rows.stream().map(row -> row.place().n()).toArray(Integer[]::new),
                rows.stream().map(row -> row.place().of()).toArray(Integer[]::new),
                rows.stream().map(row -> row.place().kind()).toArray(String[]::new),
                rows.stream().map(row -> row.place().flags()).toArray(Integer[]::new),
                rows.stream().map(IdentifierRow::epoch).toArray(Integer[]::new),
                rows.stream().map(IdentifierRow::sealed).toArray(byte[][]::new),
                of(rows, Written::at, Instant[]::new),
                of(rows, Written::head, Long[]::new),
                of(rows, Written::epoch, Integer[]::new),
                of(rows, Written::mac, byte[][]::new));
    }

    private static <T> T[] of(List<IdentifierRow> rows, Function<Written, T> what, IntFunction<T[]> array) {
        return rows.stream()
                .map(row -> row.written() == null ? null : what.apply(row.written()))
                .toArray(array);
    }

    /** Those of these subjects, in the order of their places. */
    static List<IdentifierRow> of(Connection connection, Collection<Prefix> subjects) throws SQLException {
        List<IdentifierRow> rows = new ArrayList<>();
        if (subjects.isEmpty()) return rows;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT " + COLUMNS + " FROM unnest(?) AS s (prefix) JOIN vault.identifier i ON i.prefix = s.prefix"
                        + " ORDER BY i.prefix, i.n",
                (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) rows.add(read(row));
        }
        return rows;
    }

    @Override
    public String toString() {
        return "IdentifierRow[" + place.kind() + "]";
    }
}
