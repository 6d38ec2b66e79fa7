package dev.lethe.shredding.vault;

import dev.lethe.shredding.AddressTakenException;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.ChangedRowsException;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.Orders;
import dev.lethe.shredding.ledger.ReplacementRow;
import dev.lethe.shredding.ledger.States;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.sealing.IdentifierPlace;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is known to the vault: enquiries by address, what stands beside a key, and the addresses of members of staff. */
final class People {

    /** How long an enquiry can be come back to. */
    static final Duration VALID = Duration.ofDays(1);

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final Lanes lanes;
    private final AddressIndex index;
    private final Clock clock;
    private final LongSupplier head;
    private final Map<UUID, Asked> enquiries = new ConcurrentHashMap<>();
    /** Enquiries that an erasure ended, until they would have ended by themselves. */
    private final Map<UUID, Ended> ended = new ConcurrentHashMap<>();

    private record Ended(Instant at, UUID erasure) {}

    /** The erasures that enquiries led to, by enquiry, until they are carried out. */
    private final Map<UUID, UUID> orders = new ConcurrentHashMap<>();

    /**
     * What was looked for, and what was shown of it. In memory only: it holds the address.
     *
     * @param matches where that stands which was looked for by something else than an address, by what it is
     * @param taken the own keys of possible matches that were taken in
     * @param shown all keys that were shown, in the order in which they were: a page that knows how many these were knows which
     * @param withdrawn those of them that were not found again: left out, or destroyed
     */
    record Asked(
            Instant at,
            Identifier by,
            Population population,
            Map<Identifier, Set<Prefix>> matches,
            Set<UUID> taken,
            Set<UUID> shown,
            Set<UUID> withdrawn) {

        static Asked of(Instant at, Identifier by, Population population) {
            return new Asked(
                    at,
                    by,
                    population,
                    new ConcurrentHashMap<>(),
                    ConcurrentHashMap.newKeySet(),
                    new LinkedHashSet<>(),
                    new HashSet<>());
        }

        /** What an order names: nothing, where something else than an address was looked for. */
        List<String> addresses() {
            return by.kind() == Identifier.Kind.EMAIL ? List.of(by.value()) : List.of();
        }

        int show(Collection<UUID> keys) {
            synchronized (shown) {
                shown.addAll(keys);
                withdrawn.clear();
                withdrawn.addAll(shown);
                keys.forEach(withdrawn::remove);
                return shown.size();
            }
        }

        /** The first so many keys that were shown. */
        Set<UUID> shown(int first) {
            synchronized (shown) {
                return shown.stream()
                        .limit(first)
                        .filter(key -> !withdrawn.contains(key))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
            }
        }
    }

