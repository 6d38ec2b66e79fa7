package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys for owners who are named. One thread serves all who wait, in one transaction: so that many are as fast as few, and
 * so that two who name one new address at once become one subject.
 */
final class NamedOwners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NamedOwners.class);
    private static final int LARGEST_BATCH = 256;

    private final VaultDatabase database;
    private final RootStore root;
    private final Lanes lanes;
    private final MadeAhead madeAhead;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closed;

    private record Request(Owner.Named owner, CompletableFuture<NewKey> answer) {}

    NamedOwners(VaultDatabase database, RootStore root, Lanes lanes, MadeAhead madeAhead) {
        this.database = database;
        this.root = root;
        this.lanes = lanes;
        this.madeAhead = madeAhead;
        this.writer = Thread.ofPlatform().daemon().name("vault-named-owners").start(this::serve);
    }

    /** A key for each owner, in their order; durable as {@link VaultDatabase#writeBeforeEvent} says. */
    List<NewKey> keys(List<Owner.Named> owners) {
        List<CompletableFuture<NewKey>> answers = new ArrayList<>(owners.size());
        for (Owner.Named owner : owners) {
            Request request = new Request(owner, new CompletableFuture<>());
            answers.add(request.answer());
            waiting.add(request);
        }
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
            List<NewKey> keys = make(batch.stream().map(Request::owner).toList());
            for (int i = 0; i < batch.size(); i++) batch.get(i).answer().complete(keys.get(i));
        } catch (RuntimeException | Error e) {
            batch.forEach(request -> request.answer().completeExceptionally(e));
        }
    }

    // --- One batch ---

    /** A subject that an owner of this batch belongs to, and where its next key goes. */
    private static final class Home {
        final Prefix prefix;
        int next;
        int added;

        Home(Prefix prefix, int next) {
            this.prefix = prefix;
            this.next = next;
        }
    }

    private List<NewKey> make(List<Owner.Named> owners) {
        return database.writeBeforeEvent(connection -> make(connection, owners));
    }

    private List<NewKey> make(Connection connection, List<Owner.Named> owners) throws SQLException {
        RootState state = root.current().orElseThrow();
        Map<String, Home> homes = known(connection, state, owners);
        List<NewKey> keys = new ArrayList<>(owners.size());
        List<IdentifierRow> identifiers = new ArrayList<>();
        List<UUID> keyIds = new ArrayList<>();
        List<byte[]> slots = new ArrayList<>();
        List<byte[]> wrapped = new ArrayList<>();
        try (SeedTree.Walk walk = state.tree().walk()) {
            for (Owner.Named owner : owners) {
                String person = person(state, owner);
                Home home = person == null ? null : homes.get(person);
                if (home != null && home.next < lanes.sizes().recordsOfSubject()) {
                    NewKey key = NewKey.random();
                    Prefix slot = home.prefix.record(home.next++);
                    home.added++;
                    keyIds.add(key.keyId());
                    slots.add(slot.bytes());
                    wrapped.add(Wrapping.wrap(walk, state.epoch(), slot, key));
                    keys.add(key);
                    identify(state, walk, home.prefix, owner, identifiers);
                } else {
                    MadeAhead.Subject fresh = madeAhead.take(owner.lane());
                    if (person != null) homes.put(person, new Home(fresh.prefix(), 1));
                    keys.add(fresh.first());
                    identify(state, walk, fresh.prefix(), owner, identifiers);
                }
            }
        }
        List<Home> grown =
                homes.values().stream().filter(home -> home.added > 0).toList();
        if (!grown.isEmpty()) {
            VaultDatabase.execute(
                    connection,
                    "UPDATE vault.subject s SET next_record = s.next_record + g.added, living = s.living + g.added"
                            + " FROM unnest(?, ?) AS g (prefix, added) WHERE s.prefix = g.prefix",
                    grown.stream().map(home -> home.prefix.bytes()).toArray(byte[][]::new),
                    grown.stream().map(home -> home.added).toArray(Integer[]::new));
            Integer[] epochs = new Integer[keyIds.size()];
            java.util.Arrays.fill(epochs, state.epoch());
            Wrapping.insertKeys(
                    connection,
                    keyIds.toArray(UUID[]::new),
                    slots.toArray(byte[][]::new),
                    epochs,
                    wrapped.toArray(byte[][]::new));
        }
        IdentifierRow.insert(connection, identifiers);
        return keys;
    }

    /** What finds the person's subject in this batch; null when each record is a subject of its own. */
    private static @Nullable String person(RootState state, Owner.Named owner) {
        Identifier email = resolving(owner);
        return email == null || !owner.lane().lasting()
                ? null
                : owner.lane().purpose() + " " + HexFormat.of().formatHex(current(state, email));
    }

    private static byte[] current(RootState state, Identifier identifier) {
        byte[][] hashes = IdentifierRow.hashes(state, identifier);
        return hashes[hashes.length - 1];
    }

    /** Only the first e-mail address of the public resolves to a person. */
    private static @Nullable Identifier resolving(Owner.Named owner) {
        if (owner.population() != Population.PUBLIC) return null;
        for (Identifier identifier : owner.identifiers())
            if (identifier.kind() == Identifier.Kind.EMAIL) return identifier;
        return null;
    }

    private static void identify(
            RootState state, SeedTree.Walk walk, Prefix subject, Owner.Named owner, List<IdentifierRow> rows) {
        Identifier resolving = resolving(owner);
        for (Identifier identifier : owner.identifiers())
            rows.add(IdentifierRow.seal(
                    state, walk, subject, identifier, owner.population(), identifier.equals(resolving), false));
    }

    /** The subjects with room of the persons that are known already, locked against being destroyed meanwhile. */
    private Map<String, Home> known(Connection connection, RootState state, List<Owner.Named> owners)
            throws SQLException {
        List<String> persons = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        List<byte[]> from = new ArrayList<>();
        List<byte[]> to = new ArrayList<>();
        for (Owner.Named owner : owners) {
            String person = person(state, owner);
            Identifier email = resolving(owner);
            if (person == null || email == null || persons.contains(person)) continue;
            for (int lane : lanes.numbers(owner.lane()))
                for (byte[] hash : IdentifierRow.hashes(state, email)) {
                    Prefix whole = new Prefix(HexFormat.of().toHexDigits(lane, Prefix.LANE));
                    persons.add(person);
                    hashes.add(hash);
                    from.add(whole.first(Prefix.SUBJECT).bytes());
                    to.add(whole.last(Prefix.SUBJECT).bytes());
                }
        }
        Map<String, Home> homes = new HashMap<>();
        if (persons.isEmpty()) return homes;
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT " + IdentifierRow.COLUMNS + ", p.person, s.next_record"
                        + " FROM unnest(?, ?, ?, ?) AS p (person, hash, low, high)"
                        + " JOIN vault.identifier i ON i.hash = p.hash AND i.prefix BETWEEN p.low AND p.high"
                        + " JOIN vault.subject s ON s.prefix = i.prefix"
                        + " WHERE i.resolves AND i.population = 'PUBLIC' AND s.destroyed_by IS NULL"
                        + " AND s.next_record < ?"
                        + " ORDER BY s.prefix FOR UPDATE OF s",
                persons.toArray(String[]::new),
                hashes.toArray(byte[][]::new),
                from.toArray(byte[][]::new),
                to.toArray(byte[][]::new),
                lanes.sizes().recordsOfSubject())) {
            while (row.next()) {
                IdentifierRow identifier = IdentifierRow.read(row);
                if (homes.containsKey(row.getString(10))) continue;
                // Whoever can write to the tables must not be able to gather one person's records under another's keys.
                if (identifier.open(state) == null) {
                    LOG.error(
                            "An identifier row of the vault was changed and is not followed: compare the vault with a backup");
                    continue;
                }
                homes.put(row.getString(10), new Home(identifier.subject(), row.getInt(11)));
            }
        }
        return homes;
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
    }
}
