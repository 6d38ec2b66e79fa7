package dev.lethe.shredding;

import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** Opens values. Nothing that it derives or unwraps outlives a call: docs/decisions says why there is no cache. */
final class KeyRows {

    private static final int PER_QUERY = 10_000;
    private static final int PER_CORE = 256;

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;

    KeyRows(VaultDatabase database, RootStore root, Ledger ledger) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
    }

    /** A key row with what the ledger table says of it. */
    private record Row(
            UUID keyId,
            @Nullable Prefix slot,
            int epoch,
            byte @Nullable [] wrapped,
            @Nullable Instant destroyedOn,
            @Nullable Ground blankedGround,
            long sweptBy,
            long destroyedBy,
            @Nullable Instant destroyedAt,
            @Nullable Ground ground,
            boolean subjectSwept) {}

    private record Asked(Sealed<?> value, @Nullable Row row) {}

    /** A key that is wanted, and for what, as an alarm would begin. */
    private record Wanted(UUID keyId, String what) {}

    /** What a key id leads to. */
    private sealed interface Found {

        /** The key, for whoever asked to clear. */
        record Key(byte[] key) implements Found {
            @Override
            public String toString() {
                return "Key[…]";
            }
        }

        record Gone(Instant when, Ground ground) implements Found {}

        record Alarm(CannotBeOpenedException alarm) implements Found {}
    }

    Map<Sealed<?>, Object> open(Collection<? extends Sealed<?>> values) {
        Map<Sealed<?>, Object> answers = new ConcurrentHashMap<>();
        List<? extends Sealed<?>> doubtful = open(List.copyOf(values), answers, false);
        // A row and a root state that were read at different moments may be those of before and after an erasure, or of
        // a
        // key's old and new home. Whoever still looks wrong at a second look is an alarm.
        if (!doubtful.isEmpty()) open(doubtful, answers, true);
        return answers;
    }

    private List<Sealed<?>> open(List<? extends Sealed<?>> values, Map<Sealed<?>, Object> answers, boolean certain) {
        List<Sealed<?>> doubtful = Collections.synchronizedList(new ArrayList<>());
        for (int from = 0; from < values.size(); from += PER_QUERY) {
            List<? extends Sealed<?>> some = values.subList(from, Math.min(values.size(), from + PER_QUERY));
            Map<UUID, Row> rows = rows(keyIds(some));
            RootState state = root.current().orElseThrow();
            List<Asked> ordered = new ArrayList<>(some.size());
            for (Sealed<?> value : some)
                ordered.add(new Asked(value, rows.get(value.token().keyId())));
            // Neighbours in the tree share most of their way.
            ordered.sort(Comparator.comparing(
                    asked -> asked.row() == null ? null : asked.row().slot(),
                    Comparator.nullsFirst(Comparator.naturalOrder())));
            int parts = (ordered.size() + PER_CORE - 1) / PER_CORE;
            IntStream stream = IntStream.range(0, parts);
            (parts > 1 ? stream.parallel() : stream).forEach(part -> {
                // In one burst: every key that is taken here is replaced by the next or forced out at the end.
                try (Crypto.Burst _ = Crypto.burst();
                        Opener opener = new Opener(state)) {
                    for (Asked asked :
                            ordered.subList(part * PER_CORE, Math.min(ordered.size(), (part + 1) * PER_CORE))) {
                        Object answer = opener.open(asked.value(), asked.row());
                        if (answer instanceof CannotBeOpenedException && !certain) doubtful.add(asked.value());
                        else answers.put(asked.value(), answer);
                    }
                }
            });
        }
        return doubtful;
    }

    private static Set<UUID> keyIds(List<? extends Sealed<?>> values) {
        Set<UUID> keyIds = new HashSet<>();
        for (Sealed<?> value : values) keyIds.add(value.token().keyId());
        return keyIds;
    }

    Opened<InputStream> openFile(FilePlace place, InputStream sealed) throws IOException {
        UUID keyId;
        try {
            keyId = FileHeader.read(sealed).keyId();
        } catch (IllegalArgumentException e) {
            throw SealedFiles.tampered(
                    new UUID(0, 0),
                    "where one sealed as " + place.label() + " belongs",
                    "does not begin as a sealed file does (" + e.getMessage() + ")");
        }
        Wanted wanted = new Wanted(keyId, "A file sealed as " + place.label());
        Found found = find(wanted);
        if (found instanceof Found.Alarm) found = find(wanted); // as above
        return switch (found) {
            case Found.Alarm(CannotBeOpenedException alarm) -> throw alarm;
            case Found.Gone(Instant when, Ground ground) -> new Opened.Erased<>(when, ground);
            case Found.Key(byte[] key) -> {
                try {
                    yield new Opened.Known<>(SealedFiles.open(key, keyId, place, sealed));
                } finally {
                    Crypto.clear(key);
                }
            }
        };
    }

    /** A key that seals again, for whoever asked to clear. */
    NewKey again(UUID keyId) {
        Wanted wanted = new Wanted(keyId, "What is to be sealed once more");
        Found found = find(wanted);
        if (found instanceof Found.Alarm) found = find(wanted); // as above
        return switch (found) {
            case Found.Alarm(CannotBeOpenedException alarm) -> throw alarm;
            case Found.Gone _ -> throw new VaultException("Key " + keyId + " was erased: it seals nothing any more");
            case Found.Key(byte[] key) -> new NewKey(keyId, key);
        };
    }

    /** By lane; without the subjects that nobody was given yet. */
    Map<Lane, Long> living(Lanes lanes, Map<Lane, Integer> stock) {
        return database.read(connection -> {
            Map<Lane, Long> living = new LinkedHashMap<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT get_byte(prefix, 0), sum(living) FROM vault.subject WHERE destroyed_by IS NULL"
                            + " GROUP BY 1 ORDER BY 1")) {
                while (row.next()) living.merge(lanes.lane(row.getInt(1)), row.getLong(2), Long::sum);
            }
            living.replaceAll((lane, keys) -> Math.max(0, keys - stock.getOrDefault(lane, 0)));
            return living;
        });
    }

    private Found find(Wanted wanted) {
        Row row = rows(Set.of(wanted.keyId())).get(wanted.keyId());
        try (Opener opener = new Opener(root.current().orElseThrow())) {
            return opener.find(wanted, row);
        }
    }

    private Map<UUID, Row> rows(Set<UUID> keyIds) {
        return database.read(connection -> {
            Map<UUID, Row> rows = new HashMap<>();
            try (PreparedStatement statement = VaultDatabase.planned(
                            connection, "SELECT * FROM vault.key_rows(?)", (Object) keyIds.toArray(UUID[]::new));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    byte[] slot = row.getBytes(2);
                    LocalDate day = row.getObject(5, LocalDate.class);
                    String blanked = row.getString(6);
                    long destroyedBy = row.getLong(8);
                    String ground = row.getString(10);
                    Row read = new Row(
                            row.getObject(1, UUID.class),
                            slot == null ? null : Prefix.of(slot),
                            row.getInt(3),
                            row.getBytes(4),
                            day == null
                                    ? null
                                    : day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                            blanked == null ? null : new Ground(blanked),
                            row.getLong(7),
                            destroyedBy,
                            destroyedBy == 0 ? null : VaultDatabase.instant(row, 9),
                            ground == null ? null : new Ground(ground),
                            row.getBoolean(11));
                    rows.put(read.keyId(), read);
                }
            }
            return rows;
        });
    }

    /** For values in the order of their slots, on one thread. */
    private final class Opener implements AutoCloseable {

        private final RootState state;
        private final Walks walks;

        Opener(RootState state) {
            this.state = state;
            this.walks = new Walks(state);
        }

        /** An {@link Opened}, or the {@link CannotBeOpenedException} to throw when it is asked for. */
        Object open(Sealed<?> value, @Nullable Row row) {
            Wanted wanted = new Wanted(
                    value.token().keyId(), "A value sealed as " + value.place().label());
            return switch (find(wanted, row)) {
                case Found.Alarm(CannotBeOpenedException alarm) -> alarm;
                case Found.Gone(Instant when, Ground ground) -> new Opened.Erased<>(when, ground);
                case Found.Key(byte[] key) -> {
                    try {
                        yield new Opened.Known<>(Constructions.openValue(key, value));
                    } catch (AEADBadTagException _) {
                        yield alarm(
                                        CannotBeOpenedException.Why.TAMPERED,
                                        wanted,
                                        "was changed, or stands where it was not sealed for")
                                .alarm();
                    } catch (CannotBeOpenedException e) {
                        yield e;
                    } finally {
                        Crypto.clear(key);
                    }
                }
            };
        }

        Found find(Wanted wanted, @Nullable Row row) {
            if (row == null)
                return alarm(
                        CannotBeOpenedException.Why.MISSING, wanted, "has no key, and no sweep of the vault names it");
            Prefix slot = row.slot();
            byte[] wrapped = row.wrapped();
            if (slot == null || wrapped == null) return blanked(wanted, row);
            SeedTree.Walk walk = walks.of(row.epoch());
            byte[] wrapping = walk == null ? null : walk.wrappingKey(slot);
            try {
                if (row.destroyedAt() != null && row.ground() != null) {
                    if (row.subjectSwept())
                        return alarm(
                                CannotBeOpenedException.Why.TAMPERED,
                                wanted,
                                "lies below a subject whose keys were all blanked before: its row was moved there");
                    // Destroyed and not punctured yet is what a pending erasure looks like, and nothing else does.
                    boolean pending = row.destroyedBy() > state.ledgerNumber();
                    if (wrapping == null || pending) return new Found.Gone(row.destroyedAt(), row.ground());
                    return alarm(
                            CannotBeOpenedException.Why.TAMPERED,
                            wanted,
                            "is marked as destroyed, but the root state was never punctured there: the table was changed");
                }
                if (wrapping == null)
                    return alarm(
                            CannotBeOpenedException.Why.UNEXPLAINED,
                            wanted,
                            "lies where the root state is punctured, but no ledger entry says why: the ledger was cut");
                return new Found.Key(Constructions.unwrapKey(wrapping, row.epoch(), slot, row.keyId(), wrapped));
            } catch (AEADBadTagException _) {
                return alarm(
                        CannotBeOpenedException.Why.TAMPERED,
                        wanted,
                        "has a key whose seal is broken: its row was changed or moved");
            } finally {
                Crypto.clear(wrapping);
            }
        }

        private Found blanked(Wanted wanted, Row row) {
            if (row.destroyedOn() != null && row.blankedGround() != null && ledger.swept(row.sweptBy(), row.keyId()))
                return new Found.Gone(row.destroyedOn(), row.blankedGround());
            return alarm(
                    CannotBeOpenedException.Why.TAMPERED,
                    wanted,
                    "has a blanked key, but no sweep of the vault names it: the table was changed");
        }

        @Override
        public void close() {
            walks.close();
        }
    }

    private static Found.Alarm alarm(CannotBeOpenedException.Why why, Wanted wanted, String what) {
        return new Found.Alarm(new CannotBeOpenedException(
                why, wanted.keyId(), wanted.what() + " under key " + wanted.keyId() + " cannot be opened: it " + what));
    }
}
