package dev.lethe.shredding.vault;

import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.Replaced;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.ledger.ReplacementRow;
import dev.lethe.shredding.ledger.Restores;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.vault.DeathEntries.Doomed;
import dev.lethe.shredding.vault.Subjects.Living;
import dev.lethe.shredding.vault.Subjects.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Putting right whose a part of a record is. An order names the old subject and the new one; an event says, sealed under the new
 * one's key, that it took the other's place; then the old one dies. Whether that event is there decides how a crash ends.
 */
final class Replacements {

    private static final Logger LOG = LoggerFactory.getLogger(Replacements.class);

    /** For how long the event is waited for. */
    private static final Duration PATIENCE = Duration.ofHours(2);
    /** How often is asked what another is about. */
    private static final int ASKED = 50;

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final MadeAhead madeAhead;
    private final AddressIndex index;
    private final People people;
    private final KeyRows rows;
    private final Subjects subjects;
    private final Holds holds;
    private final DeathEntries entries;
    private final Erasures erasures;
    private final UnorderedErasures unordered;
    private final Restores restores;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Consumer<ErasureStep> steps;
    /** What is under way, by its erasure: whatever is kept there from now on is lost with it. */
    private final Map<UUID, UnderWay> underWay = new ConcurrentHashMap<>();

    /** @param row as this process wrote or read it: that the table has lost it since changes nothing */
    private record UnderWay(ReplacementRow row, Prefix subject) {}

    /** Moves of which the log says already that they are not explained. */
    private final Set<UUID> told = ConcurrentHashMap.newKeySet();

    private volatile int unexplained;
    /** When each order that waits was seen first, by a clock that does not jump. */
    private final Map<UUID, Long> seen = new ConcurrentHashMap<>();

    /** @param nanos a clock that does not jump */
    Replacements(
            VaultDatabase database,
            RootStore root,
            Ledger ledger,
            MadeAhead madeAhead,
            AddressIndex index,
            People people,
            KeyRows rows,
            Subjects subjects,
            Holds holds,
            DeathEntries entries,
            Erasures erasures,
            UnorderedErasures unordered,
            Restores restores,
            Clock clock,
            LongSupplier nanos,
            Consumer<ErasureStep> steps) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.madeAhead = madeAhead;
        this.index = index;
        this.people = people;
        this.rows = rows;
        this.subjects = subjects;
        this.holds = holds;
        this.entries = entries;
        this.erasures = erasures;
        this.unordered = unordered;
        this.restores = restores;
        this.clock = clock;
        this.nanos = nanos;
        this.steps = steps;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /** @return the own key of the new subject */
    NewKey begin(Replacement asked) {
        if (ledger.isRecorded(asked.erasure())) throw new OtherOrderException(asked.erasure());
        index.awaitStaff();
        Lane lane = people.laneOf(asked.keyId());
        if (!lane.isNamedByEvents()) throw new VaultException("Only what events tell of is put right");
        MadeAhead.Subject fresh = madeAhead.take(lane);
        try {
            database.write(connection -> {
                VaultDatabase.lock(connection, Locks.ORDERING);
                ReplacementRow row = people.replace(connection, asked, fresh);
                erasures.refuseOrdered(connection, row.key());
                // Of another whose row was taken away
                if (underWay.values().stream()
                        .anyMatch(each -> each.row().replacement().equals(row.key())))
                    throw new VaultException("That record is being put right: try again in a moment");
                Set<Prefix> dying = subjectOf(connection, row.key());
                entries.refuseWhatDoesNotFit(dying);
                seen.put(row.erasure(), nanos.getAsLong());
                // Before it is committed: whoever keeps something there now, and asks afterwards, must hear of it
                for (Prefix each : dying) underWay.put(row.erasure(), new UnderWay(row, each));
                return null;
            });
        } catch (RuntimeException e) {
            underWay.remove(asked.erasure());
            fresh.own().clear();
            throw e;
        }
        steps.accept(ErasureStep.ORDERED);
        return fresh.own();
    }

