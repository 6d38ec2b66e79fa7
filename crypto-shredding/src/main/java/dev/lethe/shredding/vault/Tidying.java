package dev.lethe.shredding.vault;

import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.ledger.Orders;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.tree.Prefix;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done, and can be told, once keys are destroyed. */
final class Tidying {

    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);

    /** How long the row of a destroyed key stays that no event names, so that a token of it is told from one that lost its key. */
    private static final Duration KEPT_AFTERWARDS = Duration.ofDays(1);
    /** How many key ids one sweep's entry names at most. */
    private static final int SWEPT_AT_ONCE = 10_000;

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final Clock clock;
    /** Orders that were not complete when the last sweep found them called so. */
    private volatile long hidden;

    Tidying(VaultDatabase database, RootStore root, Ledger ledger, Clock clock) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /** How many orders the last sweep found called complete that are not. */
    long hiddenOrders() {
        return hidden;
    }

    boolean opensNothing(UUID erasure) {
        List<Ledger.Past> all = ledger.of(erasure);
        if (all.isEmpty()) return false;
        RootState state = state();
        for (Ledger.Past each : all)
            for (Prefix place : ledger.entry(each.entry().number()).prefixes())
                if (state.trees().stream().anyMatch(tree -> tree.covers(place))) return false;
        return true;
    }

    private static final String DESTROYED = "SELECT " + KeyRow.COLUMNS + " FROM vault.key k WHERE ";

    void destroyedBy(UUID erasure, Consumer<DestroyedKey> each) {
        List<Prefix> places = new ArrayList<>();
        for (Ledger.Past past : ledger.of(erasure))
            places.addAll(ledger.entry(past.entry().number()).prefixes());
        byte[][] first = places.stream()
                .map(place -> place.first(Prefix.SUBJECT).bytes())
                .toArray(byte[][]::new);
        byte[][] last =
                places.stream().map(place -> place.last(Prefix.SUBJECT).bytes()).toArray(byte[][]::new);
        stream(
                "SELECT " + KeyRow.COLUMNS + " FROM unnest(?, ?) AS p (first, last)"
                        + " CROSS JOIN LATERAL (SELECT * FROM vault.key k WHERE k.prefix BETWEEN p.first AND p.last OFFSET 0) k",
                each,
                row -> {
                    Prefix subject = row.subject();
                    Ledger.Death death = subject == null ? null : ledger.death(subject);
                    return death != null && death.entry().erasure().equals(erasure);
                },
                first,
                last);
        // Those that its order named, too, whichever erasure destroyed them: what came after it must not stay for ever
        stream(
                DESTROYED + "k.key_id IN (SELECT unnest(keys) FROM vault.erasure_order WHERE erasure = ?)",
                each,
                row -> {
                    Prefix subject = row.subject();
                    Ledger.Death death = subject == null ? null : ledger.death(subject);
                    return death == null || !death.entry().erasure().equals(erasure);
                },
                erasure);
    }

    void destroyedAmong(Collection<UUID> keyIds, Consumer<DestroyedKey> each) {
        if (keyIds.isEmpty()) return;
        stream(DESTROYED + "k.key_id = ANY (?)", each, _ -> true, (Object) keyIds.toArray(UUID[]::new));
    }

    void allDestroyed(Consumer<DestroyedKey> each) {
        stream(DESTROYED + "k.destroyed_by IS NOT NULL OR k.sweep IS NOT NULL", each, _ -> true);
    }

    private void stream(String sql, Consumer<DestroyedKey> each, Predicate<KeyRow> wanted, Object... values) {
        database.write(connection -> {
            try (Walks walks = new Walks(state());
                    ResultSet row = VaultDatabase.cursor(connection, sql, values)) {
                while (row.next()) {
                    KeyRow key = KeyRow.read(row);
                    if (isOfOrder(key) || !wanted.test(key)) continue;
                    KeyRow.Fate fate = key.fate(state(), walks, ledger);
                    if (fate instanceof KeyRow.Fate.Living(byte[] secret)) Crypto.clear(secret);
                    // What was put right lives: nothing is tidied after it, also where an older event names it again
                    if (fate instanceof KeyRow.Fate.Gone gone && !gone.ground().equals(Ground.REPLACED))
                        each.accept(new DestroyedKey(key.keyId(), gone.when(), gone.ground()));
                }
            }
            return null;
        });
    }

    /** A key of an order's addresses, which no event names. */
    private boolean isOfOrder(KeyRow row) {
        Prefix subject = row.subject();
        RootState.NumberedLane lane = subject == null ? null : state().lanes().get(subject.lane());
        return lane != null && lane.lane().equals(Lane.ORDERS);
    }

    /** A destroyed key that no event names: whoever held a token of it has dropped that. */
    private boolean isNameless(KeyRow row) {
        Prefix subject = row.subject();
        RootState.NumberedLane lane = subject == null ? null : state().lanes().get(subject.lane());
        return lane != null && !lane.lane().isNamedByEvents();
    }

    int sweep() {
        return ledger.inTurn(() -> {
            hidden = database.write(connection -> Orders.hidden(connection, state(), ledger));
            int blanked = 0;
            UUID after = new UUID(0, 0);
            while (true) {
                Swept swept = sweepSome(after);
                blanked += swept.blanked();
                if (swept.last() == null) return blanked;
                after = swept.last();
                ledger.finishPending();
            }
        });
    }

    /** @param last the last row that was looked at; null when there was none */
    private record Swept(int blanked, @Nullable UUID last) {}

    private Swept sweepSome(UUID after) {
        SortedMap<LocalDate, SortedMap<String, List<UUID>>> months = new TreeMap<>();
        int[] count = {0};
        UUID[] last = {null};
        List<UUID> nameless = new ArrayList<>();
        Instant yesterday = clock.instant().minus(KEPT_AFTERWARDS);
        ledger.commit(connection -> {
            months.clear();
            nameless.clear();
            count[0] = 0;
            RootState state = state();
            try (Walks walks = new Walks(state);
                    ResultSet row = VaultDatabase.query(
                            connection,
                            DESTROYED + "k.destroyed_by IS NOT NULL AND k.key_id > ? ORDER BY k.key_id LIMIT ?",
                            after,
                            SWEPT_AT_ONCE)) {
                while (row.next()) {
                    KeyRow key = KeyRow.read(row);
                    last[0] = key.keyId();
                    switch (key.fate(state, walks, ledger)) {
                        case KeyRow.Fate.Gone gone
                        when gone.tidied() && isNameless(key) -> {
                            if (gone.when().isBefore(yesterday)) nameless.add(key.keyId());
                        }
                        case KeyRow.Fate.Gone gone
                        when gone.tidied() -> {
                            LocalDate month = gone.when()
                                    .atZone(ZoneOffset.UTC)
                                    .toLocalDate()
                                    .withDayOfMonth(1);
                            months.computeIfAbsent(month, _ -> new TreeMap<>())
                                    .computeIfAbsent(gone.ground().code(), _ -> new ArrayList<>())
                                    .add(key.keyId());
                            count[0]++;
                        }
                        case KeyRow.Fate.Gone _ -> {}
                        case KeyRow.Fate.Living(byte[] secret) -> Crypto.clear(secret);
                        case KeyRow.Fate.Alarm(var _, String what) ->
                            LOG.error(
                                    "Key {} {}. It is called destroyed by the table alone, and is left as it is. Compare the"
                                            + " vault with a backup",
                                    key.keyId(),
                                    what);
                    }
                }
            }
            VaultDatabase.execute(
                    connection, "DELETE FROM vault.key WHERE key_id = ANY (?) AND destroyed_by IS NOT NULL", (Object)
                            nameless.toArray(UUID[]::new));
            if (count[0] == 0) return null;
            List<LedgerEntry.Swept.Group> groups = new ArrayList<>();
            months.forEach((month, grounds) -> grounds.forEach((ground, keys) -> groups.add(new LedgerEntry.Swept.Group(
                    new Ground(ground), keys.stream().sorted(Book.BY_TEXT).toList(), month))));
            Ledger.Tail tail = ledger.tail(connection);
            LedgerEntry entry = new LedgerEntry.Swept(
                    tail.number() + 1, Ledger.inMicroseconds(clock.instant()), groups, tail.hash());
            ledger.record(connection, entry);
            return entry;
        });
        return new Swept(count[0], last[0]);
    }
}
