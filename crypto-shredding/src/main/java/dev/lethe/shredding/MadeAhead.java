package dev.lethe.shredding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** A subject that nobody has yet, with the key of its record 0000. */
    record Subject(Prefix prefix, NewKey first) {}

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
    private final List<Prefix> left = new ArrayList<>();
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
        int count = prefixes.size();
        RootState state = root.current().orElseThrow();
        int epoch = state.epoch();
        List<Subject> made = new ArrayList<>(count);
        UUID[] subjectIds = new UUID[count];
        byte[][] seals = new byte[count][];
        byte[][] wrapped = new byte[count][];
        try (SeedTree.Walk walk = state.tree().walk()) {
            for (int i = 0; i < count; i++) {
                Prefix prefix = prefixes.get(i);
                NewKey first = NewKey.random();
                subjectIds[i] = Crypto.randomId();
                wrapped[i] = Wrapping.wrap(walk, epoch, prefix.record(0), first);
                seals[i] = Wrapping.sealSubject(walk, epoch, prefix, subjectIds[i]);
                made.add(new Subject(prefix, first));
            }
        }
        byte[][] subjects = prefixes.stream().map(Prefix::bytes).toArray(byte[][]::new);
        byte[][] slots =
                prefixes.stream().map(prefix -> prefix.record(0).bytes()).toArray(byte[][]::new);
        UUID[] keyIds = made.stream().map(subject -> subject.first().keyId()).toArray(UUID[]::new);
        Integer[] epochs = new Integer[count];
        Arrays.fill(epochs, epoch);
        return database.write(connection -> {
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.subject (prefix, subject_id, epoch, seal, next_record, living)"
                            + " SELECT prefix, id, ?, seal, 1, 1 FROM unnest(?, ?, ?) AS made (prefix, id, seal)",
                    epoch,
                    subjects,
                    subjectIds,
                    seals);
            Wrapping.insertKeys(connection, keyIds, slots, epochs, wrapped);
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

    /** Ends the making. @return the subjects that nobody was given */
    List<Prefix> close() {
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
            List<Prefix> all = List.copyOf(left);
            left.clear();
            return all;
        }
    }

    private void leave(Subject subject) {
        subject.first().clear();
        left.add(subject.prefix());
    }
}