    People(
            VaultDatabase database,
            RootStore root,
            Ledger ledger,
            Lanes lanes,
            AddressIndex index,
            Clock clock,
            LongSupplier head) {
        this.head = head;
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.lanes = lanes;
        this.index = index;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    // --- Enquiries ---

    Optional<Enquiry> enquire(Identifier identifier, Population population) {
        Asked asked = Asked.of(Ledger.inMicroseconds(clock.instant()), identifier, population);
        look(asked, identifier);
        UUID id = UUID.randomUUID();
        Enquiry found = found(id, asked);
        if (nothing(found)) return Optional.empty();
        forgetOld();
        enquiries.put(id, asked);
        return Optional.of(found);
    }

    private void look(Asked asked, Identifier identifier) {
        boolean address = identifier.kind() == Identifier.Kind.EMAIL;
        if (!address || !identifier.equals(asked.by()))
            asked.matches()
                    .put(
                            identifier,
                            address ? index.candidates(identifier, asked.population()) : index.matches(identifier));
    }

    Optional<Enquiry> match(UUID id, Identifier identifier) {
        return asked(id).map(asked -> {
            look(asked, identifier);
            return found(id, asked);
        });
    }

    private static boolean nothing(Enquiry found) {
        return found.keys().isEmpty() && found.possible().isEmpty();
    }

    /** Looks again: what the person sent since lies in subjects of its own. */
    Optional<Enquiry> enquiry(UUID id) {
        return asked(id).map(asked -> found(id, asked)).filter(found -> !nothing(found));
    }

    Optional<Enquiry> take(UUID id, UUID keyId, boolean in) {
        return asked(id).map(asked -> {
            if (!in) asked.taken().remove(keyId);
            else if (found(id, asked).possible().stream()
                    .anyMatch(match -> match.keyId().equals(keyId)))
                asked.taken().add(keyId);
            else if (!asked.taken().contains(keyId))
                throw new VaultException("That record is no possible match of what was looked for");
            return found(id, asked);
        });
    }

    Optional<Asked> asked(UUID id) {
        forgetOld();
        return Optional.ofNullable(enquiries.get(id));
    }

    /** From now on this erasure is what an enquiry led to. */
    void ordered(UUID enquiry, UUID erasure) {
        orders.put(enquiry, erasure);
    }

    /**
     * Ends the enquiries that led to an erasure, and all others by its addresses: who was looked for is erased. What was kept is
     * found by a new one.
     */
    void end(Orders.Addresses addresses, UUID erasure) {
        enquiries.forEach((id, asked) -> {
            if (!erasure.equals(orders.get(id))
                    && (asked.population() != addresses.population()
                            || asked.addresses().stream().noneMatch(addresses.addresses()::contains))) return;
            // In this order: whoever asks in between finds one of the two
            ended.put(id, new Ended(asked.at(), erasure));
            enquiries.remove(id);
        });
        orders.values().remove(erasure);
    }

    /** The erasure that ended an enquiry; null when none did, or that is forgotten. */
    @Nullable
    UUID endedBy(UUID enquiry) {
        Ended by = ended.get(enquiry);
        return by == null ? null : by.erasure();
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(VALID);
        enquiries.values().removeIf(asked -> asked.at().isBefore(oldest));
        orders.keySet().retainAll(enquiries.keySet());
        ended.values().removeIf(each -> each.at().isBefore(oldest));
    }

    private Enquiry found(UUID id, Asked asked) {
        Map<Identifier, Set<Prefix>> candidates = new LinkedHashMap<>();
        if (asked.by().kind() == Identifier.Kind.EMAIL)
            candidates.put(asked.by(), index.candidates(asked.by(), asked.population()));
        candidates.putAll(asked.matches());
        Enquiry enquiry = database.read(connection -> {
            SortedMap<Prefix, List<Read>> all = new TreeMap<>();
            Map<Prefix, Identifier> by = new HashMap<>();
            for (Map.Entry<Identifier, Set<Prefix>> each : candidates.entrySet())
                confirmed(connection, each.getValue(), each.getKey(), asked.population())
                        .forEach((subject, rows) -> {
                            all.put(subject, rows);
                            by.putIfAbsent(subject, each.getKey());
                        });
            SortedMap<Prefix, List<KeyRow>> rowsOfKeys = keyRows(connection, all.keySet());
            SortedMap<Prefix, List<Read>> theirs = new TreeMap<>();
            List<Enquiry.PossibleMatch> possible = new ArrayList<>();
            Set<UUID> taken = new LinkedHashSet<>();
            rowsOfKeys.forEach((subject, ofSubject) -> {
                UUID key = ofSubject.getFirst().keyId(); // its own comes first
                List<Read> rows = all.getOrDefault(subject, List.of());
                boolean leads = leads(rows, asked.by());
                if (leads || asked.taken().contains(key)) theirs.put(subject, rows);
                if (!leads && asked.taken().contains(key)) taken.add(key);
                if (!leads && !asked.taken().contains(key))
                    possible.add(new Enquiry.PossibleMatch(key, by.getOrDefault(subject, asked.by())));
            });
            Map<Identifier, Enquiry.KnownIdentifier> known = new LinkedHashMap<>();
            for (List<Read> rows : theirs.values())
                for (Read each : rows)
                    known.merge(
                            each.identifier(),
                            new Enquiry.KnownIdentifier(
                                    each.identifier(),
                                    each.row().place().has(IdentifierPlace.CONFIRMED),
                                    each.row().place().has(IdentifierPlace.RESOLVES)),
                            (one, other) -> new Enquiry.KnownIdentifier(
                                    one.identifier(),
                                    one.confirmed() || other.confirmed(),
                                    one.resolves() || other.resolves()));
            rowsOfKeys.keySet().retainAll(theirs.keySet());
            List<Enquiry.HeldKey> keys = held(connection, rowsOfKeys);
            int shown = asked.show(keys.stream().map(Enquiry.HeldKey::keyId).toList());
            return new Enquiry(id, asked.at(), keys, List.copyOf(known.values()), List.copyOf(possible), taken, shown);
        });
        return enquiry;
    }

    /** Whether this identifier makes the subject its person's: of the public the first address of a part, of the staff any. */
    private static boolean leads(List<Read> rows, Identifier by) {
        return rows.stream()
                .anyMatch(each -> each.identifier().equals(by)
                        && by.kind() == Identifier.Kind.EMAIL
                        && (each.row().place().has(IdentifierPlace.RESOLVES)
                                || each.row().place().population() == Population.STAFF));
    }

    /** Those of these subjects that are the person's whose address this is. */
    Set<Prefix> ledToBy(Connection connection, Set<Prefix> candidates, Identifier address, Population population)
            throws SQLException {
        SortedMap<Prefix, List<Read>> all = confirmed(connection, candidates, address, population);
        all.values().removeIf(rows -> !leads(rows, address));
        return all.keySet();
    }

    /** A row and what it says. */
    record Read(IdentifierRow row, Identifier identifier) {}

    /**
     * Those of these subjects that do have the identifier, with all their identifiers.
     *
     * @throws VaultException when a row of one was changed, moved or taken away: nothing is left out silently
     */
    private SortedMap<Prefix, List<Read>> confirmed(
            Connection connection, Set<Prefix> candidates, Identifier by, Population population) throws SQLException {
        SortedMap<Prefix, List<Read>> found = new TreeMap<>();
        candidates.forEach(subject -> found.put(subject, new ArrayList<>()));
        try (Crypto.Burst _ = Crypto.burst();
                Walks walks = new Walks(state())) {
            for (IdentifierRow row : IdentifierRow.of(connection, candidates)) {
                Identifier identifier = row.open(walks);
                if (identifier != null)
                    found.computeIfAbsent(row.subject(), _ -> new ArrayList<>()).add(new Read(row, identifier));
                else if (ledger.death(row.subject()) == null) throw changed();
            }
        }
        found.keySet().removeIf(subject -> ledger.death(subject) != null);
        for (List<Read> rows : found.values())
            if (rows.isEmpty() || rows.size() != rows.getFirst().row().place().of()) throw changed();
        found.values()
                .removeIf(rows -> rows.stream()
                        .noneMatch(each -> each.identifier().equals(by)
                                && each.row().place().population() == population));
        return found;
    }

    private static ChangedRowsException changed() {
        return new ChangedRowsException(
                "A key or an identifier in the vault does not open where it stands, or was taken away: rows were changed or moved."
                        + " Nothing was left out silently: compare the vault with a backup before you rely on any search");
    }

    private List<Enquiry.HeldKey> keys(Connection connection, Collection<Prefix> subjects) throws SQLException {
        return held(connection, keyRows(connection, subjects));
    }

    /**
     * The rows of the keys of these living subjects, the own one of each first.
     *
     * @throws VaultException when a row is not this vault's, or a subject has lost its own key's: whoever moves a row to another's
     *     place must not have it shown as theirs
     */
    private SortedMap<Prefix, List<KeyRow>> keyRows(Connection connection, Collection<Prefix> subjects)
            throws SQLException {
        RootState state = state();
        SortedMap<Prefix, List<KeyRow>> keys = new TreeMap<>();
        Set<Prefix> lost = new HashSet<>(subjects);
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT " + KeyRow.COLUMNS + " FROM unnest(?) AS s (prefix) JOIN vault.key k ON k.prefix = s.prefix"
                        + " ORDER BY k.prefix, k.own DESC, k.key_id",
                (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) {
                KeyRow key = KeyRow.read(row);
                Prefix subject = key.subject();
                if (subject == null || !key.isOurs(state)) throw changed();
                if (key.own()) lost.remove(subject);
                keys.computeIfAbsent(subject, _ -> new ArrayList<>()).add(key);
            }
        }
        keys.keySet().removeAll(lost);
        lost.removeIf(subject -> ledger.death(subject) != null);
        if (!lost.isEmpty()) throw changed();
        return keys;
    }

