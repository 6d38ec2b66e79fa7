package dev.lethe.shredding;

import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
        List<Sealed<?>> doubtful = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int from = 0; from < values.size(); from += PER_QUERY) {
            List<? extends Sealed<?>> some = values.subList(from, Math.min(values.size(), from + PER_QUERY));
            Map<UUID, Row> rows = rows(some);
            RootState state = root.current().orElseThrow();
            List<Sealed<?>> ordered = new ArrayList<>(some);
            // Neighbours in the tree share most of their way.
            ordered.sort(Comparator.comparing(
                    value -> {
                        Row row = rows.get(value.token().keyId());
                        return row == null ? null : row.slot();
                    },
                    Comparator.nullsFirst(Comparator.naturalOrder())));
            int parts = (ordered.size() + PER_CORE - 1) / PER_CORE;
            IntStream stream = IntStream.range(0, parts);
            (parts > 1 ? stream.parallel() : stream).forEach(part -> {
                try (Opener opener = new Opener(state)) {
                    for (Sealed<?> value :
                            ordered.subList(part * PER_CORE, Math.min(ordered.size(), (part + 1) * PER_CORE))) {
                        Object answer =
                                opener.open(value, rows.get(value.token().keyId()));
                        if (answer instanceof CannotBeOpenedException && !certain) doubtful.add(value);
                        else answers.put(value, answer);
                    }
                }
            });
        }
        return doubtful;
    }

    private Map<UUID, Row> rows(List<? extends Sealed<?>> values) {
        Set<UUID> keyIds = new HashSet<>();
        for (Sealed<?> value : values) keyIds.add(value.token().keyId());
        return database.read(connection -> {
            Map<UUID, Row> rows = new HashMap<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT k.key_id, k.slot, k.epoch, k.wrapped, k.destroyed_on, k.ground, k.swept_by,"
                            + " l.number, l.at, l.ground, s.swept FROM vault.record_key k"
                            + " LEFT JOIN vault.subject s ON s.prefix = substring(k.slot FROM 1 FOR 5)"
                            + " LEFT JOIN vault.ledger l ON l.number = LEAST(k.destroyed_by, s.destroyed_by)"
                            + " WHERE k.key_id = ANY (?)",
                    (Object) keyIds.toArray(UUID[]::new))) {
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
        private final Map<Integer, SeedTree.Walk> walks = new HashMap<>();

        Opener(RootState state) {
            this.state = state;
            state.epochs().forEach((epoch, tree) -> walks.put(epoch, tree.walk()));
        }

        /** An {@link Opened}, or the {@link CannotBeOpenedException} to throw when it is asked for. */
        Object open(Sealed<?> value, @Nullable Row row) {
            if (row == null)
                return alarm(
                        CannotBeOpenedException.Why.MISSING, value, "has no key, and no sweep of the vault names it");
            Prefix slot = row.slot();
            byte[] wrapped = row.wrapped();
            if (slot == null || wrapped == null) return blanked(value, row);
            SeedTree.Walk walk = walks.get(row.epoch());
            byte[] wrapping = walk == null ? null : walk.wrappingKey(slot);
            if (row.destroyedAt() != null && row.ground() != null) {
                if (row.subjectSwept()) {
                    Crypto.clear(wrapping);
                    return alarm(
                            CannotBeOpenedException.Why.TAMPERED,
                            value,
                            "lies below a subject whose keys were all blanked before: its row was moved there");
                }
                // Destroyed and not punctured yet is what a pending erasure looks like, and nothing else does.
                boolean pending = row.destroyedBy() > state.ledgerNumber();
                if (wrapping == null || pending) {
                    Crypto.clear(wrapping);
                    return new Opened.Erased<>(row.destroyedAt(), row.ground());
                }
                Crypto.clear(wrapping);
                return alarm(
                        CannotBeOpenedException.Why.TAMPERED,
                        value,
                        "is marked as destroyed, but the root state was never punctured there: the table was changed");
            }
            if (wrapping == null)
                return alarm(
                        CannotBeOpenedException.Why.UNEXPLAINED,
                        value,
                        "lies where the root state is punctured, but no ledger entry says why: the ledger was cut");
            return opened(value, row, slot, wrapped, wrapping);
        }

        private Object opened(Sealed<?> value, Row row, Prefix slot, byte[] wrapped, byte[] wrapping) {
            byte[] key = null;
            try {
                key = Constructions.unwrapKey(wrapping, row.epoch(), slot, row.keyId(), wrapped);
                return new Opened.Known<>(Constructions.openValue(key, value));
            } catch (AEADBadTagException _) {
                return alarm(
                        CannotBeOpenedException.Why.TAMPERED,
                        value,
                        key == null
                                ? "has a key whose seal is broken: its row was changed or moved"
                                : "was changed, or stands where it was not sealed for");
            } catch (CannotBeOpenedException e) {
                return e;
            } finally {
                Crypto.clear(wrapping);
                Crypto.clear(key);
            }
        }

        private Object blanked(Sealed<?> value, Row row) {
            if (row.destroyedOn() != null && row.blankedGround() != null && ledger.swept(row.sweptBy(), row.keyId()))
                return new Opened.Erased<>(row.destroyedOn(), row.blankedGround());
            return alarm(
                    CannotBeOpenedException.Why.TAMPERED,
                    value,
                    "has a blanked key, but no sweep of the vault names it: the table was changed");
        }

        @Override
        public void close() {
            walks.values().forEach(SeedTree.Walk::close);
        }
    }

    private static CannotBeOpenedException alarm(CannotBeOpenedException.Why why, Sealed<?> value, String what) {
        UUID keyId = value.token().keyId();
        return new CannotBeOpenedException(
                why,
                keyId,
                "A value sealed as " + value.place().label() + " under key " + keyId + " cannot be opened: it " + what);
    }
}
