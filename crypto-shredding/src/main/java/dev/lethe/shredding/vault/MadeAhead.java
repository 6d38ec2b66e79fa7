package dev.lethe.shredding.vault;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Subjects with their first key, durable before anybody asks for them, so that an anonymous record costs no way to the
 * database. What is left over when the vault closes is never used: its keys were in memory only.
 */
final class MadeAhead {

    /** A subject that nobody has yet, with its own key. */
    record Subject(Prefix prefix, NewKey own) {}

    /** The first batch of a lane; each is twice the one before, up to the configured size. */
    private static final int FIRST_BATCH = 16;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final VaultDatabase database;
    private final RootStore root;
    private final Lanes lanes;
    private final int largest;
    private final Map<Lane, Supply> supplies = new HashMap<>();
    private final ExecutorService maker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("vault-made-ahead").factory());
    private final List<UUID> left = new ArrayList<>();
    private boolean closed;

    MadeAhead(VaultDatabase database, RootStore root, Lanes lanes, int largest) {
        this.database = database;
        this.root = root;
        this.lanes = lanes;
        this.largest = largest;
    }

    private static final class Supply {
        final Deque<Subject> ready = new ArrayDeque<>();
        int batch;
        long given;
        boolean making;
        long failures;

        @Nullable
        RuntimeException failure;
    }

    /**
     * A subject for a new owner; waits while more are made.
     *
     * @throws VaultException when no more can be made
     */
    synchronized Subject take(Lane lane) {
        Supply supply = supplies.computeIfAbsent(lane, _ -> new Supply());
        long failures = supply.failures;
        long until = System.nanoTime() + PATIENCE;
        while (true) {
            if (closed) throw new VaultException("The vault is closed");
            if (supply.ready.size() <= supply.batch / 2) makeMore(lane, supply);
            Subject subject = supply.ready.poll();
            if (subject != null) {
                supply.given++;
                return subject;
            }
            if (supply.failures > failures && supply.failure != null) throw again(supply.failure);
            long left = until - System.nanoTime();
            if (left <= 0) throw new VaultException("No new keys could be made within 30 seconds");
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VaultException("Interrupted while waiting for new keys", e);
            }
        }
    }

    /** Makes the first of a lane before anybody asks, if that can be done now: nothing is going on any more when this returns. */
    synchronized void prepare(Lane lane) {
        Supply supply = supplies.computeIfAbsent(lane, _ -> new Supply());
        makeMore(lane, supply);
        long until = System.nanoTime() + PATIENCE;
        try {
            for (long left = PATIENCE; supply.making && left > 0; left = until - System.nanoTime())
                TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException again(RuntimeException failure) {
        return failure instanceof VaultException
                ? new VaultException(String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    private void makeMore(Lane lane, Supply supply) {
        if (supply.making) return;
        supply.making = true;
        int batch = Math.min(largest, supply.batch == 0 ? FIRST_BATCH : supply.batch * 2);
        maker.execute(() -> {
            List<Subject> made = List.of();
            RuntimeException failure = null;
            try {
                made = make(lane, batch);
            } catch (RuntimeException e) {
                failure = e;
            } catch (Error e) {
                // The lane must not wait forever for what this thread was about to make.
                failure = new VaultException("No new keys could be made", e);
            }
            synchronized (this) {
                supply.making = false;
                if (failure == null) {
                    supply.batch = batch;
                } else {
                    supply.failure = failure;
                    supply.failures++;
                }
                if (closed) made.forEach(this::leave);
                else supply.ready.addAll(made);
                notifyAll();
            }
        });
    }

    private List<Subject> make(Lane lane, int most) {
        List<Prefix> prefixes = lanes.take(lane, most);
        RootState state = root.current().orElseThrow();
        List<Subject> made = new ArrayList<>(prefixes.size());
        List<Wrapping> rows = new ArrayList<>(prefixes.size());
        try (SeedTree.Walk walk = state.tree().walk()) {
            for (Prefix prefix : prefixes) {
                NewKey own = NewKey.random(prefix);
                rows.add(Wrapping.of(state, walk, prefix, true, own));
                made.add(new Subject(prefix, own));
            }
        }
        return database.write(connection -> {
            Wrapping.insert(connection, rows);
            return made;
        });
    }

    /** How many subjects of each lane nobody has yet. */
    synchronized Map<Lane, Integer> stock() {
        Map<Lane, Integer> stock = new LinkedHashMap<>();
        supplies.forEach((lane, supply) -> stock.put(lane, supply.ready.size()));
        return stock;
    }

    /** How many subjects of each lane somebody was given, since the vault was opened. */
    synchronized Map<Lane, Long> given() {
        Map<Lane, Long> given = new LinkedHashMap<>();
        supplies.forEach((lane, supply) -> given.put(lane, supply.given));
        return given;
    }

    /** Ends the making. @return the keys that nobody was given */
    List<UUID> close() {
        synchronized (this) {
            closed = true;
            for (Supply supply : supplies.values()) {
                supply.ready.forEach(this::leave);
                supply.ready.clear();
            }
            notifyAll();
        }
        maker.close();
        synchronized (this) {
            List<UUID> all = List.copyOf(left);
            left.clear();
            return all;
        }
    }

    private void leave(Subject subject) {
        subject.own().clear();
        left.add(subject.own().keyId());
    }
}
