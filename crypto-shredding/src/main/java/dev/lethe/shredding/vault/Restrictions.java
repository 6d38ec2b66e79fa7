package dev.lethe.shredding.vault;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.RestrictedException;
import dev.lethe.shredding.Restriction;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.ReplacementRow;
import dev.lethe.shredding.ledger.Restores;
import dev.lethe.shredding.ledger.States;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.vault.Subjects.Living;
import dev.lethe.shredding.vault.Subjects.Look;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are restricted: a state of every key of a subject, so that no row that is moved elsewhere lifts it for another. All
 * these rows together are said with the vault's mark ({@link Restores}), so that one cannot be taken away unnoticed.
 */
final class Restrictions {

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final Subjects subjects;
    private final Clock clock;

    Restrictions(VaultDatabase database, RootStore root, Ledger ledger, Subjects subjects, Clock clock) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.subjects = subjects;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /** A row as it stands, which proves nothing by itself. */
    record Row(
            UUID keyId, @Nullable LocalDate day, @Nullable Ground ground, int epoch, byte @Nullable [] mac) {

        /** What it says; null when this vault did not write it. */
        @Nullable
        Restriction believed(RootState state) {
            return day != null
                            && ground != null
                            && state.holds(epoch, Book.Entry.state(keyId, States.RESTRICTED, day, ground), mac)
                    ? new Restriction(day.atStartOfDay(ZoneOffset.UTC).toInstant(), ground)
                    : null;
        }
    }

    /** Those of these keys that are restricted. @param changed is told those of which the rows that say so were changed */
    static Map<UUID, Restriction> among(
            Connection connection, RootState state, Collection<UUID> keyIds, Set<UUID> changed) throws SQLException {
        Map<UUID, Restriction> restricted = new HashMap<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT key_id, day, ground, epoch, mac FROM vault.state WHERE state = '" + States.RESTRICTED
                        + "' AND key_id = ANY (?)",
                (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                UUID key = row.getObject(1, UUID.class);
                Restriction restriction = new Row(
                                key,
                                row.getObject(2, LocalDate.class),
                                Ground.read(row.getString(3)),
                                row.getInt(4),
                                row.getBytes(5))
                        .believed(state);
                if (restriction == null) changed.add(key);
                else restricted.put(key, restriction);
            }
        }
        return restricted;
    }

    Map<UUID, Restriction> among(Collection<UUID> keyIds) {
        Set<UUID> changed = new HashSet<>();
        Map<UUID, Restriction> restricted = database.read(connection -> among(connection, state(), keyIds, changed));
        for (UUID key : changed)
            throw new VaultException("What the vault says of key " + key
                    + " being restricted was changed. Compare the vault with a backup");
        return restricted;
    }

    /** @throws RestrictedException when something is restricted of this key, or is said to be */
    static void refuse(Connection connection, RootState state, UUID keyId) throws SQLException {
        Set<UUID> changed = new HashSet<>();
        if (!among(connection, state, Set.of(keyId), changed).isEmpty() || !changed.isEmpty()) throw refused();
    }

    static RestrictedException refused() {
        return new RestrictedException(
                "The processing of that record is restricted: nothing is added to it or put right until the restriction is lifted");
    }

    void restrict(Set<UUID> keyIds, Ground ground) {
        database.write(connection -> {
            Living living = subjects.living(connection, keyIds, Look.LOCKED);
            for (String what : living.broken().values())
                throw new VaultException("Nothing was restricted: " + what
                        + ". Someone changed or moved rows of the vault. Compare it with a backup");
            if (!Subjects.unknown(connection, keyIds).isEmpty())
                throw new VaultException("Nothing was restricted: a key is not known to the vault");
            if (!ReplacementRow.among(
                            connection,
                            state(),
                            ledger,
                            Set.copyOf(living.owns().values()))
                    .isEmpty())
                throw new VaultException("A record is being put right at this moment: try again in a minute");
            Set<UUID> keys = all(living);
            RootState state = state();
            Map<UUID, Restriction> before = among(connection, state, keys, new HashSet<>());
            Map<UUID, Ground> anew = new HashMap<>();
            for (UUID key : keys) {
                Restriction there = before.get(key);
                if (there == null || !there.ground().equals(ground)) anew.put(key, ground);
            }
            change(
                    connection,
                    restricted -> restricted.putAll(
                            States.write(connection, state, States.RESTRICTED, clock.instant(), anew)));
            return null;
        });
    }

    void lift(Set<UUID> keyIds) {
        database.write(connection -> {
            Set<UUID> keys = all(subjects.living(connection, keyIds, Look.LOCKED));
            keys.addAll(keyIds); // also where its row does not unseal
            change(connection, restricted -> {
                restricted.keySet().removeAll(keys);
                VaultDatabase.execute(
                        connection,
                        "DELETE FROM vault.state WHERE state = '" + States.RESTRICTED + "' AND key_id = ANY (?)",
                        (Object) keys.toArray(UUID[]::new));
            });
            return null;
        });
    }

    private static Set<UUID> all(Living living) {
        Set<UUID> keys = new HashSet<>();
        living.subjects().values().forEach(keys::addAll);
        return keys;
    }

    private void change(Connection connection, Restores.Change change) throws SQLException {
        if (!Restores.changeRestricted(connection, root, change))
            throw new VaultException(
                    "Nothing was restricted or lifted: what the vault says of who is restricted did not change as"
                            + " it was to. Someone changes its rows at this moment, or has the database change them. Look for triggers,"
                            + " and compare the vault with a backup");
    }
}