    private List<Enquiry.HeldKey> held(Connection connection, SortedMap<Prefix, List<KeyRow>> rows)
            throws SQLException {
        Map<UUID, Prefix> keys = new LinkedHashMap<>();
        rows.forEach((subject, of) -> of.forEach(key -> keys.put(key.keyId(), subject)));
        Map<UUID, Ground> held = States.held(connection, state(), ledger, keys.keySet());
        List<Enquiry.HeldKey> all = new ArrayList<>(keys.size());
        keys.forEach((key, subject) -> all.add(new Enquiry.HeldKey(key, lanes.lane(subject.lane()), held.get(key))));
        return all;
    }

    // --- Beside a key ---

    List<NewKey> keysBeside(UUID keyId, int count) {
        if (count < 1) throw new IllegalArgumentException("At least one key");
        return database.write(connection -> {
            Prefix subject = subject(lockOwn(connection, keyId));
            RootState state = state();
            List<NewKey> keys = new ArrayList<>(count);
            List<Wrapping> rows = new ArrayList<>(count);
            try (SeedTree.Walk walk = state.tree().walk()) {
                for (int i = 0; i < count; i++) {
                    NewKey key = NewKey.random(subject);
                    rows.add(Wrapping.of(state, walk, subject, false, key));
                    keys.add(key);
                }
            }
            Wrapping.insert(connection, rows);
            return keys;
        });
    }

