package dev.lethe.shredding;

import dev.lethe.shredding.DeathEntries.Doomed;
import dev.lethe.shredding.Subjects.Living;
import dev.lethe.shredding.Subjects.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Clock clock;
    private final LongSupplier nanos;
    private final Consumer<ErasureStep> steps;
    /** What is under way, by its erasure: whatever is kept there from now on is lost with it. */
    private final Map<UUID, UnderWay> underWay = new ConcurrentHashMap<>();

    /** @param row as this process wrote or read it: that the table has lost it since changes nothing */
    private record UnderWay(ReplacementRow row, Prefix subject) {}

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
                VaultDatabase.lock(connection, Erasures.ORDERING);
                ReplacementRow row = people.replace(connection, asked, fresh);
                erasures.refuseOrdered(connection, row.key());
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

    /** Whether what is kept in a subject from now on is lost with it. */
    boolean isUnderWay(Prefix subject) {
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

    /**
     * Ends the old subject where the events say that the new one took its place, and drops the order where they do not. To be asked
     * only when nobody can append that event any more.
     *
     * @param orphan whether a new subject that no event names can go at once
     * @return whether it was ended
     */
    boolean settle(UUID erasure, EventHistory events, boolean orphan) {
        UnderWay mine = underWay.get(erasure);
        ReplacementRow row = mine != null
                ? mine.row()
                : database.read(connection -> ReplacementRow.find(connection, state(), erasure));
        if (row == null) {
            ledger.inTurn(() -> null);
            return ledger.isRecorded(erasure);
        }
        if (!happened(row, events)) {
            drop(row, events, orphan);
            return false;
        }
        return carryOut(row);
    }

    /**
     * All that wait. One whose event is not there is dropped two hours after it was seen first.
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
        seen.keySet()
                .retainAll(waiting.rows().stream().map(ReplacementRow::erasure).toList());
        for (ReplacementRow row : waiting.rows()) {
            long since = seen.computeIfAbsent(row.erasure(), _ -> nanos.getAsLong());
            try {
                if (happened(row, events)) carryOut(row);
                else if (alone || nanos.getAsLong() - since >= PATIENCE.toNanos() || isOver(row))
                    drop(row, events, true);
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

    /** Whether it is recorded, or an event says under the new key that it took the old one's place. */
    private boolean happened(ReplacementRow row, EventHistory events) {
        if (ledger.isRecorded(row.erasure())) return true;
        List<Sealed<Replaced>> said = new ArrayList<>();
        events.replaced(row.head(), each -> {
            if (each.token().keyId().equals(row.replacement())) said.add(each);
        });
        return opened(said).stream().anyMatch(each -> each.erasure().equals(row.erasure()));
    }

    private record Said(UUID erasure, UUID key, UUID replacement, UUID actor) {}

    private List<Said> opened(List<Sealed<Replaced>> sealed) {
        Map<Sealed<?>, Object> answers = rows.open(sealed);
        List<Said> opened = new ArrayList<>();
        for (Sealed<Replaced> each : sealed)
            if (answers.get(each) instanceof Opened.Known<?>(Replaced said))
                opened.add(new Said(said.erasure(), said.key(), each.token().keyId(), said.actor()));
        return opened;
    }

    /**
     * Ends what lives where something left it long ago: its order was lost, with its row or in a restore. On the word of the events,
     * each opened under the key of the place that was moved to.
     *
     * @return how many
     */
    int endForgotten(EventHistory events) {
        List<Sealed<Replaced>> sealed = new ArrayList<>();
        events.replaced(-1, sealed::add);
        int ended = 0;
        for (Said said : opened(sealed)) {
            if (ledger.isRecorded(said.erasure()) || underWay.containsKey(said.erasure())) continue;
            if (database.read(connection -> subjectOf(connection, said.key())).isEmpty()) continue; // erased since
            var row = new ReplacementRow(
                    said.erasure(), said.key(), said.replacement(), said.actor(), clock.instant(), events.head());
            try {
                if (!carryOut(row)) continue;
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
        SortedMap<UUID, Ground> kept = new TreeMap<>(LedgerEntry.BY_TEXT);
        holds.of(connection, Set.of(row.key()), living, new HashSet<>())
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

    private void drop(ReplacementRow row, EventHistory events, boolean orphan) {
        SortedSet<Prefix> fresh = new TreeSet<>();
        database.write(connection -> {
            row.delete(connection);
            fresh.addAll(subjectOf(connection, row.replacement()));
            return null;
        });
        underWay.remove(row.erasure());
        LOG.info("Replacement {} was dropped: its event never came", row.erasure());
        // Or its address would find somebody who never had it, until the search for what never arrived
        if (!orphan
                || fresh.isEmpty()
                || events.head() < row.head()
                || events.gap().isPresent()) return;
        try {
            unordered.orphans(fresh, wanted -> events.named(wanted, row.head()), events::head, row.head());
        } catch (VaultException e) {
            LOG.warn("What was made for replacement {} goes with the next search: {}", row.erasure(), e.getMessage());
        }
    }
}
