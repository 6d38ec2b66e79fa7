package dev.lethe.shredding.vault;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.root.RootFile;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Neighbourhoods;
import dev.lethe.shredding.tree.Prefix;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the ledger's entries of what is destroyed, each only once it is known that the root state has room for it. */
final class DeathEntries {

    private static final Logger LOG = LoggerFactory.getLogger(DeathEntries.class);

    /** The most that puncturing one subject adds to the root state's file, in bytes: fifteen seeds at each of eight digits. */
    private static final long LARGEST_GROWTH = 15 * 8 * RootFile.SEED;

    private static final long MEGABYTE = 1024L * 1024;

    private final RootStore root;
    private final Ledger ledger;
    private final Lanes lanes;
    private final Clock clock;
    /** The last one did not fit. */
    private volatile boolean full;

    DeathEntries(RootStore root, Ledger ledger, Lanes lanes, Clock clock) {
        this.root = root;
        this.ledger = ledger;
        this.lanes = lanes;
        this.clock = clock;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /**
     * What an entry will say was destroyed.
     *
     * @param subjects the order's own among them, which holds the addresses
     * @param died how many of them are a person's part of a record
     */
    record Doomed(SortedSet<Prefix> subjects, int died, long keys, SortedMap<UUID, Ground> kept, boolean last) {}

    /** Before an order is written, or its event: what is carried out later is computed again. */
    void refuseWhatDoesNotFit(Set<Prefix> dying) {
        RootState state = state();
        long size = RootFile.length(state);
        if (size + dying.size() * LARGEST_GROWTH <= lanes.sizes().stateBytes()) return;
        List<Prefix> places = new Neighbourhoods(state.trees(), new TreeSet<>(dying)).places();
        long next = RootFile.length(state.punctured(places, state.ledgerNumber(), state.ledgerHash()));
        if (next > lanes.sizes().stateBytes() && next > size) throw full();
    }

    /** Whether what lives for minutes cannot end now: then nothing of that kind is begun either. */
    boolean isFull() {
        return full;
    }

    /** What the log and the health say from 8 MiB on. */
    static String tooLarge(long size, Lanes.Sizes sizes) {
        return "The root state has grown to " + size / MEGABYTE + " MiB, of at most " + sizes.stateBytes() / MEGABYTE
                + ": rotate the key tree. At the limit nothing can be erased any more";
    }

    private VaultException full() {
        return new VaultException("The root state has no room left for this erasure: it would take more than "
                + lanes.sizes().stateBytes() / MEGABYTE
                + " MiB. Nothing was destroyed. Rotate the key tree");
    }

    /** In the transaction that the ledger commits. @throws VaultException when the root state has no room for it */
    LedgerEntry write(
            Connection connection, UUID erasure, LedgerEntry.Kind kind, Ground ground, UUID actor, Doomed doomed)
            throws SQLException {
        RootState state = state();
        List<Prefix> places = new Neighbourhoods(state.trees(), doomed.subjects()).places();
        Ledger.Tail tail = ledger.tail(connection);
        LedgerEntry entry = new LedgerEntry.Destroyed(
                tail.number() + 1,
                erasure,
                kind,
                Ledger.inMicroseconds(clock.instant()),
                ground,
                actor,
                List.copyOf(state.epochs().keySet()),
                places,
                List.of(),
                doomed.kept(),
                doomed.died(),
                doomed.keys(),
                doomed.last(),
                tail.hash());
        long next = RootFile.length(state.punctured(places, entry.number(), entry.hash()));
        long size = RootFile.length(state);
        full = next > lanes.sizes().stateBytes() && next > size;
        if (full) throw full();
        long large = lanes.sizes().largeBytes();
        if (next > large && (size <= large || next / MEGABYTE > size / MEGABYTE))
            LOG.warn("{}", tooLarge(next, lanes.sizes()));
        ledger.record(connection, entry);
        return entry;
    }
}