    /**
     * The own key of the living subject of a key: nothing of it can be destroyed, and none be put beside it, until the transaction
     * ends.
     */
    private KeyRow lockOwn(Connection connection, UUID keyId) throws SQLException {
        Prefix subject = subjectOf(connection, keyId);
        // As orders do it: the record's own key is what everything beside it goes by.
        KeyRow own = living(
                connection,
                keyId,
                "SELECT " + KeyRow.COLUMNS + " FROM vault.key k WHERE k.prefix = ? AND k.own FOR UPDATE",
                subject);
        if (!subject.equals(own.subject())) throw new IllegalStateException("Another subject's key");
        if (!ReplacementRow.among(connection, state(), ledger, Set.of(own.keyId()))
                .isEmpty()) throw new VaultException("That record is being put right: try again in a moment");
        Restrictions.refuse(connection, state(), own.keyId());
        return own;
    }

    private Prefix subjectOf(Connection connection, UUID keyId) throws SQLException {
        return subject(
                living(connection, keyId, "SELECT " + KeyRow.COLUMNS + " FROM vault.key k WHERE k.key_id = ?", keyId));
    }

    private static Prefix subject(KeyRow row) {
        Prefix subject = row.subject();
        if (subject == null) throw new IllegalStateException("A living key has a place");
        return subject;
    }

    private KeyRow living(Connection connection, UUID keyId, String sql, Object value) throws SQLException {
        KeyRow row;
        try (ResultSet found = VaultDatabase.query(connection, sql, value)) {
            row = found.next() ? KeyRow.read(found) : null;
        }
        if (row == null)
            throw new CannotBeOpenedException(CannotBeOpenedException.Why.MISSING, keyId, "There is no key " + keyId);
        RootState state = state();
        try (Walks walks = new Walks(state)) {
            switch (row.fate(state, walks, ledger)) {
                case KeyRow.Fate.Living(byte[] key) -> Crypto.clear(key);
                case KeyRow.Fate.Gone _ ->
                    throw new VaultException("That key was erased: nothing new is sealed for the erased");
                case KeyRow.Fate.Alarm(CannotBeOpenedException.Why why, String what) -> {
                    // An erasure is marked before its entry is told to everybody: whoever waited for it finds it
                    // erased.
                    if (row.destroyedBy() > ledger.last())
                        throw new VaultException("That key is being erased: nothing new is sealed for the erased");
                    throw new CannotBeOpenedException(why, keyId, "Key " + keyId + " cannot be used: it " + what);
                }
            }
        }
        return row;
    }

    // --- Staff ---

