package dev.lethe.shredding.vault;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Restriction;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.sealing.Constructions;
import dev.lethe.shredding.sealing.FileHeader;
import dev.lethe.shredding.sealing.SealedFiles;
import dev.lethe.shredding.tree.Prefix;
import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** A key's row, and what stands beside it of its being restricted. */
    private record Rows(KeyRow key, Restrictions.@Nullable Row restricted) {}

    private record Asked(Sealed<?> value, @Nullable Rows row) {
        @Nullable
        Prefix subject() {
            return row == null ? null : row.key().subject();
        }
    }

    /** Whose values are opened. */
    enum Reach {
        /** What is restricted is told to be, and not opened. */
        USUAL,
        /** What is restricted opens as well. */
        EVEN_RESTRICTED
    }

    /** A key that is wanted, and for what, as an alarm would begin. */
    private record Wanted(UUID keyId, String what) {}

    /** What a key id leads to. */
    private sealed interface Found {

        /** The key, for whoever asked to clear. */
        record Key(byte[] key, Prefix subject) implements Found {
            @Override
            public String toString() {
                return "Key[…]";
            }
        }

        record Gone(Instant when, Ground ground) implements Found {}

        record Restricted(Restriction restriction) implements Found {}

        record Alarm(CannotBeOpenedException alarm) implements Found {}
    }

    Map<Sealed<?>, Object> open(Collection<? extends Sealed<?>> values, Reach reach) {
        Map<Sealed<?>, Object> answers = new ConcurrentHashMap<>();
        List<? extends Sealed<?>> doubtful = open(List.copyOf(values), answers, reach, false);
        // A row and a root state that were read at different moments may be those of before and after an erasure. What
        // still looks wrong at a second look is an alarm.
        if (!doubtful.isEmpty()) {
            ledger.settle();
            open(doubtful, answers, reach, true);
        }
        return answers;
    }

    private List<Sealed<?>> open(
            List<? extends Sealed<?>> values, Map<Sealed<?>, Object> answers, Reach reach, boolean certain) {
        List<Sealed<?>> doubtful = Collections.synchronizedList(new ArrayList<>());
        for (int from = 0; from < values.size(); from += PER_QUERY) {
            List<? extends Sealed<?>> some = values.subList(from, Math.min(values.size(), from + PER_QUERY));
            Map<UUID, Rows> rows = rows(keyIds(some));
            RootState state = root.current().orElseThrow();
            List<Asked> ordered = new ArrayList<>(some.size());
            for (Sealed<?> value : some)
                ordered.add(new Asked(value, rows.get(value.token().keyId())));
            // Neighbours in the tree share most of their way.
            ordered.sort(Comparator.comparing(Asked::subject, Comparator.nullsFirst(Comparator.naturalOrder())));
            int parts = (ordered.size() + PER_CORE - 1) / PER_CORE;
            IntStream stream = IntStream.range(0, parts);
            (parts > 1 ? stream.parallel() : stream).forEach(part -> {
                // In one burst: every key that is taken here is replaced by the next or forced out at the end.
                try (Crypto.Burst _ = Crypto.burst();
                        Opener opener = new Opener(state, reach)) {
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

    Opened<InputStream> openFile(FilePlace place, InputStream sealed, Reach reach) throws IOException {
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
        Found found = find(wanted, reach);
        if (found instanceof Found.Alarm) {
            ledger.settle();
            found = find(wanted, reach); // as above
        }
        return switch (found) {
            case Found.Alarm(CannotBeOpenedException alarm) -> throw alarm;
            case Found.Gone(Instant when, Ground ground) -> new Opened.Erased<>(when, ground);
            case Found.Restricted(Restriction(Instant since, Ground ground)) -> new Opened.Restricted<>(since, ground);
            case Found.Key(byte[] key, Prefix _) -> {
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
        Found found = find(wanted, Reach.USUAL);
        if (found instanceof Found.Alarm) {
            ledger.settle();
            found = find(wanted, Reach.USUAL); // as above
        }
        return switch (found) {
            case Found.Alarm(CannotBeOpenedException alarm) -> throw alarm;
            case Found.Gone _ -> throw new VaultException("Key " + keyId + " was erased: it seals nothing any more");
            case Found.Restricted _ -> throw Restrictions.refused();
            case Found.Key(byte[] key, Prefix subject) -> new NewKey(keyId, key, subject);
        };
    }

    /** By lane; without the subjects that nobody was given yet. */
    Map<Lane, Long> living(Lanes lanes, Map<Lane, Integer> stock) {
        return database.read(connection -> {
            Map<Lane, Long> living = new LinkedHashMap<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT get_byte(prefix, 0), count(*) FROM vault.key WHERE prefix IS NOT NULL AND destroyed_by IS NULL"
                            + " GROUP BY 1 ORDER BY 1")) {
                while (row.next()) living.merge(lanes.lane(row.getInt(1)), row.getLong(2), Long::sum);
            }
            living.remove(Lane.ORDERS);
            living.replaceAll((lane, keys) -> Math.max(0, keys - stock.getOrDefault(lane, 0)));
            return living;
        });
    }

    private Found find(Wanted wanted, Reach reach) {
        Rows row = rows(Set.of(wanted.keyId())).get(wanted.keyId());
        try (Opener opener = new Opener(root.current().orElseThrow(), reach)) {
            return opener.find(wanted, row);
        }
    }

    private Map<UUID, Rows> rows(Set<UUID> keyIds) {
        return database.read(connection -> {
            Map<UUID, Rows> rows = new HashMap<>();
            try (PreparedStatement statement = VaultDatabase.planned(
                            connection, "SELECT * FROM vault.opening_rows(?)", (Object) keyIds.toArray(UUID[]::new));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    KeyRow read = KeyRow.read(row);
                    rows.put(read.keyId(), new Rows(read, restricted(read.keyId(), row)));
                }
            }
            return rows;
        });
    }

    private static Restrictions.@Nullable Row restricted(UUID keyId, ResultSet row) throws SQLException {
        byte[] mac = row.getBytes("restricted_mac");
        return mac == null
                ? null
                : new Restrictions.Row(
                        keyId,
                        row.getObject("restricted_day", LocalDate.class),
                        Ground.read(row.getString("restricted_ground")),
                        row.getInt("restricted_epoch"),
                        mac);
    }

    /** For values in the order of their places, on one thread. */
    private final class Opener implements AutoCloseable {

        private final RootState state;
        private final Walks walks;
        private final Reach reach;

        Opener(RootState state, Reach reach) {
            this.state = state;
            this.reach = reach;
            this.walks = new Walks(state);
        }

        /** An {@link Opened}, or the {@link CannotBeOpenedException} to throw when it is asked for. */
        Object open(Sealed<?> value, @Nullable Rows row) {
            Wanted wanted = new Wanted(
                    value.token().keyId(), "A value sealed as " + value.place().label());
            return switch (find(wanted, row)) {
                case Found.Alarm(CannotBeOpenedException alarm) -> alarm;
                case Found.Gone(Instant when, Ground ground) -> new Opened.Erased<>(when, ground);
                case Found.Restricted(Restriction(Instant since, Ground ground)) ->
                    new Opened.Restricted<>(since, ground);
                case Found.Key(byte[] key, Prefix _) -> {
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

        Found find(Wanted wanted, @Nullable Rows row) {
            if (row == null)
                return alarm(
                        CannotBeOpenedException.Why.MISSING, wanted, "has no key, and no sweep of the vault names it");
            return switch (row.key().fate(state, walks, ledger)) {
                case KeyRow.Fate.Living(byte[] key) -> living(wanted, row, key);
                case KeyRow.Fate.Gone gone
                when gone.ground().equals(Ground.REPLACED) ->
                    alarm(
                            CannotBeOpenedException.Why.REPLACED,
                            wanted,
                            "was put right since and lives under another key: restore newer events");
                case KeyRow.Fate.Gone gone -> new Found.Gone(gone.when(), gone.ground());
                case KeyRow.Fate.Alarm(CannotBeOpenedException.Why why, String what) -> alarm(why, wanted, what);
            };
        }

        private Found living(Wanted wanted, Rows row, byte[] key) {
            Restrictions.Row restricted = row.restricted();
            if (restricted == null || reach == Reach.EVEN_RESTRICTED)
                return new Found.Key(key, Objects.requireNonNull(row.key().subject()));
            Crypto.clear(key);
            Restriction restriction = restricted.believed(state);
            return restriction != null
                    ? new Found.Restricted(restriction)
                    : alarm(
                            CannotBeOpenedException.Why.TAMPERED,
                            wanted,
                            "is said to be restricted by a row that was changed");
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
