package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders to destroy keys, carried out in the steps of {@link ErasureStep}; and the tidying after them. */
final class Erasures {

    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    /** The ground of what had its time and is named by no event. */
    private static final Ground EXPIRED = new Ground("expired");
    /** The ground of what has no event. */
    private static final Ground NEVER_RECEIVED = new Ground("never-received");
    /** For how long after an order of a person what arrives is included in it, if it says so. */
    private static final Duration ARRIVING = Duration.ofHours(1);
    /** It goes by itself. */
    private static final UUID NOBODY = new UUID(0, 0);

    /** How long the row of a destroyed key stays that no event names, so that a token of it is told from one that lost its key. */
    private static final Duration KEPT_AFTERWARDS = Duration.ofDays(1);
    /** How many key ids one sweep's entry names at most. */
    private static final int SWEPT_AT_ONCE = 10_000;
    /** The most that puncturing one subject adds to the root state's file, in bytes: fifteen seeds at each of eight digits. */
    private static final long LARGEST_GROWTH = 15 * 8 * RootFile.SEED;

    private static final long MEGABYTE = 1024L * 1024;

    /** Held by whoever writes an order: one must not name what another is about to move. */
    private static final long ORDERING = 0x6c65746865_04L;
    /** For how long an order that could not be carried out is one: by then the law wanted an answer (GDPR, article 12(3)). */
    private static final Duration STANDS = Duration.ofDays(30);
    /** For how long the event of a replacement is waited for. */
    private static final Duration REPLACING = Duration.ofHours(2);

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final Lanes lanes;
    private final MadeAhead madeAhead;
    private final AddressIndex index;
    private final People people;
    private final KeyRows rows;
    private final Function<Collection<UUID>, Map<UUID, Ground>> keptByEvents;
    private final Clock clock;
    private final Consumer<ErasureStep> steps;
    /** Orders that this vault did not write, and that the log names already: health asks every few seconds. */
    private final Set<UUID> told = ConcurrentHashMap.newKeySet();
    /** Orders that were not complete when the last sweep found them called so. */
    private volatile long hidden;
    /** What is being put right, by its erasure: whatever is kept there from now on is lost with it. */
    private final Map<UUID, Replacing> replacing = new ConcurrentHashMap<>();
    /** The last erasure did not fit into the root state. */
    private volatile boolean full;

    Erasures(
            VaultDatabase database,
            RootStore root,
            Ledger ledger,
            Lanes lanes,
            MadeAhead madeAhead,
            AddressIndex index,
            People people,
            KeyRows rows,
            Function<Collection<UUID>, Map<UUID, Ground>> keptByEvents,
            Clock clock,
            Consumer<ErasureStep> steps) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.lanes = lanes;
        this.madeAhead = madeAhead;
        this.index = index;
        this.people = people;
        this.rows = rows;
        this.keptByEvents = keptByEvents;
        this.clock = clock;
        this.steps = steps;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    // --- Orders ---

    ErasureOrder order(ErasureOrder asked) {
        ErasureOrder order = new ErasureOrder(
                asked.erasure(), asked.scope(), asked.ground(), asked.actor(), Ledger.inMicroseconds(asked.at()));
        Orders.Row earlier = database.read(connection -> Orders.find(connection, state(), order.erasure()));
        if (earlier != null) {
            refuseOther(earlier, order);
            return earlier.order();
        }
        if (ledger.isRecorded(order.erasure())) return restored(order);
        Orders.Row row = switch (order.scope()) {
            case ErasureOrder.Person person -> person(order, person);
            case ErasureOrder.Records _ -> Orders.Row.ofRecords(order, ledger.last());
        };
        Orders.Row there = database.write(connection -> {
            VaultDatabase.lock(connection, ORDERING);
            Orders.Row meanwhile = Orders.find(connection, state(), order.erasure());
            if (meanwhile != null) {
                refuseOther(meanwhile, order);
                return meanwhile;
            }
            check(connection, row);
            Orders.insert(connection, state(), row);
            return null;
        });
        if (there != null) return there.order();
        if (order.scope() instanceof ErasureOrder.Person person && person.enquiry() != null)
            people.ordered(person.enquiry(), order.erasure());
        steps.accept(ErasureStep.ORDERED);
        return order;
    }

    /**
     * An order whose row a restore lost, and that the ledger knows to be carried out. Its entry does not name all that was
     * ordered; so it is this one only when nothing that is asked for lives.
     */
    private ErasureOrder restored(ErasureOrder order) {
        boolean done = true;
        for (Ledger.Past past : ledger.of(order.erasure()))
            done &= past.entry() instanceof LedgerEntry.Destroyed entry
                    && entry.what() == kind(order)
                    && entry.ground().equals(order.ground())
                    && entry.actor().equals(order.actor());
        done &= switch (order.scope()) {
            case ErasureOrder.Records records ->
                database.read(connection -> living(connection, records.keyIds(), Look.ONLY).keys().stream()
                        .allMatch(keptBy(order.erasure()).keySet()::contains));
            case ErasureOrder.Person person -> endedBy(order.erasure(), person.enquiry());
        };
        if (!done) throw new OtherOrderException(order.erasure());
        return order;
    }

