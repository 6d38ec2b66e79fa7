package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** Who is known to the vault: enquiries by identifier, and the identifiers of members of staff. */
final class People {

    /** How long an enquiry can be come back to. */
    static final Duration VALID = Duration.ofDays(1);

    private final VaultDatabase database;
    private final RootStore root;
    private final Lanes lanes;
    private final Clock clock;

    People(VaultDatabase database, RootStore root, Lanes lanes, Clock clock) {
        this.database = database;
        this.root = root;
        this.lanes = lanes;
        this.clock = clock;
    }

    Optional<Enquiry> enquire(Identifier identifier, Population population) {
        if (identifier.kind() != Identifier.Kind.EMAIL)
            throw new IllegalArgumentException("Only an e-mail address finds a person; a "
                    + identifier.kind().code() + " may be that of several people");
        byte[][] hashes = IdentifierRow.hashes(root.current().orElseThrow(), identifier);
        byte[][] subjects = subjects(hashes, population);
        if (subjects.length == 0) return Optional.empty();
        UUID id = UUID.randomUUID();
        Instant at = Ledger.inMicroseconds(clock.instant());
        database.write(connection -> {
            forgetOld(connection);
            return VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.enquiry (id, at, population, hashes, prefixes) VALUES (?, ?, ?, ?, ?)",
                    id,
                    at,
                    population.name(),
                    hashes,
                    subjects);
        });
        return Optional.of(found(id, at, subjects));
    }

    /** Looks again: what the person sent since may lie in subjects of its own. An order then takes what was found last. */
    Optional<Enquiry> enquiry(UUID id) {
        record Asked(Instant at, Population population, byte[][] hashes) {}
        Asked asked = database.write(connection -> {
            forgetOld(connection);
            try (ResultSet row = VaultDatabase.query(
                    connection, "SELECT at, population, hashes FROM vault.enquiry WHERE id = ?", id)) {
                return row.next()
                        ? new Asked(VaultDatabase.instant(row, 1), Population.valueOf(row.getString(2)), (byte[][])
                                row.getArray(3).getArray())
                        : null;
            }
        });
        if (asked == null) return Optional.empty();
        byte[][] now = subjects(asked.hashes(), asked.population());
        return database.write(connection -> {
                    try (ResultSet row = VaultDatabase.query(
                            connection,
                            "UPDATE vault.enquiry SET prefixes ="
                                    + " (SELECT array_agg(DISTINCT p) FROM unnest(prefixes || ?::bytea[]) AS p)"
                                    + " WHERE id = ? RETURNING prefixes",
                            now,
                            id)) {
                        return row.next()
                                ? Optional.of((byte[][]) row.getArray(1).getArray())
                                : Optional.<byte[][]>empty();
                    }
                })
                .map(subjects -> found(id, asked.at(), subjects));
    }

    private void forgetOld(Connection connection) throws SQLException {
        VaultDatabase.execute(
                connection,
                "DELETE FROM vault.enquiry WHERE at < ?",
                clock.instant().minus(VALID));
    }

    List<UUID> staffKeys(Identifier email) {
        byte[][] subjects = subjects(IdentifierRow.hashes(root.current().orElseThrow(), email), Population.STAFF);
        if (subjects.length == 0) return List.of();
        return keys(subjects).stream().map(Enquiry.HeldKey::keyId).toList();
    }

    /** The living subjects that an identifier with one of these hashes leads to. */
    private byte[][] subjects(byte[][] hashes, Population population) {
        RootState state = root.current().orElseThrow();
        List<IdentifierRow> rows = database.read(connection -> IdentifierRow.find(connection, hashes, population));
        List<Prefix> subjects = new ArrayList<>();
        for (IdentifierRow row : rows) if (opened(row, state) != null) subjects.add(row.subject());
        return subjects.stream().distinct().map(Prefix::bytes).toArray(byte[][]::new);
    }

    /**
     * The value of a row.
     *
     * @return null when its subject was destroyed since it was read
     * @throws VaultException when it was changed
     */
    private @Nullable Identifier opened(IdentifierRow row, RootState state) {
        Identifier identifier = row.open(state);
        if (identifier != null || destroyed(row.subject())) return identifier;
        throw new VaultException(
                "An identifier in the vault does not open where it stands: its row was changed or moved."
                        + " Nothing was left out silently: compare the vault with a backup before you rely on any search");
    }

    private boolean destroyed(Prefix subject) {
        return database.read(connection -> {
            try (ResultSet row = VaultDatabase.query(
                    connection, "SELECT destroyed_by IS NOT NULL FROM vault.subject WHERE prefix = ?", subject)) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    private Enquiry found(UUID id, Instant at, byte[][] subjects) {
        RootState state = root.current().orElseThrow();
        Map<Identifier, Enquiry.KnownIdentifier> known = new LinkedHashMap<>();
        for (IdentifierRow row : database.read(connection -> IdentifierRow.of(connection, subjects))) {
            Identifier identifier = opened(row, state);
            if (identifier == null) continue;
            known.merge(
                    identifier,
                    new Enquiry.KnownIdentifier(identifier, row.confirmed(), row.resolves()),
                    (one, other) -> new Enquiry.KnownIdentifier(
                            identifier, one.confirmed() || other.confirmed(), one.resolves() || other.resolves()));
        }
        return new Enquiry(id, at, keys(subjects), List.copyOf(known.values()));
    }

    private List<Enquiry.HeldKey> keys(byte[][] subjects) {
        return database.read(connection -> {
            List<Enquiry.HeldKey> keys = new ArrayList<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT k.key_id, k.slot, k.kept FROM vault.subject s"
                            + " " + WITH_THEIR_KEYS
                            + " WHERE s.prefix = ANY (?) AND s.destroyed_by IS NULL AND k.destroyed_by IS NULL"
                            + " ORDER BY k.slot",
                    (Object) subjects)) {
                while (row.next()) {
                    String kept = row.getString(3);
                    keys.add(new Enquiry.HeldKey(
                            row.getObject(1, UUID.class),
                            lanes.lane(Prefix.of(row.getBytes(2)).lane()),
                            kept == null ? null : new Ground(kept)));
                }
            }
            return keys;
        });
    }

    /** That a key {@code k} lies in a subject {@code s}: a range of the index of slots. */
    static final String IN_SUBJECT = "k.slot BETWEEN s.prefix || '\\x0000'::bytea AND s.prefix || '\\xffff'::bytea";

    /**
     * Joins the keys {@code k} of each subject {@code s}. One subject after the other ({@code OFFSET 0} keeps it so): where
     * PostgreSQL knows little of the tables yet, it would rather hold all keys against all subjects.
     */
    static final String WITH_THEIR_KEYS =
            "CROSS JOIN LATERAL (SELECT * FROM vault.record_key k WHERE " + IN_SUBJECT + " OFFSET 0) k";

    // --- Beside a key ---

    /** The living subject of a key, locked against being destroyed until the transaction ends. */
    private record Beside(Prefix subject, int nextRecord) {}

    private Beside lockSubjectOf(Connection connection, UUID keyId) throws SQLException {
        RootState state = root.current().orElseThrow();
        Prefix slot = null;
        int epoch = 0;
        byte[] wrapped = null;
        boolean destroyed = false;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT slot, epoch, wrapped, destroyed_by IS NOT NULL FROM vault.record_key WHERE key_id = ?",
                keyId)) {
            if (!row.next())
                throw new CannotBeOpenedException(
                        CannotBeOpenedException.Why.MISSING, keyId, "There is no key " + keyId);
            byte[] bytes = row.getBytes(1);
            if (bytes != null) slot = Prefix.of(bytes);
            epoch = row.getInt(2);
            wrapped = row.getBytes(3);
            destroyed = row.getBoolean(4);
        }
        if (slot == null || wrapped == null || destroyed) throw erased();
        Beside beside;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT next_record, destroyed_by IS NOT NULL FROM vault.subject WHERE prefix = ? FOR UPDATE",
                slot.subject())) {
            if (!row.next())
                throw new CannotBeOpenedException(
                        CannotBeOpenedException.Why.TAMPERED,
                        keyId,
                        "The subject of key " + keyId + " has no row: the vault's table was changed");
            if (row.getBoolean(2)) throw erased();
            beside = new Beside(slot.subject(), row.getInt(1));
        }
        try (Walks walks = new Walks(state)) {
            byte[] key = Wrapping.unwrap(walks, epoch, slot, keyId, wrapped);
            if (key == null)
                throw new CannotBeOpenedException(
                        CannotBeOpenedException.Why.UNEXPLAINED,
                        keyId,
                        "Key " + keyId + " lies where the root state is punctured, but no ledger entry says why");
            Crypto.clear(key);
        } catch (AEADBadTagException _) {
            throw new CannotBeOpenedException(
                    CannotBeOpenedException.Why.TAMPERED,
                    keyId,
                    "The seal of key " + keyId + " is broken: its row was changed or moved");
        }
        return beside;
    }

    private static VaultException erased() {
        return new VaultException("That key was erased: nothing new is sealed for the erased");
    }

    List<NewKey> keysBeside(UUID keyId, int count) {
        if (count < 1) throw new IllegalArgumentException("At least one key");
        return database.write(connection -> {
            Beside beside = lockSubjectOf(connection, keyId);
            if (beside.nextRecord() + count > lanes.sizes().recordsOfSubject())
                throw new VaultException("The subject of that key has no room for " + count + " more");
            RootState state = root.current().orElseThrow();
            List<NewKey> keys = new ArrayList<>(count);
            byte[][] slots = new byte[count][];
            byte[][] wrapped = new byte[count][];
            Integer[] epochs = new Integer[count];
            Arrays.fill(epochs, state.epoch());
            try (SeedTree.Walk walk = state.tree().walk()) {
                for (int i = 0; i < count; i++) {
                    NewKey key = NewKey.random();
                    Prefix slot = beside.subject().record(beside.nextRecord() + i);
                    slots[i] = slot.bytes();
                    wrapped[i] = Wrapping.wrap(walk, state.epoch(), slot, key);
                    keys.add(key);
                }
            }
            VaultDatabase.execute(
                    connection,
                    "UPDATE vault.subject SET next_record = next_record + ?, living = living + ? WHERE prefix = ?",
                    count,
                    count,
                    beside.subject());
            Wrapping.insertKeys(
                    connection, keys.stream().map(NewKey::keyId).toArray(UUID[]::new), slots, epochs, wrapped);
            return keys;
        });
    }

    /** Gives a subject that nobody has yet to a new member of staff, under addresses that nobody of the staff has. */
    NewKey newMemberOfStaff(Owner.Named owner, MadeAhead.Subject fresh) {
        return database.write(connection -> {
            RootState state = root.current().orElseThrow();
            List<IdentifierRow> rows = new ArrayList<>();
            try (SeedTree.Walk walk = state.tree().walk()) {
                for (Identifier identifier : owner.identifiers()) {
                    if (identifier.kind() == Identifier.Kind.EMAIL) {
                        byte[][] hashes = lockStaffAddress(connection, state, identifier);
                        if (!IdentifierRow.find(connection, hashes, Population.STAFF)
                                .isEmpty()) throw new VaultException("Another member of staff has that address");
                    }
                    rows.add(IdentifierRow.seal(
                            state, walk, fresh.prefix(), identifier, Population.STAFF, false, false));
                }
            }
            IdentifierRow.insert(connection, rows);
            return fresh.first();
        });
    }

    /** Two who ask for one address at once: the second waits here, and then finds the first. */
    private static byte[][] lockStaffAddress(Connection connection, RootState state, Identifier email)
            throws SQLException {
        byte[][] hashes = IdentifierRow.hashes(state, email);
        VaultDatabase.lock(
                connection, HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(hashes[0], 0, 8)));
        return hashes;
    }

    void changeStaffIdentifier(UUID keyId, Identifier email) {
        if (email.kind() != Identifier.Kind.EMAIL) throw new IllegalArgumentException("Not an e-mail address");
        database.write(connection -> {
            RootState state = root.current().orElseThrow();
            byte[][] hashes = lockStaffAddress(connection, state, email);
            Beside beside = lockSubjectOf(connection, keyId);
            boolean staff = false;
            for (IdentifierRow row :
                    IdentifierRow.of(connection, new byte[][] {beside.subject().bytes()}))
                staff |= row.population() == Population.STAFF;
            if (!staff) throw new VaultException("That key is not one of a member of staff");
            for (IdentifierRow row : IdentifierRow.find(connection, hashes, Population.STAFF))
                if (!row.subject().equals(beside.subject()))
                    throw new VaultException("Another member of staff has that address");
            VaultDatabase.execute(
                    connection,
                    "DELETE FROM vault.identifier WHERE prefix = ? AND kind = ? AND population = 'STAFF'",
                    beside.subject(),
                    email.kind().code());
            try (SeedTree.Walk walk = state.tree().walk()) {
                IdentifierRow.insert(
                        connection,
                        List.of(IdentifierRow.seal(
                                state, walk, beside.subject(), email, Population.STAFF, false, false)));
            }
            return null;
        });
    }
}
