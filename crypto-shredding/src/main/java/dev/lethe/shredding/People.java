package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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

    /** What was looked for, and every key that was shown of it. In memory only: it holds the address. */
    record Asked(Instant at, Identifier address, Population population, Set<UUID> shown) {}

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
        if (identifier.kind() != Identifier.Kind.EMAIL)
            throw new IllegalArgumentException("Only an e-mail address finds a person; a "
                    + identifier.kind().code() + " may be that of several people");
        Asked asked = new Asked(
                Ledger.inMicroseconds(clock.instant()), identifier, population, ConcurrentHashMap.newKeySet());
        UUID id = UUID.randomUUID();
        Enquiry found = found(id, asked);
        if (found.keys().isEmpty()) return Optional.empty();
        forgetOld();
        enquiries.put(id, asked);
        return Optional.of(found);
    }

    /** Looks again: what the person sent since lies in subjects of its own. An order then takes what is found last. */
    Optional<Enquiry> enquiry(UUID id) {
        return asked(id)
                .map(asked -> found(id, asked))
                .filter(found -> !found.keys().isEmpty());
    }

    Optional<Asked> asked(UUID id) {
        forgetOld();
        return Optional.ofNullable(enquiries.get(id));
    }

    /** Ends the enquiries by these addresses: who was looked for is erased. What was kept is found by a new one. */
    void end(Orders.Addresses addresses, UUID erasure) {
        enquiries.forEach((id, asked) -> {
            if (asked.population() != addresses.population()
                    || !addresses.addresses().contains(asked.address().value())) return;
            // In this order: whoever asks in between finds one of the two
            ended.put(id, new Ended(asked.at(), erasure));
            enquiries.remove(id);
        });
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
        ended.values().removeIf(each -> each.at().isBefore(oldest));
    }

    private Enquiry found(UUID id, Asked asked) {
        Set<Prefix> candidates = index.candidates(asked.address());
        Enquiry enquiry = database.read(connection -> {
            SortedMap<Prefix, List<Read>> subjects = confirmed(connection, candidates, asked);
            Map<Identifier, Enquiry.KnownIdentifier> known = new LinkedHashMap<>();
            for (List<Read> rows : subjects.values())
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
            return new Enquiry(id, asked.at(), keys(connection, subjects.keySet()), List.copyOf(known.values()));
        });
        enquiry.keys().forEach(key -> asked.shown().add(key.keyId()));
        return enquiry;
    }

    /** A row and what it says. */
    record Read(IdentifierRow row, Identifier identifier) {}

    /**
     * Those of these subjects that do have the address, with all their identifiers.
     *
     * @throws VaultException when a row of one was changed, moved or taken away: nothing is left out silently
     */
    SortedMap<Prefix, List<Read>> confirmed(Connection connection, Set<Prefix> candidates, Asked asked)
            throws SQLException {
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
                        .noneMatch(each -> each.identifier().equals(asked.address())
                                && each.row().place().population() == asked.population()));
        return found;
    }

    private static ChangedRowsException changed() {
        return new ChangedRowsException(
                "A key or an identifier in the vault does not open where it stands, or was taken away: rows were changed or moved."
                        + " Nothing was left out silently: compare the vault with a backup before you rely on any search");
    }

    /**
     * The keys of these living subjects.
     *
     * @throws VaultException when a row is not this vault's, or a subject has lost its own key's: whoever moves a row to another's
     *     place must not have it shown as theirs
     */
    private List<Enquiry.HeldKey> keys(Connection connection, Collection<Prefix> subjects) throws SQLException {
        RootState state = state();
        Map<UUID, Prefix> keys = new LinkedHashMap<>();
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
                keys.put(key.keyId(), subject);
            }
        }
        lost.removeIf(subject -> ledger.death(subject) != null);
        if (!lost.isEmpty()) throw changed();
        Map<UUID, Ground> held = States.held(connection, state, ledger, keys.keySet());
        List<Enquiry.HeldKey> all = new ArrayList<>(keys.size());
        keys.forEach((key, subject) -> all.add(new Enquiry.HeldKey(key, lanes.lane(subject.lane()), held.get(key))));
        return all;
    }

    // --- Beside a key ---

    List<NewKey> keysBeside(UUID keyId, int count) {
        if (count < 1) throw new IllegalArgumentException("At least one key");
        return database.write(connection -> {
            Prefix subject = lockSubjectOf(connection, keyId);
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

    /** The living subject of a key, of which nothing can be destroyed until the transaction ends. */
    private Prefix lockSubjectOf(Connection connection, UUID keyId) throws SQLException {
        Prefix subject =
                living(connection, keyId, "SELECT " + KeyRow.COLUMNS + " FROM vault.key k WHERE k.key_id = ?", keyId);
        // As orders do it: the record's own key is what everything beside it goes by.
        Prefix own = living(
                connection,
                keyId,
                "SELECT " + KeyRow.COLUMNS + " FROM vault.key k WHERE k.prefix = ? AND k.own FOR UPDATE",
                subject);
        if (!own.equals(subject)) throw new IllegalStateException("Another subject's key");
        return subject;
    }

    private Prefix living(Connection connection, UUID keyId, String sql, Object value) throws SQLException {
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
        Prefix subject = row.subject();
        if (subject == null) throw new IllegalStateException("A living key has a place");
        return subject;
    }

    // --- Staff ---

    List<UUID> staffKeys(Identifier email) {
        Set<Prefix> candidates = index.candidates(email);
        if (candidates.isEmpty()) return List.of();
        return database.read(connection ->
                keys(connection, confirmed(connection, candidates, staff(email)).keySet()).stream()
                        .map(Enquiry.HeldKey::keyId)
                        .toList());
    }

    private static Asked staff(Identifier email) {
        return new Asked(Instant.EPOCH, email, Population.STAFF, Set.of());
    }

    /** Gives a subject that nobody has yet to a new member of staff, under addresses that nobody of the staff has. */
    NewKey newMemberOfStaff(Owner.Named owner, MadeAhead.Subject fresh) {
        index.await();
        return database.write(connection -> {
            for (Identifier identifier : owner.identifiers())
                if (identifier.kind() == Identifier.Kind.EMAIL
                        && !taken(connection, identifier).isEmpty()) throw takenAlready();
            RootState state = state();
            try (SeedTree.Walk walk = state.tree().walk()) {
                IdentifierRow.insert(
                        connection,
                        IdentifierRow.seal(
                                state,
                                walk,
                                fresh.prefix(),
                                Population.STAFF,
                                owner.identifiers(),
                                clock.instant(),
                                head.getAsLong()));
            }
            return fresh.own();
        });
    }

    /** With the writers' lock held alone: two who ask for one address at once, of whom the second finds the first. */
    private Set<Prefix> taken(Connection connection, Identifier email) throws SQLException {
        return new LinkedHashSet<>(confirmed(connection, index.candidatesAlone(connection, email), staff(email))
                .keySet());
    }

    private static VaultException takenAlready() {
        return new VaultException("Another member of staff has that address");
    }

    void changeStaffIdentifier(UUID keyId, Identifier email) {
        if (email.kind() != Identifier.Kind.EMAIL) throw new IllegalArgumentException("Not an e-mail address");
        index.await();
        database.write(connection -> {
            // The writers' lock first, as an erasure takes them: the other way round each would wait for the other
            Set<Prefix> taken = taken(connection, email);
            Prefix subject = lockSubjectOf(connection, keyId);
            taken.remove(subject);
            if (!taken.isEmpty()) throw takenAlready();
            RootState state = state();
            List<IdentifierRow> changed = new ArrayList<>();
            boolean staff = false;
            try (SeedTree.Walk walk = state.tree().walk()) {
                for (IdentifierRow row : IdentifierRow.of(connection, Set.of(subject))) {
                    staff |= row.place().population() == Population.STAFF;
                    boolean address = row.place().kind().equals(email.kind().code());
                    if (address) changed.add(row.with(state, walk, email, clock.instant(), head.getAsLong()));
                }
            }
            if (!staff) throw new VaultException("That key is not one of a member of staff");
            for (IdentifierRow row : changed)
                VaultDatabase.execute(
                        connection,
                        "DELETE FROM vault.identifier WHERE prefix = ? AND n = ?",
                        subject,
                        row.place().n());
            IdentifierRow.insert(connection, changed);
            return null;
        });
    }
}