    /**
     * The same id and the same content is the same act; anything else is another. When it was asked for is no content: a second
     * click asks later.
     */
    private void refuseOther(Orders.Row earlier, ErasureOrder order) {
        ErasureOrder there = earlier.order();
        boolean same = there.ground().equals(order.ground()) && there.actor().equals(order.actor());
        same &= switch (order.scope()) {
            case ErasureOrder.Records records -> records.equals(there.scope());
            case ErasureOrder.Person(UUID enquiry, Map<UUID, Ground> kept, int shown, boolean arriving) ->
                there.scope() instanceof ErasureOrder.Person person
                        && person.kept().equals(kept)
                        && person.arriving() == arriving
                        && namesSame(earlier, enquiry, shown);
        };
        if (!same) throw new OtherOrderException(order.erasure());
    }

    /** An erasure ends the enquiries that led to it; one that still leads somewhere once it is complete is another. */
    private boolean endedBy(UUID erasure, @Nullable UUID enquiry) {
        if (enquiry == null) return true;
        if (people.asked(enquiry).isPresent()) return false;
        UUID ended = people.endedBy(enquiry);
        return ended == null || ended.equals(erasure); // forgotten, by a restart or in a day: nobody can tell
    }

    private boolean namesSame(Orders.Row earlier, @Nullable UUID enquiry, int shown) {
        People.Asked asked = enquiry == null ? null : people.asked(enquiry).orElse(null);
        if (asked == null || earlier.completed()) return endedBy(earlier.order().erasure(), enquiry);
        return Set.copyOf(earlier.shown()).equals(asked.shown(shown))
                && addresses(earlier).equals(new Orders.Addresses(asked.population(), asked.addresses()));
    }

    private Orders.Row person(ErasureOrder order, ErasureOrder.Person person) {
        UUID enquiry = person.enquiry();
        People.Asked asked = enquiry == null ? null : people.asked(enquiry).orElse(null);
        if (asked == null)
            throw new VaultException("That enquiry is older than a day or unknown: look for the person again");
        List<UUID> shown =
                asked.shown(person.shown()).stream().sorted(LedgerEntry.BY_TEXT).toList();
        List<UUID> taken = asked.taken().stream()
                .filter(shown::contains)
                .sorted(LedgerEntry.BY_TEXT)
                .toList();
        if (asked.addresses().isEmpty() && taken.isEmpty())
            throw new VaultException("Nothing was chosen: what was looked for only finds possible matches");
        if (!shown.containsAll(person.kept().keySet()))
            throw new VaultException("A key to keep is not one that the person still has");
        try (NewRecordKeys keys =
                new NewRecordKeys(List.of(madeAhead.take(Lane.ORDERS).own()), _ -> false)) {
            Personal<Orders.Addresses> token = keys.seal(
                    0,
                    Orders.ADDRESSES.in(order::erasure),
                    new Orders.Addresses(asked.population(), asked.addresses()));
            return new Orders.Row(order, token.bytes(), shown, taken, 0, 0, ledger.last(), false);
        }
    }

    private Orders.Addresses addresses(Orders.Row row) {
        Sealed<Orders.Addresses> sealed = row.sealed();
        return switch (rows.open(List.of(sealed)).get(sealed)) {
            case Opened.Known<?>(Orders.Addresses addresses) -> addresses;
            case CannotBeOpenedException alarm -> throw alarm;
            case null, default ->
                throw new VaultException("The address that order " + row.order().erasure()
                        + " names does not open: the order cannot be carried out");
        };
    }

    /** What can be told before anything is written; all of it is asked again when the order is carried out. */
    private void check(Connection connection, Orders.Row row) throws SQLException {
        if (row.order().ground().equals(Ground.REPLACED))
            throw new IllegalArgumentException("Nothing is erased on the ground that it was replaced");
        Living living;
        switch (row.order().scope()) {
            case ErasureOrder.Person(UUID _, Map<UUID, Ground> kept, int _, boolean _) -> {
                refuseMoved(connection, Set.copyOf(row.shown()));
                living = living(connection, kept.keySet(), Look.ONLY);
                if (living.subjects().isEmpty() != kept.isEmpty()
                        || !living.keys().containsAll(kept.keySet()))
                    throw new VaultException("A key to keep is not one that the person still has");
                Set<UUID> dying = new HashSet<>(row.shown());
                dying.removeAll(kept.keySet());
                dying.add(row.sealed().token().keyId());
                living = living(connection, dying, Look.ONLY);
            }
            case ErasureOrder.Records records -> {
                Set<UUID> keyIds = records.keyIds();
                living = living(connection, keyIds, Look.ONLY);
                if (records.hindered() != ErasureOrder.Hindered.LEFT_OUT) {
                    refuseMoved(connection, keyIds);
                    if (!unknown(connection, keyIds).isEmpty())
                        throw new VaultException("A key to destroy is not known to the vault");
                    living.refuseNamelessParts();
                }
                if (records.hindered() == ErasureOrder.Hindered.REFUSED) {
                    Map<UUID, Ground> held = held(connection, keyIds);
                    if (!held.isEmpty()) throw new HeldException(held);
                }
            }
        }
        refuseWhatDoesNotFit(living.subjects().keySet());
    }

