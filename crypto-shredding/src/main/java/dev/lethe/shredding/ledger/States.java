package dev.lethe.shredding.ledger;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a record is said to be in, by its key: {@link #HELD}, {@link #RESTRICTED}. Believed with its MAC only. */
public final class States {

    /** It was kept when its person was erased. */
    static final String HELD = "held";
    /** It is stored and not processed otherwise. */
    public static final String RESTRICTED = "restricted";

    private States() {}

    /** @return the MACs of the rows, by key */
    public static Map<UUID, byte[]> write(
            Connection connection, RootState state, String name, Instant at, Map<UUID, Ground> grounds)
            throws SQLException {
        Map<UUID, byte[]> written = new HashMap<>();
        if (grounds.isEmpty()) return written;
        LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
        UUID[] keys = grounds.keySet().toArray(UUID[]::new);
        String[] codes = new String[keys.length];
        byte[][] macs = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            Ground ground = grounds.getOrDefault(keys[i], new Ground("none"));
            codes[i] = ground.code();
            macs[i] = state.mac(Book.Entry.state(keys[i], name, day, ground));
            written.put(keys[i], macs[i]);
        }
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.state (key_id, state, day, ground, epoch, mac)"
                        + " SELECT key, ?, ?, ground, ?, mac FROM unnest(?, ?, ?) AS s (key, ground, mac)"
                        + " ON CONFLICT (key_id, state) DO UPDATE SET day = excluded.day, ground = excluded.ground,"
                        + " epoch = excluded.epoch, mac = excluded.mac",
                name,
                day,
                state.epoch(),
                keys,
                codes,
                macs);
        return written;
    }

    /**
     * Which of these keys are held, each with why: as their rows say, or the ledger does, which a row that was taken away does
     * not change.
     *
     * @throws VaultException when a row was changed: it may have been put in another's place
     */
    public static Map<UUID, Ground> held(Connection connection, RootState state, Ledger ledger, Collection<UUID> keyIds)
            throws SQLException {
        Set<UUID> changed = new HashSet<>();
        Map<UUID, Ground> held = held(connection, state, ledger, keyIds, changed);
        for (UUID key : changed)
            throw new VaultException("What the vault says of key " + key
                    + " being held was changed: nothing is destroyed on its word. Compare the vault with a backup");
        return held;
    }

    /** @param changed is told those of which a row was changed */
    public static Map<UUID, Ground> held(
            Connection connection, RootState state, Ledger ledger, Collection<UUID> keyIds, Set<UUID> changed)
            throws SQLException {
        Map<UUID, Ground> held = new HashMap<>();
        for (UUID key : keyIds) {
            Ground kept = ledger.kept(key);
            if (kept != null) held.put(key, kept);
        }
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT key_id, day, ground, epoch, mac FROM vault.state WHERE state = '" + HELD
                        + "' AND key_id = ANY (?)",
                (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                UUID key = row.getObject(1, UUID.class);
                Ground ground = Ground.read(row.getString(3));
                if (ground != null
                        && state.holds(
                                row.getInt(4),
                                Book.Entry.state(key, HELD, row.getObject(2, LocalDate.class), ground),
                                row.getBytes(5))) held.put(key, ground);
                else changed.add(key);
            }
        }
        return held;
    }
}