    /** The living subject of a key; none when it is dead. */
    private Set<Prefix> subjectOf(Connection connection, UUID key) throws SQLException {
        return subjects.living(connection, Set.of(key), Look.ONLY).subjects().keySet();
    }

    /**
     * Whether what was kept in a subject is lost with it. Waits some seconds for what is under way, which may come to nothing: who is
     * told that it is lost does it again.
     */
    boolean takes(Prefix subject) {
        return !soon(() -> !isUnderWay(subject));
    }

    /** Asks until it is so, or for about five seconds. */
    private static boolean soon(BooleanSupplier so) {
        for (int asked = 1; !so.getAsBoolean(); asked++) {
            if (asked == ASKED) return false;
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        return true;
    }

    private boolean isUnderWay(Prefix subject) {
        return underWay.values().stream().anyMatch(each -> each.subject().equals(subject));
    }

    /** After the start: what a crash left. */
    void remember() {
        database.read(connection -> {
            for (ReplacementRow row : ReplacementRow.all(connection, state()).rows())
                for (Prefix old : subjectOf(connection, row.key())) underWay.put(row.erasure(), new UnderWay(row, old));
            return null;
        });
    }

    /** How many orders there are that this vault did not write. */
    int forged() {
        return database.read(connection -> ReplacementRow.all(connection, state()))
                .forged();
    }

    /** The order of this id: as this process knows it, else as the table does; null when there is none. */
    private @Nullable ReplacementRow find(UUID erasure) {
        UnderWay mine = underWay.get(erasure);
        return mine != null
                ? mine.row()
                : database.read(connection -> ReplacementRow.find(connection, state(), erasure));
    }

    /** To be asked once the event is stored. */
    void complete(UUID erasure, EventHistory events) {
        ReplacementRow row = find(erasure);
        if (row == null) {
            ledger.inTurn(() -> null);
            if (!ledger.isRecorded(erasure)) throw new VaultException("There is no such order any more");
            return;
        }
        // An Axon Server's head moves a moment after it acknowledged an event
        if (!soon(() -> happened(row, events)))
            throw new VaultException("The store of the events does not give out its last ones yet");
        carryOut(row);
    }

    /** To be asked once it is certain that the event is not stored, and never will be. */
    void giveUp(UUID erasure, EventHistory events) {
        ReplacementRow row = find(erasure);
        if (row != null && !ledger.isRecorded(erasure)) drop(row, events);
    }

    /**
     * All that wait, as long as nobody has to say what was restored: an event that is not there may come back with a newer backup.
     * One whose event is not there is dropped two hours after it was seen first.
     *
     * @param alone whether nobody else can be appending: then at once
     */
    void settleAll(EventHistory events, boolean alone) {
        ReplacementRow.Waiting waiting = database.read(connection -> ReplacementRow.all(connection, state()));
        if (waiting.forged() > 0)
            LOG.error(
                    "{} orders to put something right in the vault's database are not ones that this vault wrote, and are not"
                            + " carried out. Compare the vault with a backup",
                    waiting.forged());
        if (!restores.awaited().isEmpty()) return;
        // Also those whose row was taken away since
        Map<UUID, ReplacementRow> all = new LinkedHashMap<>();
        waiting.rows().forEach(row -> all.put(row.erasure(), row));
        underWay.values().forEach(each -> all.put(each.row().erasure(), each.row()));
        seen.keySet().retainAll(all.keySet());
        for (ReplacementRow row : all.values()) {
            long since = seen.computeIfAbsent(row.erasure(), _ -> nanos.getAsLong());
            try {
                if (happened(row, events)) carryOut(row);
                else if (alone || nanos.getAsLong() - since >= PATIENCE.toNanos() || isOver(row)) drop(row, events);
            } catch (RuntimeException e) {
                // Whatever it is: neither a start nor the hour's mark may wait for it
                LOG.warn("Replacement {} stays pending: {}", row.erasure(), e.getMessage());
            }
        }
    }

    /** Whether what was made for it is dead already: no event can make anything of it. */
    private boolean isOver(ReplacementRow row) {
        return !database.read(connection -> subjects.destroyed(connection, Set.of(row.replacement())))
                .isEmpty();
    }

    /**
     * Whether it is recorded, or an event says under the new key that it took the old one's place.
     *
     * @throws VaultException when an event may say so and cannot be opened, since a row of the new place was changed
     */
    private boolean happened(ReplacementRow row, EventHistory events) {
        if (ledger.isRecorded(row.erasure())) return true;
        List<Moved> moves = new ArrayList<>();
        events.replaced(row.head(), (erasure, said) -> {
            if (said.token().keyId().equals(row.replacement())) moves.add(new Moved(erasure, said));
        });
        if (moves.isEmpty()) return false;
        if (opened(moves).values().stream().anyMatch(said -> said.erasure().equals(row.erasure()))) return true;
        boolean whole = database.read(connection -> subjects.living(connection, Set.of(row.replacement()), Look.ONLY))
                .keys()
                .contains(row.replacement());
        if (!whole && !isOver(row))
            throw new VaultException(
                    "An event may say that it happened, and a row of its new place was changed or taken away:"
                            + " compare the vault with a backup");
        LOG.error(
                "Of replacement {} an event says that it happened, and what it says was not sealed by this vault",
                row.erasure());
        return false;
    }

    /** What an event says. */
    private record Moved(UUID erasure, Sealed<Replaced> sealed) {}

    /** What these say; without those that do not open. */
    private Map<Moved, Replaced> opened(List<Moved> moves) {
        Map<Sealed<?>, Object> answers =
                rows.open(moves.stream().map(Moved::sealed).toList(), KeyRows.Reach.EVEN_RESTRICTED);
        Map<Moved, Replaced> opened = new LinkedHashMap<>();
        for (Moved each : moves)
            if (answers.get(each.sealed()) instanceof Opened.Known<?>(Replaced said)) opened.put(each, said);
        return opened;
    }

    /**
     * Ends what lives where something left it long ago: its order was lost, with its row or in a restore. On the word of the events,
     * each opened under the key of the place that was moved to. Not while somebody has to say what was restored.
     *
     * @return how many
     */
    int endForgotten(EventHistory events) {
        if (!restores.awaited().isEmpty()) return 0;
        List<Moved> moves = new ArrayList<>();
        events.replaced(-1, (erasure, said) -> {
            if (!ledger.isRecorded(erasure) && !underWay.containsKey(erasure)) moves.add(new Moved(erasure, said));
        });
        Map<Moved, Replaced> opened = opened(moves);
        moves.removeAll(opened.keySet());
        for (Moved each : moves)
            if (told.add(each.erasure()))
                LOG.error(
                        "ALARM: an event says that replacement {} moved something to key {}, which does not open, and no entry ended"
                                + " what was there before. It may live still, under the address it had. Compare the vault with a backup",
                        each.erasure(),
                        each.sealed().token().keyId());
        unexplained = moves.size();
        int ended = 0;
        for (Map.Entry<Moved, Replaced> each : opened.entrySet()) {
            Replaced said = each.getValue();
            // What stands beside it was not sealed, and is not what this goes by
            if (ledger.isRecorded(said.erasure()) || underWay.containsKey(said.erasure())) continue;
            if (database.read(connection -> subjectOf(connection, said.key())).isEmpty()) continue; // erased since
            UUID replacement = each.getKey().sealed().token().keyId();
            try {
                // No row of it is written: how far the events went is asked of those that wait
                if (!carryOut(
                        new ReplacementRow(said.erasure(), said.key(), replacement, said.actor(), clock.instant(), -1)))
                    continue;
                ended++;
                LOG.warn(
                        "What key {} stood for moved to another place long ago, and lived on there: its order was lost. It is"
                                + " ended now, by entry {}",
                        said.key(),
                        said.erasure());
            } catch (VaultException e) {
                LOG.error(
                        "What key {} stands for moved to another place long ago and should be dead: {}",
                        said.key(),
                        e.getMessage());
            }
        }
        return ended;
    }

    /** How many moves there are of which neither the new place opens nor an entry says that the old one ended. */
    int unexplained() {
        return unexplained;
    }

    /** What the health says of them. */
    static String line(int unexplained) {
        return "Of " + unexplained + (unexplained == 1 ? " record that" : " records that")
                + " moved to another place the new one does not open, and no entry ended the old one. Compare the vault with a backup";
    }

    /** @return false when there was nothing to end any more */
    private boolean carryOut(ReplacementRow row) {
        boolean ended = ledger.inTurn(() -> {
            if (!ledger.isRecorded(row.erasure())) {
                LedgerEntry entry = ledger.commit(connection -> record(connection, row));
                if (entry == null) return false;
                steps.accept(ErasureStep.RECORDED);
                ledger.finishPending();
            }
            database.write(connection -> {
                row.delete(connection);
                return null;
            });
            return true;
        });
        underWay.remove(row.erasure());
        return ended;
    }

    private @Nullable LedgerEntry record(Connection connection, ReplacementRow row) throws SQLException {
        Living living = subjects.living(connection, Set.of(row.key(), row.replacement()), Look.LOCKED);
        living.stop();
        Prefix old = living.named().get(row.key());
        if (old == null || !living.keys().contains(row.replacement())) {
            // Erased meanwhile, one or the other or both: there is nothing to put right any more
            if (subjects.destroyed(connection, Set.of(row.key(), row.replacement()))
                    .isEmpty()) throw new VaultException("A key of it is not there: compare the vault with a backup");
            if (old != null)
                LOG.error(
                        "What replacement {} moved was erased, and what it moved from lives: look whether that is to be erased"
                                + " too, under key {}",
                        row.erasure(),
                        row.key());
            row.delete(connection);
            return null;
        }
        SortedSet<Prefix> dying = new TreeSet<>(Set.of(old));
        // Whichever of its keys is held: the one that was named may stand beside its own
        Living whole = subjects.at(connection, dying, Look.LOCKED);
        whole.stop();
        SortedMap<UUID, Ground> kept = new TreeMap<>(Book.BY_TEXT);
        holds.of(connection, whole.keys(), whole, new HashSet<>())
                .values()
                .forEach(ground -> kept.put(row.replacement(), ground));
        return entries.write(
                connection,
                row.erasure(),
                LedgerEntry.Kind.REPLACED,
                Ground.REPLACED,
                row.actor(),
                new Doomed(dying, 1, living.count(dying), kept, true));
    }

    private void drop(ReplacementRow row, EventHistory events) {
        SortedSet<Prefix> fresh = new TreeSet<>();
        database.write(connection -> {
            row.delete(connection);
            fresh.addAll(subjectOf(connection, row.replacement()));
            return null;
        });
        underWay.remove(row.erasure());
        LOG.info("Replacement {} was dropped: its event never came", row.erasure());
        // Or its address would find somebody who never had it, until the search for what never arrived
        if (fresh.isEmpty()
                || mayComeBack(row)
                || events.head() < row.head()
                || events.gap().isPresent()) return;
        try {
            unordered.orphans(fresh, wanted -> events.named(wanted, row.head()), events::head, row.head());
        } catch (VaultException e) {
            LOG.warn("What was made for replacement {} goes with the next search: {}", row.erasure(), e.getMessage());
        }
    }

    /** What was written before a restore may have had its event after the backup. */
    private boolean mayComeBack(ReplacementRow row) {
        Instant restored = restores.last();
        return restored != null && !row.at().isAfter(restored);
    }
}
