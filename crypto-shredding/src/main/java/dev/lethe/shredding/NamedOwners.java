package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final VaultDatabase.Kept database;
    private final RootStore root;
    private final Lanes lanes;
    private final MadeAhead madeAhead;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closed;

    private record Request(Owner.Named owner, CompletableFuture<NewKey> answer) {}

    /**
     * An owner, and what finds their subject.
     *
     * @param person the same for all owners who are one person; null when each record is a subject of its own
     * @param hashes of the e-mail address: while the identifier key changes there are two, the current one last
     */
    private record Wanted(Owner.Named owner, @Nullable String person, byte[][] hashes) {

        static Wanted of(RootState state, Owner.Named owner) {
            Identifier email = resolving(owner);
            if (email == null || !owner.lane().lasting()) return new Wanted(owner, null, new byte[0][]);
            byte[][] hashes = IdentifierRow.hashes(state, email);
            String person = owner.lane().purpose() + " " + HexFormat.of().formatHex(hashes[hashes.length - 1]);
            return new Wanted(owner, person, hashes);
        }
    }

    NamedOwners(VaultDatabase database, RootStore root, Lanes lanes, MadeAhead madeAhead) {
        this.database = database.kept();
        this.root = root;
        this.lanes = lanes;
        this.madeAhead = madeAhead;
        this.writer = Thread.ofPlatform().daemon().name("vault-named-owners").start(this::serve);
    }

    /** A key for each owner, in their order, and durable, as is what finds the owner. */
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
        RootState state = root.current().orElseThrow();
        List<Wanted> all = owners.stream().map(owner -> Wanted.of(state, owner)).toList();
        return database.with(connection -> {
            // Mostly people whom nobody has heard of before: what is written of them is one insert, which commits by
            // itself.
            if (eachIsSomebodyElse(all) && known(connection, state, all, "").isEmpty())
                return make(connection, state, all, new HashMap<>());
            return VaultDatabase.once(
                    connection,
                    transaction -> make(transaction, state, all, known(transaction, state, all, " FOR UPDATE OF s")));
        });
    }

    private static boolean eachIsSomebodyElse(List<Wanted> all) {
        Set<String> persons = new HashSet<>();
        for (Wanted each : all) if (each.person != null && !persons.add(each.person)) return false;
        return true;
    }

    private List<NewKey> make(Connection connection, RootState state, List<Wanted> all, Map<String, Home> homes)
            throws SQLException {
        List<NewKey> keys = new ArrayList<>(all.size());
        List<IdentifierRow> identifiers = new ArrayList<>();
        List<UUID> keyIds = new ArrayList<>();
        List<byte[]> slots = new ArrayList<>();
        List<byte[]> wrapped = new ArrayList<>();
        // Not those of the map: a home that is full gives its place there to the person's next one.
        Set<Home> grown = new LinkedHashSet<>();
        try (SeedTree.Walk walk = state.tree().walk()) {
            for (Wanted each : all) {
                Owner.Named owner = each.owner;
                String person = each.person;
                Home home = person == null ? null : homes.get(person);
                if (home != null && home.next < lanes.sizes().recordsOfSubject()) {
                    NewKey key = NewKey.random();
                    Prefix slot = home.prefix.record(home.next++);
                    home.added++;
                    grown.add(home);
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
        if (!grown.isEmpty()) {
            VaultDatabase.executePlanned(
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

    /**
     * The subjects with room of the persons that are known already.
     *
     * @param lock to follow the statement: for a transaction that will use them, against their being destroyed meanwhile
     */
    private Map<String, Home> known(Connection connection, RootState state, List<Wanted> all, String lock)
            throws SQLException {
        List<String> persons = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        List<byte[]> from = new ArrayList<>();
        List<byte[]> to = new ArrayList<>();
        for (Wanted each : all) {
            if (each.person == null || persons.contains(each.person)) continue;
            for (int lane : lanes.numbers(each.owner.lane())) {
                Prefix whole = new Prefix(HexFormat.of().toHexDigits(lane, Prefix.LANE));
                for (byte[] hash : each.hashes) {
                    persons.add(each.person);
                    hashes.add(hash);
                    from.add(whole.first(Prefix.SUBJECT).bytes());
                    to.add(whole.last(Prefix.SUBJECT).bytes());
                }
            }
        }
        Map<String, Home> homes = new HashMap<>();
        if (persons.isEmpty()) return homes;
        try (PreparedStatement statement = VaultDatabase.planned(
                        connection,
                        "SELECT " + IdentifierRow.COLUMNS + ", p.person, s.next_record"
                                + " FROM unnest(?, ?, ?, ?) AS p (person, hash, low, high)"
                                + " JOIN vault.identifier i ON i.hash = p.hash AND i.prefix BETWEEN p.low AND p.high"
                                + " JOIN vault.subject s ON s.prefix = i.prefix"
                                + " WHERE i.resolves AND i.population = 'PUBLIC' AND s.destroyed_by IS NULL"
                                + " AND s.next_record < ?"
                                + " ORDER BY s.prefix" + lock,
                        persons.toArray(String[]::new),
                        hashes.toArray(byte[][]::new),
                        from.toArray(byte[][]::new),
                        to.toArray(byte[][]::new),
                        lanes.sizes().recordsOfSubject());
                ResultSet row = statement.executeQuery()) {
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
        database.close();
    }
}
