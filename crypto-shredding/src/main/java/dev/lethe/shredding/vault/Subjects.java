package dev.lethe.shredding.vault;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.tree.Prefix;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/** Whole subjects as rows, root and ledger together have them: nothing is destroyed, or left alone, on a row's word. */
final class Subjects {

    private final RootStore root;
    private final Ledger ledger;

    Subjects(RootStore root, Ledger ledger) {
        this.root = root;
        this.ledger = ledger;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /** Rows are looked at before they are changed, or only looked at. */
    enum Look {
        LOCKED(" FOR UPDATE OF k"),
        ONLY("");

        private final String sql;

        Look(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Whole subjects.
     *
     * @param subjects living ones, with all their keys
     * @param owns the own key of each
     * @param named those of the keys that were asked for, with where they lie
     * @param broken keys that were asked for whose rows, or rows beside them, are not what they were, and what is wrong
     */
    record Living(
            SortedMap<Prefix, Set<UUID>> subjects,
            Map<Prefix, UUID> owns,
            Map<UUID, Prefix> named,
            Map<UUID, String> broken) {

        Set<UUID> keys() {
            return named.keySet();
        }

        /** How many keys these subjects have. */
        long count(Set<Prefix> some) {
            long count = 0;
            for (Prefix subject : some)
                count += subjects.getOrDefault(subject, Set.of()).size();
            return count;
        }

        void stop() {
            for (String what : broken.values())
                throw new VaultException("The erasure was stopped and nothing was destroyed: " + what
                        + ". Someone changed or moved rows of the vault, and going on could erase a stranger. Compare the vault"
                        + " with a backup");
        }

        /** A key beside a part's own names no part: with it would go what nobody asked for. */
        Set<UUID> nameless() {
            Set<UUID> nameless = new HashSet<>();
            named.forEach((key, subject) -> {
                UUID own = owns.get(subject);
                if (own == null || !named.containsKey(own)) nameless.add(key);
            });
            return nameless;
        }

        void refuseNamelessParts() {
            if (!nameless().isEmpty())
                throw new VaultException(
                        "A key to destroy stands beside another that is not named: only whole parts of a"
                                + " record can be destroyed");
        }
    }

    /**
     * The subjects of these keys, each row unwrapped where it stands, so that none can stand in another's place. Keys that are
     * destroyed already, or unknown, are left out.
     */
    Living living(Connection connection, Collection<UUID> keyIds, Look look) throws SQLException {
        Living living = nothing();
        if (keyIds.isEmpty()) return living;
        Set<UUID> asked = Set.copyOf(keyIds);
        SortedSet<Prefix> subjects = new TreeSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT DISTINCT k.prefix FROM vault.key k WHERE k.key_id = ANY (?) AND k.prefix IS NOT NULL",
                (Object) asked.toArray(UUID[]::new))) {
            while (row.next()) subjects.add(Prefix.of(row.getBytes(1)));
        }
        read(connection, subjects, look, living, asked);
        return living;
    }

    private static Living nothing() {
        return new Living(new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    /** As {@link #living}, these subjects, whatever keys they have. */
    Living at(Connection connection, Collection<Prefix> places, Look look) throws SQLException {
        Living living = nothing();
        read(connection, places, look, living, keysOf(connection, places));
        return living;
    }

    private void read(Connection connection, Collection<Prefix> subjects, Look look, Living living, Set<UUID> asked)
            throws SQLException {
        RootState state = state();
        Map<Prefix, String> wrong = new HashMap<>();
        List<KeyRow> all = new ArrayList<>();
        try (Crypto.Burst _ = Crypto.burst();
                Walks walks = new Walks(state);
                ResultSet row = VaultDatabase.query(
                        connection,
                        "SELECT " + KeyRow.COLUMNS
                                + " FROM unnest(?) AS s (prefix) JOIN vault.key k ON k.prefix = s.prefix"
                                + " ORDER BY k.prefix, k.key_id" + look.sql,
                        (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) {
                KeyRow key = KeyRow.read(row);
                Prefix subject = key.subject();
                if (subject == null) continue;
                switch (key.fate(state, walks, ledger)) {
                    case KeyRow.Fate.Living(byte[] secret) -> {
                        Crypto.clear(secret);
                        all.add(key);
                        living.subjects()
                                .computeIfAbsent(subject, _ -> new HashSet<>())
                                .add(key.keyId());
                        if (key.own()) living.owns().put(subject, key.keyId());
                    }
                    case KeyRow.Fate.Gone _ -> {}
                    case KeyRow.Fate.Alarm(var _, String what) -> {
                        all.add(key);
                        wrong.put(subject, "key " + key.keyId() + " " + what);
                    }
                }
            }
        }
        for (KeyRow key : all) {
            Prefix subject = key.subject();
            String what = subject == null ? null : wrong.get(subject);
            if (subject == null || !asked.contains(key.keyId())) continue;
            if (what == null) living.named().put(key.keyId(), subject);
            else living.broken().put(key.keyId(), what);
        }
        living.subjects().keySet().removeAll(wrong.keySet());
    }

    private static Set<UUID> keysOf(Connection connection, Collection<Prefix> subjects) throws SQLException {
        Set<UUID> keys = new HashSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT k.key_id FROM unnest(?) AS s (prefix) JOIN vault.key k ON k.prefix = s.prefix",
                (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) keys.add(row.getObject(1, UUID.class));
        }
        return keys;
    }

    /** Those of which the vault has no row. */
    static Set<UUID> unknown(Connection connection, Set<UUID> keyIds) throws SQLException {
        Set<UUID> unknown = new HashSet<>(keyIds);
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT key_id FROM vault.key WHERE key_id = ANY (?)", (Object)
                        keyIds.toArray(UUID[]::new))) {
            while (row.next()) unknown.remove(row.getObject(1, UUID.class));
        }
        return unknown;
    }

    /** Those of these keys that are destroyed, also those whose record lives on under others. */
    Set<UUID> destroyed(Connection connection, Set<UUID> keyIds) throws SQLException {
        return gone(connection, keyIds, _ -> true);
    }

    /** Those of these keys whose record was put right, and lives on under others. */
    Set<UUID> putRight(Connection connection, Set<UUID> keyIds) throws SQLException {
        return gone(connection, keyIds, ground -> ground.equals(Ground.REPLACED));
    }

    private Set<UUID> gone(Connection connection, Set<UUID> keyIds, Predicate<Ground> why) throws SQLException {
        Set<UUID> gone = new HashSet<>();
        try (Walks walks = new Walks(state());
                ResultSet row = VaultDatabase.query(
                        connection, "SELECT " + KeyRow.COLUMNS + " FROM vault.key k WHERE k.key_id = ANY (?)", (Object)
                                keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                KeyRow key = KeyRow.read(row);
                KeyRow.Fate fate = key.fate(state(), walks, ledger);
                if (fate instanceof KeyRow.Fate.Living(byte[] secret)) Crypto.clear(secret);
                if (fate instanceof KeyRow.Fate.Gone dead && why.test(dead.ground())) gone.add(key.keyId());
            }
        }
        return gone;
    }
}
