package dev.lethe.shredding.vault;

import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.vault.DeathEntries.Doomed;
import dev.lethe.shredding.vault.Subjects.Living;
import dev.lethe.shredding.vault.Subjects.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes by itself, since no event names it, or ever will: the ledger's entry is the first that is written of it. */
final class UnorderedErasures {

    private static final Logger LOG = LoggerFactory.getLogger(UnorderedErasures.class);

    /** The ground of what had its time and is named by no event. */
    private static final Ground EXPIRED = new Ground("expired");
    /** The ground of what has no event. */
    private static final Ground NEVER_RECEIVED = new Ground("never-received");
    /** It goes by itself. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Ledger ledger;
    private final Lanes lanes;
    private final Subjects subjects;
    private final Holds holds;
    private final DeathEntries entries;
    private final Consumer<ErasureStep> steps;

    UnorderedErasures(
            Ledger ledger,
            Lanes lanes,
            Subjects subjects,
            Holds holds,
            DeathEntries entries,
            Consumer<ErasureStep> steps) {
        this.ledger = ledger;
        this.lanes = lanes;
        this.subjects = subjects;
        this.holds = holds;
        this.entries = entries;
        this.steps = steps;
    }

    /** Without an order: the entry is the first that is written of it. */
    Set<UUID> shortLived(Set<UUID> keyIds) {
        Set<UUID> staying = new HashSet<>();
        List<UUID> all = List.copyOf(keyIds);
        for (int from = 0; from < all.size(); from += LedgerEntry.Destroyed.MOST) {
            Set<UUID> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + LedgerEntry.Destroyed.MOST)));
            ledger.inTurn(() -> {
                LedgerEntry entry = ledger.commit(connection -> shortLived(connection, some, staying));
                if (entry == null) return null;
                steps.accept(ErasureStep.RECORDED);
                ledger.finishPending();
                return null;
            });
        }
        return staying;
    }

    private @Nullable LedgerEntry shortLived(Connection connection, Set<UUID> keyIds, Set<UUID> staying)
            throws SQLException {
        Living living = subjects.living(connection, keyIds, Look.LOCKED);
        Set<UUID> stay = new HashSet<>(Subjects.unknown(connection, keyIds));
        Set<UUID> changed = new HashSet<>();
        stay.addAll(holds.of(connection, keyIds, living, changed).keySet());
        stay.addAll(holds.restricted(connection, living, changed).keySet());
        stay.addAll(changed);
        stay.addAll(living.broken().keySet());
        stay.addAll(living.nameless());
        Set<UUID> others = new HashSet<>();
        living.named().forEach((key, subject) -> {
            if (!lanes.lane(subject.lane()).isShortLived()) others.add(key);
        });
        if (!others.isEmpty())
            LOG.error(
                    "{} keys were named as short-lived and are not: a table was changed. Nothing of them is destroyed. Compare the"
                            + " database with a backup",
                    others.size());
        stay.addAll(others);
        staying.addAll(stay);
        SortedSet<Prefix> dying = new TreeSet<>();
        living.named().forEach((key, subject) -> {
            if (!stay.contains(key)) dying.add(subject);
        });
        living.named().forEach((key, subject) -> {
            if (stay.contains(key)) dying.remove(subject);
        });
        if (dying.isEmpty()) return null;
        return entries.write(
                connection,
                UUID.randomUUID(),
                LedgerEntry.Kind.SHORT_LIVED,
                EXPIRED,
                NOBODY,
                new Doomed(dying, dying.size(), living.count(dying), new TreeMap<>(), true));
    }

    /**
     * Destroys subjects of which no event names a key, without an order.
     *
     * @param named asks the events once more, now that nobody can put a key there any more
     * @param head where the events end, which must still be as far as the vault has seen
     * @return how many died
     */
    int orphans(SortedSet<Prefix> places, UnaryOperator<Set<UUID>> named, LongSupplier head, long seen) {
        return ledger.inTurn(() -> {
            LedgerEntry entry = ledger.commit(connection -> {
                Living living = subjects.at(connection, places, Look.LOCKED);
                if (!living.broken().isEmpty())
                    LOG.error(
                            "{} keys that no event names do not unseal where they stand: they stay. Compare the vault with a"
                                    + " backup",
                            living.broken().size());
                SortedSet<Prefix> dying = new TreeSet<>(living.subjects().keySet());
                // A subject whose own key is not there lost a row: its event may name just that
                dying.retainAll(living.owns().keySet());
                for (UUID held : holds.of(connection, living.keys()).keySet())
                    dying.remove(living.named().get(held));
                Set<UUID> changed = new HashSet<>();
                for (UUID restricted :
                        holds.restricted(connection, living, changed).keySet())
                    dying.remove(living.named().get(restricted));
                for (UUID unsure : changed) dying.remove(living.named().get(unsure));
                for (UUID since : named.apply(living.keys()))
                    dying.remove(living.named().get(since));
                if (dying.isEmpty() || head.getAsLong() < seen) return null;
                return entries.write(
                        connection,
                        UUID.randomUUID(),
                        LedgerEntry.Kind.ORPHAN,
                        NEVER_RECEIVED,
                        NOBODY,
                        new Doomed(dying, dying.size(), living.count(dying), new TreeMap<>(), true));
            });
            if (entry == null) return 0;
            steps.accept(ErasureStep.RECORDED);
            ledger.finishPending();
            return ((LedgerEntry.Destroyed) entry).subjects();
        });
    }
}
