package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** Orders to destroy keys, carried out in the steps of {@link ErasureStep}; and the tidying after them. */
final class Erasures {

    /** How many key ids one sweep's entry names at most. */
    private static final int SWEPT_AT_ONCE = 10_000;

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final Lanes lanes;
    private final Clock clock;
    private final Consumer<ErasureStep> steps;

    Erasures(
            VaultDatabase database,
            RootStore root,
            Ledger ledger,
            Lanes lanes,
            Clock clock,
            Consumer<ErasureStep> steps) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.lanes = lanes;
        this.clock = clock;
        this.steps = steps;
    }

    // --- Orders ---

    /** An order as it is stored: a person's with the subjects that the enquiry found. */
    private record Stored(ErasureOrder order, byte[][] subjects) {}

    void order(ErasureOrder asked) {
        ErasureOrder order = new ErasureOrder(
                asked.erasure(), asked.scope(), asked.ground(), asked.actor(), Ledger.inMicroseconds(asked.at()));
        boolean written = database.write(connection -> {
            Stored earlier = stored(connection, order.erasure());
            if (earlier != null) {
                if (!earlier.order().equals(order))
                    throw new VaultException("There is another order with the id " + order.erasure());
                return false;
            }
            write(connection, order);
            return true;
        });
        if (written) steps.accept(ErasureStep.ORDERED);
    }

    private void write(Connection connection, ErasureOrder order) throws SQLException {
        switch (order.scope()) {
            case ErasureOrder.Person(UUID enquiry, Map<UUID, Ground> kept) -> {
                byte[][] subjects = enquired(connection, enquiry);
                if (livingKeys(connection, kept.keySet(), subjects) != kept.size())
                    throw new VaultException("A key to keep is not one that the person still has");
                List<UUID> keptKeys = List.copyOf(kept.keySet());
                insert(
                        connection,
                        order,
                        enquiry,
                        subjects,
                        keptKeys.toArray(UUID[]::new),
                        keptKeys.stream().map(key -> ground(kept, key)).toArray(String[]::new),
                        null);
            }
            case ErasureOrder.Records(Set<UUID> keyIds) -> {
                try (ResultSet row = VaultDatabase.query(
                        connection, "SELECT count(*) FROM vault.record_key WHERE key_id = ANY (?)", (Object)
                                keyIds.toArray(UUID[]::new))) {
                    row.next();
                    if (row.getInt(1) != keyIds.size())
                        throw new VaultException("A key to destroy is not known to the vault");
                }
                insert(connection, order, null, null, null, null, keyIds.toArray(UUID[]::new));
            }
        }
    }

    private static String ground(Map<UUID, Ground> kept, UUID key) {
        Ground ground = kept.get(key);
        if (ground == null) throw new IllegalArgumentException("A key is kept on a ground");
        return ground.code();
    }

    private static void insert(
            Connection connection,
            ErasureOrder order,
            @Nullable UUID enquiry,
            byte @Nullable [][] subjects,
            UUID @Nullable [] kept,
            String @Nullable [] grounds,
            UUID @Nullable [] keys)
            throws SQLException {
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.erasure_order"
                        + " (erasure, enquiry, prefixes, kept_keys, kept_grounds, keys, ground, actor, at)"
                        + " VALUES (?, ?::uuid, ?::bytea[], ?::uuid[], ?::text[], ?::uuid[], ?, ?, ?)",
                order.erasure(),
                enquiry,
                subjects,
                kept,
                grounds,
                keys,
                order.ground().code(),
                order.actor(),
                order.at());
    }

    private byte[][] enquired(Connection connection, UUID enquiry) throws SQLException {
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT prefixes FROM vault.enquiry WHERE id = ? AND at >= ?",
                enquiry,
                clock.instant().minus(People.VALID))) {
            if (!row.next())
                throw new VaultException("That enquiry is older than a day or unknown: look for the person again");
            return (byte[][]) row.getArray(1).getArray();
        }
    }

    private static int livingKeys(Connection connection, Collection<UUID> keyIds, byte[][] subjects)
            throws SQLException {
        if (keyIds.isEmpty()) return 0;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT count(*) FROM vault.record_key k JOIN vault.subject s"
                        + " ON s.prefix = substring(k.slot FROM 1 FOR 5)"
                        + " WHERE k.key_id = ANY (?) AND s.prefix = ANY (?)"
                        + " AND k.destroyed_by IS NULL AND s.destroyed_by IS NULL",
                keyIds.toArray(UUID[]::new),
                subjects)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static final String ORDER =
            "SELECT erasure, enquiry, prefixes, kept_keys, kept_grounds, keys, ground, actor, at"
                    + " FROM vault.erasure_order ";

    private static @Nullable Stored stored(Connection connection, UUID erasure) throws SQLException {
        try (ResultSet row = VaultDatabase.query(connection, ORDER + "WHERE erasure = ?", erasure)) {
            return row.next() ? stored(row) : null;
        }
    }

    private static Stored stored(ResultSet row) throws SQLException {
        UUID enquiry = row.getObject(2, UUID.class);
        ErasureOrder.Scope scope;
        byte[][] subjects = {};
        if (enquiry == null) {
            scope = new ErasureOrder.Records(Set.of((UUID[]) row.getArray(6).getArray()));
        } else {
            subjects = (byte[][]) row.getArray(3).getArray();
            UUID[] kept = (UUID[]) row.getArray(4).getArray();
            String[] grounds = (String[]) row.getArray(5).getArray();
            Map<UUID, Ground> each = new HashMap<>();
            for (int i = 0; i < kept.length; i++) each.put(kept[i], new Ground(grounds[i]));
            scope = new ErasureOrder.Person(enquiry, each);
        }
        return new Stored(
                new ErasureOrder(
                        row.getObject(1, UUID.class),
                        scope,
                        new Ground(row.getString(7)),
                        row.getObject(8, UUID.class),
                        VaultDatabase.instant(row, 9)),
                subjects);
    }

    List<ErasureOrder> pending() {
        return database.read(connection -> {
            List<ErasureOrder> pending = new ArrayList<>();
            try (ResultSet row = VaultDatabase.query(connection, ORDER + "WHERE NOT completed ORDER BY at, erasure")) {
                while (row.next()) pending.add(stored(row).order());
            }
            return pending;
        });
    }

    // --- Carrying out ---

    ErasureProof carryOut(UUID erasure) {
        return ledger.inTurn(() -> {
            Ledger.Stored entry = ledger.find(erasure);
            if (entry == null) {
                database.write(connection -> {
                    Stored stored = stored(connection, erasure);
                    if (stored == null) throw new VaultException("There is no order " + erasure);
                    record(connection, stored);
                    return null;
                });
                steps.accept(ErasureStep.RECORDED);
                ledger.finishPending();
                entry = ledger.find(erasure);
            }
            if (entry == null) throw new VaultException("The ledger entry of erasure " + erasure + " is gone");
            return entry.proof();
        });
    }

    private void record(Connection connection, Stored stored) throws SQLException {
        ErasureOrder order = stored.order();
        Doomed doomed = switch (order.scope()) {
            case ErasureOrder.Person(UUID _, Map<UUID, Ground> kept) -> person(connection, stored.subjects(), kept);
            case ErasureOrder.Records(Set<UUID> keyIds) -> records(connection, keyIds);
        };
        Ledger.Tail tail = ledger.tail(connection);
        ledger.record(
                connection,
                new LedgerEntry.Destroyed(
                        tail.number() + 1,
                        order.erasure(),
                        order.scope() instanceof ErasureOrder.Person
                                ? ErasureProof.Kind.PERSON
                                : ErasureProof.Kind.RECORDS,
                        Ledger.inMicroseconds(clock.instant()),
                        order.ground(),
                        order.actor(),
                        doomed.prefixes(),
                        doomed.subjects(),
                        doomed.keys(),
                        doomed.kept(),
                        tail.hash()));
    }

    /** What an entry will say was destroyed. */
    private record Doomed(List<Prefix> prefixes, int subjects, long keys, int kept) {}

    private record SubjectRow(Prefix prefix, int living) {}

    private record KeyRow(UUID keyId, Prefix slot, byte[] key) {}

    private Doomed person(Connection connection, byte[][] prefixes, Map<UUID, Ground> kept) throws SQLException {
        Map<Prefix, SubjectRow> subjects = lockLiving(connection, prefixes);
        List<KeyRow> keeping = unwrapLiving(connection, kept.keySet(), subjects.keySet());
        try {
            if (!keeping.isEmpty()) rehome(connection, subjects.keySet(), keeping, kept);
        } finally {
            keeping.forEach(row -> Crypto.clear(row.key()));
        }
        long keys = 0;
        for (SubjectRow subject : subjects.values()) keys += subject.living();
        return new Doomed(List.copyOf(subjects.keySet()), subjects.size(), keys - keeping.size(), keeping.size());
    }

    /**
     * Locks subjects in the order of their prefixes, and leaves out those that are destroyed already. A row that does not
     * unseal where it stands stops everything, before anything is destroyed: it may have been put in another's place.
     */
    private Map<Prefix, SubjectRow> lockLiving(Connection connection, byte[][] prefixes) throws SQLException {
        RootState state = root.current().orElseThrow();
        Set<Prefix> missing = new HashSet<>();
        for (byte[] prefix : prefixes) missing.add(Prefix.of(prefix));
        Map<Prefix, SubjectRow> living = new TreeMap<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT prefix, subject_id, epoch, seal, living, destroyed_by IS NOT NULL FROM vault.subject"
                        + " WHERE prefix = ANY (?) ORDER BY prefix FOR UPDATE",
                (Object) prefixes)) {
            while (row.next()) {
                Prefix prefix = Prefix.of(row.getBytes(1));
                missing.remove(prefix);
                if (row.getBoolean(6)) continue;
                if (!Wrapping.subjectHolds(state, row.getInt(3), prefix, row.getObject(2, UUID.class), row.getBytes(4)))
                    throw moved("a subject's row does not unseal where it stands");
                living.put(prefix, new SubjectRow(prefix, row.getInt(5)));
            }
        }
        if (!missing.isEmpty()) throw moved("a subject's row is missing");
        return living;
    }

    private static VaultException moved(String what) {
        return new VaultException(
                "The erasure was stopped and nothing was destroyed: " + what + ". Someone changed or moved"
                        + " rows of the vault, and going on could erase a stranger. Compare the vault with a backup");
    }

    /** The keys of these ids that live in these subjects, unwrapped, so that none can stand in another's slot. */
    private List<KeyRow> unwrapLiving(Connection connection, Collection<UUID> keyIds, Collection<Prefix> subjects)
            throws SQLException {
        if (keyIds.isEmpty()) return List.of();
        RootState state = root.current().orElseThrow();
        List<KeyRow> rows = new ArrayList<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT key_id, slot, epoch, wrapped FROM vault.record_key"
                        + " WHERE key_id = ANY (?) AND slot IS NOT NULL AND destroyed_by IS NULL ORDER BY slot FOR UPDATE",
                (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                UUID keyId = row.getObject(1, UUID.class);
                Prefix slot = Prefix.of(row.getBytes(2));
                if (!subjects.contains(slot.subject())) continue;
                byte[] key = Wrapping.unwrap(state, row.getInt(3), slot, keyId, row.getBytes(4));
                if (key == null) throw moved("key " + keyId + " lies where the root state is punctured");
                rows.add(new KeyRow(keyId, slot, key));
            }
        } catch (AEADBadTagException _) {
            rows.forEach(row -> Crypto.clear(row.key()));
            throw moved("a key's row does not unseal where it stands");
        }
        return rows;
    }

    /**
     * Gives kept keys a new home: a fresh subject for all that are lasting, and one for each subject that expires. The
     * identifiers come along so that the person can be found, but lead nobody there any more.
     */
    private void rehome(
            Connection connection, Collection<Prefix> subjects, List<KeyRow> keeping, Map<UUID, Ground> kept)
            throws SQLException {
        RootState state = root.current().orElseThrow();
        Map<Identifier, IdentifierRow> identifiers = new LinkedHashMap<>();
        for (IdentifierRow row : IdentifierRow.of(
                connection, subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            Identifier identifier = row.open(state);
            if (identifier == null) throw moved("an identifier's row does not unseal where it stands");
            identifiers.merge(identifier, row, (one, other) -> one.confirmed() ? one : other);
        }
        Map<Object, List<KeyRow>> homes = new LinkedHashMap<>();
        for (KeyRow row : keeping) {
            Lane lane = lanes.lane(row.slot().lane());
            homes.computeIfAbsent(lane.lasting() ? lane : row.slot().subject(), _ -> new ArrayList<>())
                    .add(row);
        }
        try (SeedTree.Walk walk = state.tree().walk()) {
            for (List<KeyRow> together : homes.values())
                for (int from = 0; from < together.size(); from += lanes.sizes().recordsOfSubject())
                    rehome(
                            connection,
                            state,
                            walk,
                            together.subList(
                                    from,
                                    Math.min(
                                            together.size(),
                                            from + lanes.sizes().recordsOfSubject())),
                            identifiers,
                            kept);
        }
    }

    private void rehome(
            Connection connection,
            RootState state,
            SeedTree.Walk walk,
            List<KeyRow> together,
            Map<Identifier, IdentifierRow> identifiers,
            Map<UUID, Ground> kept)
            throws SQLException {
        Prefix home =
                lanes.take(lanes.lane(together.getFirst().slot().lane()), 1).getFirst();
        UUID subjectId = UUID.randomUUID();
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.subject (prefix, subject_id, epoch, seal, next_record, living)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                home,
                subjectId,
                state.epoch(),
                Wrapping.sealSubject(walk, state.epoch(), home, subjectId),
                together.size(),
                together.size());
        List<IdentifierRow> rows = new ArrayList<>();
        identifiers.forEach((identifier, row) ->
                rows.add(IdentifierRow.seal(state, walk, home, identifier, row.population(), false, row.confirmed())));
        IdentifierRow.insert(connection, rows);
        byte[][] slots = new byte[together.size()][];
        byte[][] wrapped = new byte[together.size()][];
        for (int i = 0; i < together.size(); i++) {
            Prefix slot = home.record(i);
            slots[i] = slot.bytes();
            wrapped[i] = Wrapping.wrap(
                    walk,
                    state.epoch(),
                    slot,
                    new NewKey(together.get(i).keyId(), together.get(i).key()));
        }
        VaultDatabase.execute(
                connection,
                "UPDATE vault.record_key k SET slot = h.slot, wrapped = h.wrapped, kept = h.kept, epoch = ?"
                        + " FROM unnest(?, ?, ?, ?) AS h (key_id, slot, wrapped, kept) WHERE k.key_id = h.key_id",
                state.epoch(),
                together.stream().map(KeyRow::keyId).toArray(UUID[]::new),
                slots,
                wrapped,
                together.stream().map(row -> ground(kept, row.keyId())).toArray(String[]::new));
    }

    private Doomed records(Connection connection, Set<UUID> keyIds) throws SQLException {
        UUID[] ids = keyIds.toArray(UUID[]::new);
        Set<Prefix> holding = new LinkedHashSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT slot FROM vault.record_key WHERE key_id = ANY (?) AND slot IS NOT NULL AND destroyed_by IS NULL",
                (Object) ids)) {
            while (row.next()) holding.add(Prefix.of(row.getBytes(1)).subject());
        }
        Map<Prefix, SubjectRow> subjects =
                lockLiving(connection, holding.stream().map(Prefix::bytes).toArray(byte[][]::new));
        Map<Prefix, List<KeyRow>> bySubject = new TreeMap<>();
        for (KeyRow row : unwrapLiving(connection, keyIds, subjects.keySet())) {
            Crypto.clear(row.key());
            bySubject
                    .computeIfAbsent(row.slot().subject(), _ -> new ArrayList<>())
                    .add(row);
        }
        List<Prefix> prefixes = new ArrayList<>();
        int whole = 0;
        long keys = 0;
        for (var each : bySubject.entrySet()) {
            SubjectRow subject = subjects.get(each.getKey());
            keys += each.getValue().size();
            if (subject != null
                    && subject.living() == each.getValue().size()
                    && noneElse(connection, subject.prefix(), ids)) {
                prefixes.add(subject.prefix());
                whole++;
            } else {
                each.getValue().forEach(row -> prefixes.add(row.slot()));
            }
        }
        return new Doomed(prefixes, whole, keys, 0);
    }

    /** The counter says that nothing else lives there; before a whole subject is destroyed the keys are asked too. */
    private static boolean noneElse(Connection connection, Prefix subject, UUID[] keyIds) throws SQLException {
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT 1 FROM vault.record_key WHERE slot BETWEEN ? AND ? AND destroyed_by IS NULL"
                        + " AND key_id <> ALL (?) LIMIT 1",
                subject.first(Prefix.SLOT),
                subject.last(Prefix.SLOT),
                keyIds)) {
            return !row.next();
        }
    }

    // --- Afterwards ---

    boolean opensNothing(UUID erasure) {
        Ledger.Stored stored = ledger.find(erasure);
        if (stored == null) return false;
        RootState state = root.current().orElseThrow();
        return stored.entry().prefixes().stream()
                .noneMatch(prefix -> state.epochs().values().stream().anyMatch(tree -> tree.covers(prefix)));
    }

    private static final String WITH_SUBJECT = "SELECT k.key_id, l.at, l.ground FROM vault.subject s"
            + " JOIN vault.ledger l ON l.number = s.destroyed_by JOIN vault.record_key k ON " + People.KEYS_OF_SUBJECT
            + " WHERE NOT s.swept AND k.destroyed_by IS NULL";

    private static final String ALONE = "SELECT k.key_id, l.at, l.ground FROM vault.record_key k"
            + " JOIN vault.ledger l ON l.number = k.destroyed_by WHERE k.destroyed_by IS NOT NULL";

    void destroyedBy(UUID erasure, Consumer<DestroyedKey> each) {
        stream(WITH_SUBJECT + " AND l.erasure = ? UNION ALL " + ALONE + " AND l.erasure = ?", each, erasure, erasure);
    }

    void allDestroyed(Consumer<DestroyedKey> each) {
        stream(
                WITH_SUBJECT + " UNION ALL " + ALONE
                        + " UNION ALL SELECT key_id, destroyed_on::timestamp AT TIME ZONE 'UTC', ground"
                        + " FROM vault.record_key WHERE swept_by IS NOT NULL",
                each);
    }

    private void stream(String sql, Consumer<DestroyedKey> each, Object... values) {
        database.write(connection -> {
            try (ResultSet row = VaultDatabase.cursor(connection, sql, values)) {
                while (row.next())
                    each.accept(new DestroyedKey(
                            row.getObject(1, UUID.class), VaultDatabase.instant(row, 2), new Ground(row.getString(3))));
            }
            return null;
        });
    }

    int sweep() {
        return ledger.inTurn(() -> {
            int blanked = 0;
            while (true) {
                int now = database.write(this::sweepSome);
                if (now == 0) return blanked;
                blanked += now;
                ledger.finishPending();
            }
        });
    }

    private int sweepSome(Connection connection) throws SQLException {
        Map<LocalDate, Map<String, List<UUID>>> days = new TreeMap<>();
        int count = 0;
        try (ResultSet row = VaultDatabase.query(
                connection, WITH_SUBJECT + " UNION ALL " + ALONE + " ORDER BY 1 LIMIT ?", SWEPT_AT_ONCE)) {
            while (row.next()) {
                count++;
                LocalDate day =
                        VaultDatabase.instant(row, 2).atZone(ZoneOffset.UTC).toLocalDate();
                days.computeIfAbsent(day, _ -> new TreeMap<>())
                        .computeIfAbsent(row.getString(3), _ -> new ArrayList<>())
                        .add(row.getObject(1, UUID.class));
            }
        }
        if (count > 0) {
            List<LedgerEntry.Swept.Day> swept = new ArrayList<>();
            days.forEach((day, grounds) -> grounds.forEach(
                    (ground, keys) -> swept.add(new LedgerEntry.Swept.Day(day, new Ground(ground), keys))));
            Ledger.Tail tail = ledger.tail(connection);
            ledger.record(
                    connection,
                    new LedgerEntry.Swept(
                            tail.number() + 1, Ledger.inMicroseconds(clock.instant()), swept, tail.hash()));
        }
        VaultDatabase.execute(
                connection,
                "UPDATE vault.subject s SET swept = true, seal = NULL WHERE s.destroyed_by IS NOT NULL AND NOT s.swept"
                        + " AND NOT EXISTS (SELECT FROM vault.record_key k WHERE " + People.KEYS_OF_SUBJECT + ")");
        return count;
    }
}