    /** What was put right lives on under other keys, which an order by the old ones would not reach. */
    private void refuseMoved(Connection connection, Set<UUID> keyIds) throws SQLException {
        if (!ReplacementRow.among(connection, state(), ledger, keyIds).isEmpty())
            throw new VaultException("A record is being put right at this moment: try again in a minute");
        if (!destroyedAmong(connection, keyIds, true).isEmpty())
            throw new VaultException("A record was put right since it was looked at: look at it again");
    }

    /** Before an order is written, or its event: what is carried out later is computed again. */
    private void refuseWhatDoesNotFit(Set<Prefix> dying) {
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
                + lanes.sizes().stateBytes() / (1024 * 1024)
                + " MiB. Nothing was destroyed. Rotate the key tree");
    }

    private static Set<UUID> unknown(Connection connection, Set<UUID> keyIds) throws SQLException {
        Set<UUID> unknown = new HashSet<>(keyIds);
        try (ResultSet row =
                VaultDatabase.query(connection, "SELECT key_id FROM vault.key WHERE key_id = ANY (?)", (Object)
                        keyIds.toArray(UUID[]::new))) {
            while (row.next()) unknown.remove(row.getObject(1, UUID.class));
        }
        return unknown;
    }

    /** Living keys that were kept when their person was erased, or will be: a hold holds from its order on. */
    private Map<UUID, Ground> held(Connection connection, Set<UUID> keyIds) throws SQLException {
        Set<UUID> changed = new HashSet<>();
        Map<UUID, Ground> held = held(connection, keyIds, living(connection, keyIds, Look.ONLY), changed);
        if (!changed.isEmpty())
            throw new VaultException(
                    "What the vault says of " + changed.size()
                            + " keys being held was changed: nothing is destroyed on its word. Compare the vault with a backup");
        return held;
    }

    /** @param changed is told those of which the rows that say so were changed */
    private Map<UUID, Ground> held(Connection connection, Set<UUID> keyIds, Living living, Set<UUID> changed)
            throws SQLException {
        Map<UUID, Ground> held = new HashMap<>(keptByEvents.apply(keyIds));
        Orders.Pending pending = Orders.pending(connection, state());
        held.putAll(Orders.kept(pending, keyIds));
        held.putAll(States.held(connection, state(), ledger, keyIds, changed));
        held.keySet().retainAll(living.keys());
        // What such a row was to keep nobody knows, nor whether its event came: until it is mended, all may be held
        if (pending.forged().stream().anyMatch(erasure -> !ledger.isRecorded(erasure)))
            living.named().forEach((key, subject) -> {
                if (lanes.lane(subject.lane()).isNamedByEvents()) changed.add(key);
            });
        changed.removeIf(key -> !living.keys().contains(key) && !living.broken().containsKey(key));
        return held;
    }

    /** What an order of a person kept, each with why; empty when there is no such order. */
    Map<UUID, Ground> keptBy(UUID erasure) {
        Map<UUID, Ground> kept = new HashMap<>();
        for (Ledger.Past past : ledger.of(erasure))
            if (past.entry() instanceof LedgerEntry.Destroyed entry) kept.putAll(entry.kept());
        if (!kept.isEmpty()) return kept;
        return database.read(connection -> {
            Orders.Row row = Orders.find(connection, state(), erasure);
            return row != null && row.order().scope() instanceof ErasureOrder.Person person ? person.kept() : Map.of();
        });
    }

    /** Orders that are not complete. Those that this vault did not write are told in the log, and are none. */
    List<ErasureOrder> pending() {
        Orders.Pending pending = database.read(connection -> Orders.pending(connection, state()));
        for (UUID forged : pending.forged())
            if (!ledger.isRecorded(forged) && told.add(forged))
                LOG.error(
                        "The order {} in the vault's database is not one that this vault wrote, and is not carried out."
                                + " Compare the vault with a backup",
                        forged);
        List<ErasureOrder> orders = new ArrayList<>();
        for (Orders.Row row : pending.orders()) {
            UUID erasure = row.order().erasure();
            if (isComplete(erasure)) continue;
            if (!isOld(row)) orders.add(row.order());
            else if (told.add(erasure)) LOG.warn("{}", old(erasure));
        }
        return orders;
    }

    /** How many orders there are that this vault did not write, those that are called complete as of the last sweep. */
    long forged() {
        return hidden
                + database.read(connection -> ReplacementRow.all(connection, state()))
                        .forged()
                + database.read(connection -> Orders.pending(connection, state())).forged().stream()
                        .filter(erasure -> !ledger.isRecorded(erasure))
                        .count();
    }

    private boolean isComplete(UUID erasure) {
        List<Ledger.Past> all = ledger.of(erasure);
        return ledger.isRecorded(erasure) && all.stream().allMatch(each -> each.rootVersion() > 0);
    }

    // --- Carrying out ---

    ErasureProof carryOut(UUID erasure) {
        return ledger.inTurn(() -> {
            while (!ledger.isRecorded(erasure)) {
                Orders.Row row = database.read(connection -> Orders.find(connection, state(), erasure));
                if (row == null) throw new VaultException("There is no order " + erasure);
                if (row.completed())
                    throw new VaultException("Erasure " + erasure
                            + " is called complete, but no ledger entry says so: the table was changed");
                if (isOld(row)) throw new VaultException(old(erasure));
                Orders.Addresses addresses = row.order().scope() instanceof ErasureOrder.Person ? addresses(row) : null;
                if (addresses != null) index.await();
                ledger.commit(connection -> record(connection, row, addresses));
                if (addresses != null) people.end(addresses, erasure);
                steps.accept(ErasureStep.RECORDED);
                ledger.finishPending();
            }
            ErasureProof proof = ledger.proof(erasure);
            if (proof == null) throw new VaultException("The ledger entry of erasure " + erasure + " is gone");
            return counted(List.of(proof)).getFirst();
        });
    }

    /** One whose row was taken away and is put back must not surprise anybody. */
    private boolean isOld(Orders.Row row) {
        return row.order().at().plus(STANDS).isBefore(clock.instant())
                && ledger.of(row.order().erasure()).isEmpty();
    }

    private static String old(UUID erasure) {
        return "Order " + erasure + " is older than " + STANDS.toDays()
                + " days and was never carried out. It is none any more: order the erasure anew";
    }

    /** What was kept after an order was written was decided knowing more: a row that is put back must not undo it. */
    private void refuseKeptSince(Orders.Row row, Collection<UUID> dying) {
        for (UUID key : dying)
            if (ledger.isKeptSince(key, row.after()))
                throw new VaultException("The erasure was stopped and nothing was destroyed: key " + key
                        + " was kept by a later erasure than order "
                        + row.order().erasure()
                        + ". Order it anew, if that is to go as well");
    }

    List<ErasureProof> proofs(long fromLedgerNumber) {
        return counted(ledger.proofs(fromLedgerNumber));
    }

    /** With what came after that which was shown, as far as the orders are known. */
    private List<ErasureProof> counted(List<ErasureProof> proofs) {
        List<UUID> ofPeople = proofs.stream()
                .filter(proof -> proof.kind() == ErasureProof.Kind.PERSON)
                .map(ErasureProof::erasure)
                .toList();
        if (ofPeople.isEmpty()) return proofs;
        Map<UUID, Orders.Row> orders = database.read(connection -> Orders.found(connection, state(), ofPeople));
        return proofs.stream()
                .map(proof -> {
                    Orders.Row row = orders.get(proof.erasure());
                    return row == null ? proof : proof.with(row.arrived(), row.later());
                })
                .toList();
    }

    private LedgerEntry record(Connection connection, Orders.Row row, Orders.@Nullable Addresses addresses)
            throws SQLException {
        ErasureOrder order = row.order();
        Doomed doomed = switch (order.scope()) {
            case ErasureOrder.Person(UUID _, Map<UUID, Ground> kept, int _, boolean _) -> {
                if (addresses == null) throw new IllegalStateException("An order of a person names an address");
                yield person(connection, row, addresses, kept);
            }
            case ErasureOrder.Records records -> records(connection, row, records);
        };
        return write(connection, order.erasure(), kind(order), order.ground(), order.actor(), doomed);
    }

    private LedgerEntry write(
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

    private static LedgerEntry.Kind kind(ErasureOrder order) {
        if (order.scope() instanceof ErasureOrder.Records records)
            return records.hindered() == ErasureOrder.Hindered.LEFT_OUT
                    ? LedgerEntry.Kind.RETENTION
                    : LedgerEntry.Kind.RECORDS;
        return LedgerEntry.Kind.PERSON;
    }

    /**
     * What an entry will say was destroyed.
     *
     * @param subjects the order's own among them, which holds the addresses
     * @param died how many of them are a person's part of a record
     */
    private record Doomed(
            SortedSet<Prefix> subjects, int died, long keys, SortedMap<UUID, Ground> kept, boolean last) {}

    /** Rows are looked at before they are changed, or only looked at. */
    private enum Look {
        LOCKED(" FOR UPDATE OF k"),
        ONLY("");

        private final String sql;

        Look(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Whole subjects.
     *
     * @param subjects living ones, with all their keys
     * @param owns the own key of each
     * @param named those of the keys that were asked for, with where they lie
     * @param broken keys that were asked for whose rows, or rows beside them, are not what they were, and what is wrong
     */
    private record Living(
            SortedMap<Prefix, Set<UUID>> subjects,
            Map<Prefix, UUID> owns,
            Map<UUID, Prefix> named,
            Map<UUID, String> broken) {

        Set<UUID> keys() {
            return named.keySet();
        }

        /** How many keys these subjects have. */
        long count(Set<Prefix> some) {
            long count = 0;
            for (Prefix subject : some)
                count += subjects.getOrDefault(subject, Set.of()).size();
            return count;
        }

        void stop() {
            for (String what : broken.values())
                throw new VaultException("The erasure was stopped and nothing was destroyed: " + what
                        + ". Someone changed or moved rows of the vault, and going on could erase a stranger. Compare the vault"
                        + " with a backup");
        }

        /** A key beside a part's own names no part: with it would go what nobody asked for. */
        Set<UUID> nameless() {
            Set<UUID> nameless = new HashSet<>();
            named.forEach((key, subject) -> {
                UUID own = owns.get(subject);
                if (own == null || !named.containsKey(own)) nameless.add(key);
            });
            return nameless;
        }

        void refuseNamelessParts() {
            if (!nameless().isEmpty())
                throw new VaultException(
                        "A key to destroy stands beside another that is not named: only whole parts of a"
                                + " record can be destroyed");
        }
    }

    /**
     * The subjects of these keys, each row unwrapped where it stands, so that none can stand in another's place. Keys that are
     * destroyed already, or unknown, are left out.
     */
    private Living living(Connection connection, Collection<UUID> keyIds, Look look) throws SQLException {
        Living living = new Living(new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        if (keyIds.isEmpty()) return living;
        Set<UUID> asked = Set.copyOf(keyIds);
        SortedSet<Prefix> subjects = new TreeSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT DISTINCT k.prefix FROM vault.key k WHERE k.key_id = ANY (?) AND k.prefix IS NOT NULL",
                (Object) asked.toArray(UUID[]::new))) {
            while (row.next()) subjects.add(Prefix.of(row.getBytes(1)));
        }
        read(connection, subjects, look, living, asked);
        return living;
    }

    private void read(Connection connection, Collection<Prefix> subjects, Look look, Living living, Set<UUID> asked)
            throws SQLException {
        RootState state = state();
        Map<Prefix, String> wrong = new HashMap<>();
        List<KeyRow> all = new ArrayList<>();
        try (Crypto.Burst _ = Crypto.burst();
                Walks walks = new Walks(state);
                ResultSet row = VaultDatabase.query(
                        connection,
                        "SELECT " + KeyRow.COLUMNS
                                + " FROM unnest(?) AS s (prefix) JOIN vault.key k ON k.prefix = s.prefix"
                                + " ORDER BY k.prefix, k.key_id" + look.sql,
                        (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) {
                KeyRow key = KeyRow.read(row);
                Prefix subject = key.subject();
                if (subject == null) continue;
                switch (key.fate(state, walks, ledger)) {
                    case KeyRow.Fate.Living(byte[] secret) -> {
                        Crypto.clear(secret);
                        all.add(key);
                        living.subjects()
                                .computeIfAbsent(subject, _ -> new HashSet<>())
                                .add(key.keyId());
                        if (key.own()) living.owns().put(subject, key.keyId());
                    }
                    case KeyRow.Fate.Gone _ -> {}
                    case KeyRow.Fate.Alarm(var _, String what) -> {
                        all.add(key);
                        wrong.put(subject, "key " + key.keyId() + " " + what);
                    }
                }
            }
        }
        for (KeyRow key : all) {
            Prefix subject = key.subject();
            String what = subject == null ? null : wrong.get(subject);
            if (subject == null || !asked.contains(key.keyId())) continue;
            if (what == null) living.named().put(key.keyId(), subject);
            else living.broken().put(key.keyId(), what);
        }
        living.subjects().keySet().removeAll(wrong.keySet());
    }

    private Doomed person(Connection connection, Orders.Row row, Orders.Addresses addresses, Map<UUID, Ground> kept)
            throws SQLException {
        SortedSet<Prefix> found = new TreeSet<>();
        for (String each : addresses.addresses()) {
            Identifier address = new Identifier(Identifier.Kind.EMAIL, each);
            Set<Prefix> candidates = index.candidatesAlone(connection, address);
            found.addAll(people.ledToBy(connection, candidates, address, addresses.population()));
        }
        found.addAll(named(connection, row.taken()));
        Living living = new Living(new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        read(connection, found, Look.LOCKED, living, keysOf(connection, found));
        living.stop();
        for (Prefix subject : found)
            if (!living.owns().containsKey(subject) && ledger.death(subject) == null)
                throw new VaultException(
                        "The erasure was stopped and nothing was destroyed: a subject has lost its key's row."
                                + " Compare the vault with a backup");
        // What was shown and is not found again: its rows were changed or taken away, unless it was destroyed
        // meanwhile.
        Set<UUID> lost = new LinkedHashSet<>(row.shown());
        lost.removeAll(living.keys());
        if (!lost.isEmpty()) {
            lost.removeAll(destroyedAmong(connection, lost));
            if (!lost.isEmpty())
                throw new VaultException("The erasure was stopped and nothing was destroyed: " + lost.size()
                        + " of the keys that were shown of the person are not found by the address any more. Rows of the"
                        + " vault were changed. Compare it with a backup");
        }
        SortedMap<UUID, Ground> keeping = new TreeMap<>(LedgerEntry.BY_TEXT);
        Set<Prefix> staying = new HashSet<>();
        kept.forEach((key, ground) -> {
            Prefix subject = living.named().get(key);
            if (subject == null) return; // destroyed meanwhile
            keeping.put(key, ground);
            staying.add(subject);
        });
        Set<UUID> shown = Set.copyOf(row.shown());
        Set<Prefix> came = new HashSet<>();
        living.owns().forEach((subject, own) -> {
            if (!shown.contains(own)) came.add(subject);
        });
        boolean included =
                row.arriving() && !clock.instant().isAfter(row.order().at().plus(ARRIVING));
        if (!included) staying.addAll(came);
        SortedSet<Prefix> dying = new TreeSet<>(living.subjects().keySet());
        dying.removeAll(staying);
        for (Prefix subject : dying) refuseKeptSince(row, living.subjects().getOrDefault(subject, Set.of()));
        boolean last = dying.size() <= LedgerEntry.Destroyed.MOST;
        SortedSet<Prefix> now = last
                ? dying
                : new TreeSet<>(dying.stream().limit(LedgerEntry.Destroyed.MOST).toList());
        int died = now.size();
        long keys = living.count(now);
        Set<Prefix> arrived = new HashSet<>(came);
        arrived.retainAll(now);
        Orders.count(connection, state(), row.with(arrived.size(), included ? 0 : came.size()));
        // With the last entry the address goes too that the order names: nothing needs it any more.
        if (last) now.addAll(orderSubject(connection, row));
        return new Doomed(now, died, keys, keeping, last);
    }

    /** The subjects of single records that an order names beside its addresses, by their own keys. */
    private Set<Prefix> named(Connection connection, List<UUID> owns) throws SQLException {
        Living living = living(connection, owns, Look.ONLY);
        living.stop();
        living.refuseNamelessParts();
        return living.subjects().keySet();
    }

    private Set<Prefix> orderSubject(Connection connection, Orders.Row row) throws SQLException {
        return living(connection, Set.of(row.sealed().token().keyId()), Look.LOCKED)
                .subjects()
                .keySet();
    }

    private static Set<UUID> keysOf(Connection connection, Collection<Prefix> subjects) throws SQLException {
        Set<UUID> keys = new HashSet<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "SELECT k.key_id FROM unnest(?) AS s (prefix) JOIN vault.key k ON k.prefix = s.prefix",
                (Object) subjects.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) keys.add(row.getObject(1, UUID.class));
        }
        return keys;
    }

    /** All in a few statements, however many there are: what a day's retention destroys is held up by nothing else. */
    private Doomed records(Connection connection, Orders.Row row, ErasureOrder.Records ordered) throws SQLException {
        Set<UUID> keyIds = ordered.keyIds();
        Living living = living(connection, keyIds, Look.LOCKED);
        // Asked for only now, when nobody else can hold these keys any more
        Set<UUID> changed = new HashSet<>();
        Map<UUID, Ground> held = held(connection, keyIds, living, changed);
        changed.forEach(key -> living.broken().put(key, "what says whether key " + key + " is held was changed"));
        Set<UUID> hindered = new HashSet<>();
        switch (ordered.hindered()) {
            case LEFT_OUT -> {
                hindered.addAll(held.keySet());
                hindered.addAll(living.broken().keySet());
                hindered.addAll(living.nameless());
                hindered.addAll(unknown(connection, keyIds));
                if (hindered.size() > held.size())
                    LOG.error(
                            "Of {} keys whose time is over, {} are unknown or do not unseal. Their records stay. Compare the"
                                    + " vault with a backup",
                            keyIds.size(),
                            hindered.size() - held.size());
                // Their time comes again tomorrow, under their new keys
                hindered.addAll(ReplacementRow.among(connection, state(), ledger, keyIds));
            }
            case REFUSED -> {
                living.stop();
                living.refuseNamelessParts();
                hindered.addAll(held.keySet());
            }
            case HOLD_ENDS -> {
                living.stop();
                living.refuseNamelessParts();
                refuseKeptSince(row, living.keys());
            }
        }
        Set<UUID> staying = new HashSet<>();
        for (Set<UUID> record : ordered.records()) if (!Collections.disjoint(record, hindered)) staying.addAll(record);
        SortedSet<Prefix> dying = new TreeSet<>();
        living.named().forEach((key, subject) -> {
            if (!staying.contains(key)) dying.add(subject);
        });
        living.named().forEach((key, subject) -> {
            if (staying.contains(key)) dying.remove(subject);
        });
        long keys = living.count(dying);
        SortedMap<UUID, Ground> keeping = new TreeMap<>(LedgerEntry.BY_TEXT);
        held.forEach((key, ground) -> {
            if (hindered.contains(key)) keeping.put(key, ground);
        });
        return new Doomed(dying, dying.size(), keys, keeping, true);
    }

    /** Without an order: the entry is the first that is written of it. */
    Set<UUID> endShortLived(Set<UUID> keyIds) {
        Set<UUID> staying = new HashSet<>();
        List<UUID> all = List.copyOf(keyIds);
        for (int from = 0; from < all.size(); from += LedgerEntry.Destroyed.MOST) {
            Set<UUID> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + LedgerEntry.Destroyed.MOST)));
            ledger.inTurn(() -> {
                LedgerEntry entry = ledger.commit(connection -> endShortLived(connection, some, staying));
                if (entry == null) return null;
                steps.accept(ErasureStep.RECORDED);
                ledger.finishPending();
                return null;
            });
        }
        return staying;
    }

    private @Nullable LedgerEntry endShortLived(Connection connection, Set<UUID> keyIds, Set<UUID> staying)
            throws SQLException {
        Living living = living(connection, keyIds, Look.LOCKED);
        Set<UUID> stay = new HashSet<>(unknown(connection, keyIds));
        Set<UUID> changed = new HashSet<>();
        stay.addAll(held(connection, keyIds, living, changed).keySet());
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
        return write(
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
    int destroyOrphans(SortedSet<Prefix> subjects, UnaryOperator<Set<UUID>> named, LongSupplier head, long seen) {
        return ledger.inTurn(() -> {
            LedgerEntry entry = ledger.commit(connection -> {
                Living living = new Living(new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
                read(connection, subjects, Look.LOCKED, living, keysOf(connection, subjects));
                if (!living.broken().isEmpty())
                    LOG.error(
                            "{} keys that no event names do not unseal where they stand: they stay. Compare the vault with a"
                                    + " backup",
                            living.broken().size());
                SortedSet<Prefix> dying = new TreeSet<>(living.subjects().keySet());
                // A subject whose own key is not there lost a row: its event may name just that
                dying.retainAll(living.owns().keySet());
                for (UUID held : held(connection, living.keys()).keySet())
                    dying.remove(living.named().get(held));
                for (UUID since : named.apply(living.keys()))
                    dying.remove(living.named().get(since));
                if (dying.isEmpty() || head.getAsLong() < seen) return null;
                return write(
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

    // --- Putting right ---

    /** Begins to put right whose a part of a record is. @return the own key of its new subject */
    NewKey replace(Replacement asked) {
        if (ledger.isRecorded(asked.erasure())) throw new OtherOrderException(asked.erasure());
        index.awaitStaff();
        Lane lane = people.laneOf(asked.keyId());
        if (!lane.isNamedByEvents()) throw new VaultException("Only what events tell of is put right");
        MadeAhead.Subject fresh = madeAhead.take(lane);
        try {
            database.write(connection -> {
                VaultDatabase.lock(connection, ORDERING);
                ReplacementRow row = people.replace(connection, asked, fresh);
                refuseOrdered(connection, row.key());
                Set<Prefix> dying = subjectOf(connection, row.key());
                refuseWhatDoesNotFit(dying);
                // Before it is committed: whoever keeps something there now, and asks afterwards, must hear of it
                for (Prefix each : dying) replacing.put(row.erasure(), new Replacing(row, each));
                return null;
            });
        } catch (RuntimeException e) {
            replacing.remove(asked.erasure());
            fresh.own().clear();
            throw e;
        }
        steps.accept(ErasureStep.ORDERED);
        return fresh.own();
    }

    /** The living subject of a key; none when it is dead. */
    private Set<Prefix> subjectOf(Connection connection, UUID key) throws SQLException {
        return living(connection, Set.of(key), Look.ONLY).subjects().keySet();
    }

    private void refuseOrdered(Connection connection, UUID own) throws SQLException {
        for (Orders.Row row : Orders.pending(connection, state()).orders())
            if (!ledger.isRecorded(row.order().erasure()) && !isOld(row) && row.names(own))
                throw new VaultException("That record is to be erased: nothing of it is put right");
    }

    /** Whether what is kept in a subject from now on is lost with it. */
    boolean isBeingReplaced(Prefix subject) {
        return replacing.values().stream().anyMatch(each -> each.subject().equals(subject));
    }

    /** @param row as this process wrote or read it: that the table has lost it since changes nothing */
    private record Replacing(ReplacementRow row, Prefix subject) {}

    /** After the start: what a crash left. */
    void rememberReplacements() {
        database.read(connection -> {
            for (ReplacementRow row : ReplacementRow.all(connection, state()).rows())
                for (Prefix old : subjectOf(connection, row.key()))
                    replacing.put(row.erasure(), new Replacing(row, old));
            return null;
        });
    }

    /**
     * Ends the old subject where the events name the new one, and drops the order where they do not. To be asked only when nobody can
     * append that event any more.
     *
     * @param orphan whether a new subject that no event names can go at once
     * @return whether it was ended
     */
    boolean settleReplacement(UUID erasure, EventHistory events, boolean orphan) {
        Replacing mine = replacing.get(erasure);
        ReplacementRow row = mine != null
                ? mine.row()
                : database.read(connection -> ReplacementRow.find(connection, state(), erasure));
        if (row == null) {
            ledger.inTurn(() -> null);
            return ledger.isRecorded(erasure);
        }
        if (events.named(Set.of(row.replacement()), row.head()).isEmpty() && !ledger.isRecorded(erasure)) {
            dropReplacement(row, events, orphan);
            return false;
        }
        carryOut(row);
        return true;
    }

    /**
     * All that wait. One whose event is not there is dropped after two hours.
     *
     * @param alone whether nobody else can be appending: then at once
     */
    void settleReplacements(EventHistory events, boolean alone) {
        ReplacementRow.Waiting waiting = database.read(connection -> ReplacementRow.all(connection, state()));
        if (waiting.forged() > 0)
            LOG.error(
                    "{} orders to put something right in the vault's database are not ones that this vault wrote, and are not"
                            + " carried out. Compare the vault with a backup",
                    waiting.forged());
        for (ReplacementRow row : waiting.rows()) {
            try {
                if (ledger.isRecorded(row.erasure())
                        || !events.named(Set.of(row.replacement()), row.head()).isEmpty()) carryOut(row);
                else if (alone || row.at().plus(REPLACING).isBefore(clock.instant()))
                    dropReplacement(row, events, true);
            } catch (RuntimeException e) {
                // Whatever it is: neither a start nor the hour's mark may wait for it
                LOG.warn("Replacement {} stays pending: {}", row.erasure(), e.getMessage());
            }
        }
    }

    private void carryOut(ReplacementRow row) {
        ledger.inTurn(() -> {
            if (!ledger.isRecorded(row.erasure())) {
                LedgerEntry entry = ledger.commit(connection -> record(connection, row));
                if (entry == null) return null;
                steps.accept(ErasureStep.RECORDED);
                ledger.finishPending();
            }
            database.write(connection -> {
                row.delete(connection);
                return null;
            });
            return null;
        });
        replacing.remove(row.erasure());
    }

    private @Nullable LedgerEntry record(Connection connection, ReplacementRow row) throws SQLException {
        Living living = living(connection, Set.of(row.key(), row.replacement()), Look.LOCKED);
        living.stop();
        Prefix old = living.named().get(row.key());
        if (old == null || !living.keys().contains(row.replacement())) {
            // Erased meanwhile, one or the other or both: there is nothing to put right any more
            if (destroyedAmong(connection, Set.of(row.key(), row.replacement())).isEmpty())
                throw new VaultException("A key of it is not there: compare the vault with a backup");
            row.delete(connection);
            return null;
        }
        SortedSet<Prefix> dying = new TreeSet<>(Set.of(old));
        SortedMap<UUID, Ground> kept = new TreeMap<>(LedgerEntry.BY_TEXT);
        held(connection, Set.of(row.key()), living, new HashSet<>())
                .values()
                .forEach(ground -> kept.put(row.replacement(), ground));
        return write(
                connection,
                row.erasure(),
                LedgerEntry.Kind.REPLACED,
                Ground.REPLACED,
                row.actor(),
                new Doomed(dying, 1, living.count(dying), kept, true));
    }

    private void dropReplacement(ReplacementRow row, EventHistory events, boolean orphan) {
        SortedSet<Prefix> fresh = new TreeSet<>();
        database.write(connection -> {
            row.delete(connection);
            fresh.addAll(subjectOf(connection, row.replacement()));
            return null;
        });
        replacing.remove(row.erasure());
        LOG.info("Replacement {} was dropped: its event never came", row.erasure());
        // Or its address would find somebody who never had it, until the search for what never arrived
        if (!orphan
                || fresh.isEmpty()
                || events.head() < row.head()
                || events.gap().isPresent()) return;
        try {
            destroyOrphans(fresh, wanted -> events.named(wanted, row.head()), events::head, row.head());
        } catch (VaultException e) {
            LOG.warn("What was made for replacement {} goes with the next search: {}", row.erasure(), e.getMessage());
        }
    }

    Map<UUID, Hindrance> hindrances(Set<UUID> keyIds) {
        if (keyIds.isEmpty()) return Map.of();
        return database.read(connection -> {
            Map<UUID, Hindrance> hindrances = new HashMap<>();
            Living living = living(connection, keyIds, Look.ONLY);
            Set<UUID> broken = new HashSet<>(living.broken().keySet());
            Map<UUID, Ground> held = held(connection, keyIds, living, broken);
            broken.forEach(key -> hindrances.put(key, new Hindrance.Broken()));
            unknown(connection, keyIds).forEach(key -> hindrances.put(key, new Hindrance.Unknown()));
            // Last: that it is held is what whoever reads it has to know
            held.forEach((key, ground) -> hindrances.put(key, new Hindrance.Held(ground)));
            return hindrances;
        });
    }

    // --- Afterwards ---

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

    private void stream(
            String sql, Consumer<DestroyedKey> each, java.util.function.Predicate<KeyRow> wanted, Object... values) {
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

    private Set<UUID> destroyedAmong(Connection connection, Set<UUID> keyIds) throws SQLException {
        return destroyedAmong(connection, keyIds, false);
    }

    private Set<UUID> destroyedAmong(Connection connection, Set<UUID> keyIds, boolean replaced) throws SQLException {
        Set<UUID> destroyed = new HashSet<>();
        try (Walks walks = new Walks(state());
                ResultSet row = VaultDatabase.query(
                        connection, DESTROYED + "k.key_id = ANY (?)", (Object) keyIds.toArray(UUID[]::new))) {
            while (row.next()) {
                KeyRow key = KeyRow.read(row);
                KeyRow.Fate fate = key.fate(state(), walks, ledger);
                if (fate instanceof KeyRow.Fate.Living(byte[] secret)) Crypto.clear(secret);
                if (fate instanceof KeyRow.Fate.Gone gone
                        && (!replaced || gone.ground().equals(Ground.REPLACED))) destroyed.add(key.keyId());
            }
        }
        return destroyed;
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
                    new Ground(ground),
                    keys.stream().sorted(LedgerEntry.BY_TEXT).toList(),
                    month))));
            Ledger.Tail tail = ledger.tail(connection);
            LedgerEntry entry = new LedgerEntry.Swept(
                    tail.number() + 1, Ledger.inMicroseconds(clock.instant()), groups, tail.hash());
            ledger.record(connection, entry);
            return entry;
        });
        return new Swept(count[0], last[0]);
    }
}