    Optional<KeyVault.MemberOfStaff> memberOfStaff(Identifier email) {
        Set<Prefix> candidates = index.candidates(email, Population.STAFF);
        if (candidates.isEmpty()) return Optional.empty();
        return database.read(connection -> {
            SortedMap<Prefix, List<Read>> found = confirmed(connection, candidates, email, Population.STAFF);
            if (found.isEmpty()) return Optional.empty();
            // The last: whose address changes has the new one twice for a moment
            Prefix subject = found.lastKey();
            return keys(connection, Set.of(subject)).stream()
                    .findFirst()
                    .map(own ->
                            new KeyVault.MemberOfStaff(account(found.getOrDefault(subject, List.of())), own.keyId()));
        });
    }

    private static UUID account(List<Read> rows) {
        return rows.stream()
                .map(Read::identifier)
                .filter(each -> each.kind() == Identifier.Kind.ACCOUNT)
                .map(each -> UUID.fromString(each.value()))
                .findFirst()
                .orElseThrow(People::changed);
    }

    /** Gives a subject that nobody has yet to a new member of staff, under addresses that nobody of the staff has. */
    NewKey newMemberOfStaff(Owner.Named owner, MadeAhead.Subject fresh) {
        index.awaitStaff();
        return database.write(connection -> {
            for (Identifier identifier : owner.identifiers())
                if (identifier.kind() == Identifier.Kind.EMAIL && isTaken(connection, identifier, null))
                    throw takenAlready();
            identify(connection, fresh, Population.STAFF, owner.identifiers());
            return fresh.own();
        });
    }

    /** Writes by what a subject that nobody had yet is found. */
    private void identify(
            Connection connection, MadeAhead.Subject fresh, Population population, List<Identifier> identifiers)
            throws SQLException {
        RootState state = state();
        try (SeedTree.Walk walk = state.tree().walk()) {
            IdentifierRow.insert(
                    connection,
                    IdentifierRow.seal(
                            state, walk, fresh.prefix(), population, identifiers, clock.instant(), head.getAsLong()));
        }
    }

    /**
     * With the writers' lock held alone: two who ask for one address at once, of whom the second finds the first.
     *
     * @param but an account that may have it: what a change of its address left behind, whose event never came
     */
    private boolean isTaken(Connection connection, Identifier email, @Nullable UUID but) throws SQLException {
        return confirmed(connection, index.candidatesAlone(connection, email), email, Population.STAFF)
                .values()
                .stream()
                .anyMatch(rows -> !account(rows).equals(but));
    }

    private static VaultException takenAlready() {
        return new AddressTakenException();
    }

    // --- Putting right ---

    /** Which lane a living key is in. */
    Lane laneOf(UUID keyId) {
        return database.read(
                connection -> lanes.lane(subjectOf(connection, keyId).lane()));
    }

    /**
     * Gives a subject that nobody has yet to whoever has this key, under these identifiers, and writes the order that ends the old
     * one. What is held stays so until then, and is held in the new one with the entry.
     */
    ReplacementRow replace(Connection connection, Replacement asked, MadeAhead.Subject fresh) throws SQLException {
        // The writers' lock first, as an erasure takes them: the other way round each would wait for the other
        Identifier account = asked.identifiers().stream()
                .filter(each -> each.kind() == Identifier.Kind.ACCOUNT)
                .findFirst()
                .orElse(null);
        AddressIndex.alone(connection);
        if (account != null)
            for (Identifier identifier : asked.identifiers())
                if (identifier.kind() == Identifier.Kind.EMAIL
                        && isTaken(connection, identifier, UUID.fromString(account.value()))) throw takenAlready();
        KeyRow own = lockOwn(connection, asked.keyId());
        RootState state = state();
        List<Identifier> before = new ArrayList<>();
        boolean staff = false;
        try (Walks walks = new Walks(state)) {
            for (IdentifierRow row : IdentifierRow.of(connection, Set.of(subject(own)))) {
                Identifier identifier = row.open(walks);
                if (identifier == null) throw changed();
                before.add(identifier);
                staff |= row.place().population() == Population.STAFF;
            }
        }
        if (staff ? account == null || !before.contains(account) : account != null)
            throw new VaultException("That key is not one of that account");
        identify(connection, fresh, staff ? Population.STAFF : Population.PUBLIC, asked.identifiers());
        ReplacementRow row = new ReplacementRow(
                asked.erasure(),
                own.keyId(),
                fresh.own().keyId(),
                asked.actor(),
                Ledger.inMicroseconds(clock.instant()),
                head.getAsLong());
        row.insert(connection, state);
        return row;
    }
}
