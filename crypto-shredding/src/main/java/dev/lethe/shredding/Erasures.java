package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders to destroy keys, carried out in the steps of {@link ErasureStep}; and the tidying after them. */
final class Erasures {

    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

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
            case ErasureOrder.Records records -> {
                Set<UUID> keyIds = records.keyIds();
                if (records.hindered() != ErasureOrder.Hindered.LEFT_OUT
                        && !unknown(connection, keyIds).isEmpty())
                    throw new VaultException("A key to destroy is not known to the vault");
                if (records.hindered() == ErasureOrder.Hindered.REFUSED) {
                    Map<UUID, Ground> held = held(connection, keyIds);
                    if (!held.isEmpty()) throw new HeldException(held);
                }
                insert(connection, order, null, null, null, null, records);
            }
        }
    }

    private static Set<UUID> unknown(Connection connection, Set<UUID> keyIds) throws SQLException {
        Set<UUID> unknown = new HashSet<>(keyIds);
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT key_id FROM vault.record_key WHERE key_id = ANY (?)", (Object)
                        keyIds.toArray(UUID[]::new))) {
            while (row.next()) unknown.remove(row.getObject(1, UUID.class));
        }
        return unknown;
    }

    /** Living keys that were kept when their person was erased, or will be: a hold holds from its order on. */
    private static Map<UUID, Ground> held(Connection connection, Set<UUID> keyIds) throws SQLException {
        UUID[] keys = keyIds.toArray(UUID[]::new);
        Map<UUID, Ground> held = new HashMap<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT k.key_id, coalesce(k.kept, o.ground) FROM vault.record_key k"
                        + " LEFT JOIN (SELECT unnest(kept_keys) AS key_id, unnest(kept_grounds) AS ground"
                        + " FROM vault.erasure_order WHERE NOT completed AND kept_keys && ?) o ON o.key_id = k.key_id"
                        + " JOIN vault.subject s ON s.prefix = substring(k.slot FROM 1 FOR 5)"
                        + " WHERE k.key_id = ANY (?) AND (k.kept IS NOT NULL OR o.key_id IS NOT NULL)"
                        + " AND k.destroyed_by IS NULL AND s.destroyed_by IS NULL",
                keys,
                keys)) {
            while (row.next()) held.put(row.getObject(1, UUID.class), new Ground(row.getString(2)));
        }
        return held;
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
            ErasureOrder.@Nullable Records records)
            throws SQLException {
        List<UUID> keys = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        if (records != null)
            for (int i = 0; i < records.records().size(); i++)
                for (UUID key : records.records().get(i)) {
                    keys.add(key);
                    numbers.add(i);
                }
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.erasure_order"
                        + " (erasure, enquiry, prefixes, kept_keys, kept_grounds, keys, records, hindered, ground, actor, at)"
                        + " VALUES (?, ?::uuid, ?::bytea[], ?::uuid[], ?::text[], ?::uuid[], ?::integer[], ?::text, ?, ?, ?)",
                order.erasure(),
                enquiry,
                subjects,
                kept,
                grounds,
                records == null ? null : keys.toArray(UUID[]::new),
                records == null ? null : numbers.toArray(Integer[]::new),
                records == null ? null : records.hindered().name(),
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
            "SELECT erasure, enquiry, prefixes, kept_keys, kept_grounds, keys, ground, actor, at, records, hindered"
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
            scope = records(row);
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

    private static ErasureOrder.Records records(ResultSet row) throws SQLException {
        UUID[] keys = (UUID[]) row.getArray(6).getArray();
        Integer[] numbers =
                row.getArray(10) == null ? null : (Integer[]) row.getArray(10).getArray();
        Map<Integer, Set<UUID>> records = new HashMap<>();
        for (int i = 0; i < keys.length; i++)
            records.computeIfAbsent(numbers == null ? i : numbers[i], _ -> new HashSet<>())
                    .add(keys[i]);
        return new ErasureOrder.Records(
                List.copyOf(records.values()), ErasureOrder.Hindered.valueOf(row.getString(11)));
    }

    /** What an order of a person kept, each with why; empty when there is no such order. */
    Map<UUID, Ground> keptBy(UUID erasure) {
        return database.read(connection -> {
            Stored stored = stored(connection, erasure);
            return stored != null && stored.order().scope() instanceof ErasureOrder.Person(UUID _, var kept)
                    ? kept
                    : Map.of();
        });
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
            case ErasureOrder.Records records -> records(connection, records);
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

    /** What is wrong with rows that should be living ones, by what they are of; empty when nothing is. */
    private record Broken(Map<Prefix, String> subjects, Map<UUID, String> keys) {

        Broken() {
            this(new TreeMap<>(), new HashMap<>());
        }

        void stop() {
            for (String what : subjects.values()) throw moved(what);
            for (String what : keys.values()) throw moved(what);
        }
    }

    /** Rows are looked at before they are changed, or only looked at. */
    private enum Look {
        LOCKED(" FOR UPDATE"),
        ONLY("");

        private final String sql;

        Look(String sql) {
            this.sql = sql;
        }
    }

    private Doomed person(Connection connection, byte[][] prefixes, Map<UUID, Ground> kept) throws SQLException {
        Broken broken = new Broken();
        Map<Prefix, SubjectRow> subjects = living(connection, prefixes, broken, Look.LOCKED);
        broken.stop();
        List<KeyRow> keeping = unwrapLiving(connection, kept.keySet(), subjects.keySet(), broken, Look.LOCKED);
        try {
            broken.stop();
            if (!keeping.isEmpty()) rehome(connection, subjects.keySet(), keeping, kept);
        } finally {
            keeping.forEach(row -> Crypto.clear(row.key()));
        }
        long keys = 0;
        for (SubjectRow subject : subjects.values()) keys += subject.living();
        return new Doomed(List.copyOf(subjects.keySet()), subjects.size(), keys - keeping.size(), keeping.size());
    }

    /**
     * The living ones of these subjects, locked in the order of their prefixes. A row that does not unseal where it stands is
     * broken: it may have been put in another's place.
     */
    private Map<Prefix, SubjectRow> living(Connection connection, byte[][] prefixes, Broken broken, Look look)
            throws SQLException {
        Set<Prefix> missing = new HashSet<>();
        for (byte[] prefix : prefixes) missing.add(Prefix.of(prefix));
        Map<Prefix, SubjectRow> living = new TreeMap<>();
        try (Walks walks = new Walks(root.current().orElseThrow());
                ResultSet row = VaultDatabase.query(
                        connection,
                        "SELECT prefix, subject_id, epoch, seal, living, destroyed_by IS NOT NULL FROM vault.subject"
                                + " WHERE prefix = ANY (?) ORDER BY prefix" + look.sql,
                        (Object) prefixes)) {
            while (row.next()) {
                Prefix prefix = Prefix.of(row.getBytes(1));
                missing.remove(prefix);
                if (row.getBoolean(6)) continue;
                if (Wrapping.subjectHolds(walks, row.getInt(3), prefix, row.getObject(2, UUID.class), row.getBytes(4)))
                    living.put(prefix, new SubjectRow(prefix, row.getInt(5)));
                else broken.subjects().put(prefix, "a subject's row does not unseal where it stands");
            }
        }
        for (Prefix prefix : missing) broken.subjects().put(prefix, "a subject's row is missing");
        return living;
    }

    private static VaultException moved(String what) {
        return new VaultException(
                "The erasure was stopped and nothing was destroyed: " + what + ". Someone changed or moved"
                        + " rows of the vault, and going on could erase a stranger. Compare the vault with a backup");
    }

    /** The keys of these ids that live in these subjects, unwrapped, so that none can stand in another's slot. */
    private List<KeyRow> unwrapLiving(
            Connection connection, Collection<UUID> keyIds, Collection<Prefix> subjects, Broken broken, Look look)
            throws SQLException {
        if (keyIds.isEmpty()) return List.of();
        List<KeyRow> rows = new ArrayList<>();
        try (Walks walks = new Walks(root.current().orElseThrow());
                ResultSet row = VaultDatabase.query(
                        connection,
                        "SELECT key_id, slot, epoch, wrapped FROM vault.record_key"
                                + " WHERE key_id = ANY (?) AND slot IS NOT NULL AND destroyed_by IS NULL ORDER BY slot"
                                + look.sql,
                        (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                UUID keyId = row.getObject(1, UUID.class);
                Prefix slot = Prefix.of(row.getBytes(2));
                String wrong = broken.subjects().get(slot.subject());
                if (wrong != null) broken.keys().put(keyId, wrong);
                if (!subjects.contains(slot.subject())) continue;
                try {
                    byte[] key = Wrapping.unwrap(walks, row.getInt(3), slot, keyId, row.getBytes(4));
                    if (key != null) rows.add(new KeyRow(keyId, slot, key));
                    else broken.keys().put(keyId, "key " + keyId + " lies where the root state is punctured");
                } catch (AEADBadTagException _) {
                    broken.keys().put(keyId, "a key's row does not unseal where it stands");
                }
            }
        }
        return rows;
    }

    Map<UUID, Hindrance> hindrances(Set<UUID> keyIds) {
        if (keyIds.isEmpty()) return Map.of();
        return database.read(connection -> {
            Map<UUID, Hindrance> hindrances = new HashMap<>();
            Broken broken = new Broken();
            Map<Prefix, SubjectRow> subjects = living(connection, subjectsOf(connection, keyIds), broken, Look.ONLY);
            unwrapLiving(connection, keyIds, subjects.keySet(), broken, Look.ONLY)
                    .forEach(row -> Crypto.clear(row.key()));
            broken.keys().keySet().forEach(key -> hindrances.put(key, new Hindrance.Broken()));
            unknown(connection, keyIds).forEach(key -> hindrances.put(key, new Hindrance.Unknown()));
            // Last: that it is held is what whoever reads it has to know
            held(connection, keyIds).forEach((key, ground) -> hindrances.put(key, new Hindrance.Held(ground)));
            return hindrances;
        });
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

    /** All in a few statements, however many there are: what a day's retention destroys is held up by nothing else. */
    private Doomed records(Connection connection, ErasureOrder.Records ordered) throws SQLException {
        Set<UUID> keyIds = ordered.keyIds();
        Broken broken = new Broken();
        Map<Prefix, SubjectRow> subjects = living(connection, subjectsOf(connection, keyIds), broken, Look.LOCKED);
        List<KeyRow> rows = unwrapLiving(connection, keyIds, subjects.keySet(), broken, Look.LOCKED);
        rows.forEach(row -> Crypto.clear(row.key()));
        // Asked for only now, when nobody else can give these keys a new home any more
        Set<UUID> held = held(connection, keyIds).keySet();
        Set<UUID> hindered = new HashSet<>();
        switch (ordered.hindered()) {
            case LEFT_OUT -> {
                hindered.addAll(held);
                hindered.addAll(broken.keys().keySet());
                hindered.addAll(unknown(connection, keyIds));
                if (hindered.size() > held.size())
                    LOG.error(
                            "Of {} keys whose time is over, {} are unknown or do not unseal. Their records stay. Compare the"
                                    + " vault with a backup",
                            keyIds.size(),
                            hindered.size() - held.size());
            }
            case REFUSED -> {
                broken.stop();
                hindered.addAll(held);
            }
            case HOLD_ENDS -> broken.stop();
        }
        Set<UUID> staying = new HashSet<>();
        for (Set<UUID> record : ordered.records()) if (!Collections.disjoint(record, hindered)) staying.addAll(record);
        Map<Prefix, List<Prefix>> slots = new TreeMap<>();
        for (KeyRow row : rows)
            if (!staying.contains(row.keyId()))
                slots.computeIfAbsent(row.slot().subject(), _ -> new ArrayList<>())
                        .add(row.slot());
        held.retainAll(hindered);
        SortedMap<Prefix, Integer> ending = new TreeMap<>();
        slots.forEach((subject, gone) -> {
            SubjectRow row = subjects.get(subject);
            if (row != null && row.living() == gone.size()) ending.put(subject, gone.size());
        });
        ending.keySet().removeAll(withOtherKeys(connection, ending));
        List<Prefix> prefixes = new ArrayList<>(neighbourhoods(connection, new TreeSet<>(ending.keySet())));
        long keys = 0;
        for (var each : slots.entrySet()) {
            keys += each.getValue().size();
            if (!ending.containsKey(each.getKey())) prefixes.addAll(each.getValue());
        }
        return new Doomed(prefixes, ending.size(), keys, held.size());
    }

    private static byte[][] subjectsOf(Connection connection, Set<UUID> keyIds) throws SQLException {
        List<byte[]> subjects = new ArrayList<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT DISTINCT substring(slot FROM 1 FOR 5) FROM vault.record_key"
                        + " WHERE key_id = ANY (?) AND slot IS NOT NULL AND destroyed_by IS NULL",
                (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) subjects.add(row.getBytes(1));
        }
        return subjects.toArray(byte[][]::new);
    }

    /** The counters say that nothing else lives there; before whole subjects are destroyed the keys are asked too. */
    private static Set<Prefix> withOtherKeys(Connection connection, SortedMap<Prefix, Integer> ending)
            throws SQLException {
        Set<Prefix> others = new HashSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT s.prefix FROM unnest(?, ?) AS s (prefix, gone) WHERE s.gone <> (SELECT count(*)"
                        + " FROM vault.record_key k WHERE " + People.IN_SUBJECT + " AND k.destroyed_by IS NULL)",
                ending.keySet().stream().map(Prefix::bytes).toArray(byte[][]::new),
                ending.values().toArray(Integer[]::new))) {
            while (row.next()) others.add(Prefix.of(row.getBytes(1)));
        }
        return others;
    }

    /** The places to name for these subjects: docs/decisions/0016 says what may lie in them. */
    private List<Prefix> neighbourhoods(Connection connection, SortedSet<Prefix> ending) throws SQLException {
        if (ending.isEmpty()) return List.of();
        RootState state = root.current().orElseThrow();
        Set<Integer> inLanes = new HashSet<>();
        ending.forEach(subject -> inLanes.add(subject.lane()));
        SortedSet<Prefix> unused = UnusedNumbers.proven(connection, state, inLanes);
        unused.removeIf(place -> !lanes.isPast(place));
        Neighbourhoods neighbourhoods = new Neighbourhoods(state.epochs().values(), ending, unused);
        List<Prefix> places = neighbourhoods.places(List.of());
        List<Prefix> unexplained = unmarked(connection, places, ending);
        if (unexplained.isEmpty()) return places;
        LOG.error(
                "{} subjects of the vault lie where the root state is punctured, and are not marked as destroyed: rows were"
                        + " changed. Compare the vault with a backup",
                unexplained.size());
        return neighbourhoods.places(unexplained);
    }

    /** Subjects in these places that are not destroyed and are not about to be: by all that is known there are none. */
    private static List<Prefix> unmarked(Connection connection, List<Prefix> places, Set<Prefix> ending)
            throws SQLException {
        List<Prefix> around = places.stream()
                .filter(place -> place.digits().length() < Prefix.SUBJECT)
                .toList();
        List<Prefix> unmarked = new ArrayList<>();
        if (around.isEmpty()) return unmarked;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT s.prefix FROM unnest(?, ?) AS p (first, last)"
                        + " JOIN vault.subject s ON s.prefix BETWEEN p.first AND p.last WHERE s.destroyed_by IS NULL",
                around.stream()
                        .map(place -> place.first(Prefix.SUBJECT).bytes())
                        .toArray(byte[][]::new),
                around.stream().map(place -> place.last(Prefix.SUBJECT).bytes()).toArray(byte[][]::new))) {
            while (row.next()) {
                Prefix subject = Prefix.of(row.getBytes(1));
                if (!ending.contains(subject)) unmarked.add(subject);
            }
        }
        return unmarked;
    }

    // --- Afterwards ---

    boolean opensNothing(UUID erasure) {
        Ledger.Stored stored = ledger.find(erasure);
        if (stored == null) return false;
        RootState state = root.current().orElseThrow();
        return stored.entry().prefixes().stream()
                .noneMatch(prefix -> state.epochs().values().stream().anyMatch(tree -> tree.covers(prefix)));
    }

    static final String WITH_SUBJECT = "SELECT k.key_id, l.at, l.ground FROM vault.subject s"
            + " JOIN vault.ledger l ON l.number = s.destroyed_by " + People.WITH_THEIR_KEYS
            + " WHERE NOT s.swept AND k.destroyed_by IS NULL";

    private static final String ALONE = "SELECT k.key_id, l.at, l.ground FROM vault.record_key k"
            + " JOIN vault.ledger l ON l.number = k.destroyed_by WHERE k.destroyed_by IS NOT NULL";

    private static final String SWEPT = "SELECT k.key_id, k.destroyed_on::timestamp AT TIME ZONE 'UTC', k.ground"
            + " FROM vault.record_key k WHERE k.swept_by IS NOT NULL";

    void destroyedBy(UUID erasure, Consumer<DestroyedKey> each) {
        stream(
                WITH_SUBJECT + " AND l.erasure = ? UNION ALL " + ALONE + " AND l.erasure = ? UNION ALL " + SWEPT
                        + " AND k.key_id IN (SELECT unnest(keys) FROM vault.erasure_order WHERE erasure = ?)",
                each,
                erasure,
                erasure,
                erasure);
    }

    /** By the keys, and not by the subjects: there may be many subjects to sweep, and few keys that are asked for. */
    private static final String AMONG_WITH_SUBJECT = "SELECT k.key_id, l.at, l.ground FROM vault.record_key k"
            + " JOIN vault.subject s ON s.prefix = substring(k.slot FROM 1 FOR 5)"
            + " JOIN vault.ledger l ON l.number = s.destroyed_by WHERE k.destroyed_by IS NULL";

    void destroyedAmong(Collection<UUID> keyIds, Consumer<DestroyedKey> each) {
        if (keyIds.isEmpty()) return;
        UUID[] keys = keyIds.toArray(UUID[]::new);
        String among = " AND k.key_id = ANY (?)";
        stream(
                AMONG_WITH_SUBJECT + among + " UNION ALL " + ALONE + among + " UNION ALL " + SWEPT + among,
                each,
                keys,
                keys,
                keys);
    }

    void allDestroyed(Consumer<DestroyedKey> each) {
        stream(WITH_SUBJECT + " UNION ALL " + ALONE + " UNION ALL " + SWEPT, each);
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
                        + " AND NOT EXISTS (SELECT FROM vault.record_key k WHERE " + People.IN_SUBJECT + " OFFSET 0)");
        return count;
    }
}
