package dev.lethe.shredding.vault;

import dev.lethe.shredding.Owner;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.SeedTree;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/**
 * Keys for owners who are named. Nobody is looked up: what is written of them is one insert of their identifiers. One thread
 * writes for all who wait, in one transaction, so that many are as fast as few.
 */
final class NamedOwners implements AutoCloseable {

    private static final int LARGEST_BATCH = 256;

    private final VaultDatabase.Kept database;
    private final RootStore root;
    private final MadeAhead madeAhead;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private final InstantSource now;
    private final LongSupplier head;
    private final Thread writer;
    private volatile boolean closed;

    private record Request(Owner.Named owner, MadeAhead.Subject subject, CompletableFuture<NewKey> answer) {}

    NamedOwners(VaultDatabase database, RootStore root, MadeAhead madeAhead, InstantSource now, LongSupplier head) {
        this.now = now;
        this.head = head;
        this.database = database.kept();
        this.root = root;
        this.madeAhead = madeAhead;
        this.writer = Thread.ofPlatform().daemon().name("vault-named-owners").start(this::serve);
    }

    /** A key for each owner, in their order, and durable, as is what finds the owner. */
    List<NewKey> keys(List<Owner.Named> owners) {
        List<Request> requests = new ArrayList<>(owners.size());
        try {
            // Here, where nobody else waits: a lane in which nothing can be made must not hold up the others
            for (Owner.Named owner : owners)
                requests.add(new Request(owner, madeAhead.take(owner.lane()), new CompletableFuture<>()));
        } catch (RuntimeException e) {
            requests.forEach(request -> request.subject().own().clear());
            throw e;
        }
        List<CompletableFuture<NewKey>> answers =
                requests.stream().map(Request::answer).toList();
        waiting.addAll(requests);
        if (closed) refuseAll();
        List<NewKey> keys = new ArrayList<>(owners.size());
        RuntimeException failure = null;
        for (CompletableFuture<NewKey> answer : answers) {
            try {
                keys.add(answer.join());
            } catch (CompletionException e) {
                failure = e.getCause() instanceof VaultException cause
                        ? new VaultException(String.valueOf(cause.getMessage()), cause)
                        : e;
            }
        }
        if (failure == null) return keys;
        keys.forEach(NewKey::clear);
        throw failure;
    }

    private void serve() {
        List<Request> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.add(waiting.take());
                waiting.drainTo(batch, LARGEST_BATCH - 1);
                answer(batch);
            } catch (InterruptedException _) {
                // closing: the loop ends
            } finally {
                batch.clear();
            }
        }
        refuseAll();
    }

    private void refuseAll() {
        for (Request request = waiting.poll(); request != null; request = waiting.poll())
            request.answer().completeExceptionally(new VaultException("The vault is closed"));
    }

    private void answer(List<Request> batch) {
        try {
            RootState state = root.current().orElseThrow();
            List<IdentifierRow> rows = new ArrayList<>();
            try (SeedTree.Walk walk = state.tree().walk()) {
                for (Request request : batch)
                    rows.addAll(IdentifierRow.seal(
                            state,
                            walk,
                            request.subject().prefix(),
                            request.owner().population(),
                            request.owner().identifiers(),
                            now.instant(),
                            head.getAsLong()));
            }
            database.with(connection -> {
                IdentifierRow.insert(connection, rows);
                return null;
            });
            batch.forEach(request -> request.answer().complete(request.subject().own()));
        } catch (RuntimeException | Error e) {
            batch.forEach(request -> {
                request.subject().own().clear();
                request.answer().completeExceptionally(e);
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
