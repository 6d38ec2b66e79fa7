package dev.lethe.shredding.ledger;

import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order to end a subject once an event names the one that takes its place. It is an order as any other: who writes to the
 * table puts nothing right.
 *
 * @param key the old subject's own
 * @param replacement the new subject's own
 * @param head how far the events were known to go when it was written
 */
public record ReplacementRow(UUID erasure, UUID key, UUID replacement, UUID actor, Instant at, long head) {

    private static final String SELECT =
            "SELECT erasure, key, replacement, actor, at, head, epoch, mac FROM vault.replacement ";

    /** As the row of any other order: all columns but the id, the MAC and its epoch. */
    private Book.Entry said() {
        return Book.Entry.order(
                erasure,
                "{\"actor\":\"" + actor + "\",\"at\":\"" + LedgerEntry.TIME.format(at) + "\",\"head\":" + head
                        + ",\"key\":\"" + key + "\",\"kind\":\"replaced\",\"replacement\":\"" + replacement + "\"}");
    }

    public void insert(Connection connection, RootState state) throws SQLException {
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.replacement (erasure, key, replacement, actor, at, head, epoch, mac)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                erasure,
                key,
                replacement,
                actor,
                at,
                head,
                state.epoch(),
                state.mac(said()));
    }

    public void delete(Connection connection) throws SQLException {
        delete(connection, erasure);
    }

    public static void delete(Connection connection, UUID erasure) throws SQLException {
        VaultDatabase.execute(connection, "DELETE FROM vault.replacement WHERE erasure = ?", erasure);
    }

    /** Those that wait, oldest first, and how many rows this vault did not write. */
    public record Waiting(List<ReplacementRow> rows, int forged) {}

    public static Waiting all(Connection connection, RootState state) throws SQLException {
        List<ReplacementRow> rows = new ArrayList<>();
        int forged = 0;
        try (ResultSet row = VaultDatabase.query(connection, SELECT + "ORDER BY at, erasure")) {
            while (row.next()) {
                ReplacementRow read = read(row, state);
                if (read == null) forged++;
                else rows.add(read);
            }
        }
        return new Waiting(rows, forged);
    }

    /**
     * The one of this id; null when there is none.
     *
     * @throws VaultException when its row is not one that this vault wrote
     */
    public static @Nullable ReplacementRow find(Connection connection, RootState state, UUID erasure)
            throws SQLException {
        try (ResultSet row = VaultDatabase.query(connection, SELECT + "WHERE erasure = ?", erasure)) {
            if (!row.next()) return null;
            ReplacementRow read = read(row, state);
            if (read == null)
                throw new VaultException("What the vault's database says of replacement " + erasure
                        + " was changed, or put there by somebody else. Compare the vault with a backup");
            return read;
        }
    }

    private static @Nullable ReplacementRow read(ResultSet row, RootState state) throws SQLException {
        ReplacementRow read = new ReplacementRow(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                VaultDatabase.instant(row, 5),
                row.getLong(6));
        return state.holds(row.getInt(7), read.said(), row.getBytes(8)) ? read : null;
    }

    /**
     * Those of these keys of which the record is being put right: the old ones and the new ones. Once its entry is written, the old
     * one is dead and the new one as any other, also while a copy of the root state is out of reach.
     */
    public static Set<UUID> among(Connection connection, RootState state, Ledger ledger, Set<UUID> keyIds)
            throws SQLException {
        Set<UUID> found = new HashSet<>();
        for (ReplacementRow row : all(connection, state).rows()) {
            if (ledger.isRecorded(row.erasure())) continue;
            if (keyIds.contains(row.key())) found.add(row.key());
            if (keyIds.contains(row.replacement())) found.add(row.replacement());
        }
        return found;
    }
}
