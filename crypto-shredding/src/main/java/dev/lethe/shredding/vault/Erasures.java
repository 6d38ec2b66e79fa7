package dev.lethe.shredding.vault;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RestrictedException;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.ledger.Orders;
import dev.lethe.shredding.ledger.ReplacementRow;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders to destroy keys, carried out in the steps of {@link ErasureStep}. */
final class Erasures {

    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    /** For how long after an order of a person what arrives is included in it, if it says so. */
    private static final Duration ARRIVING = Duration.ofHours(1);
    /** For how long an order that could not be carried out is one: by then the law wanted an answer (GDPR, article 12(3)). */
    private static final Duration STANDS = Duration.ofDays(30);

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
    private final Clock clock;
    private final Consumer<ErasureStep> steps;
    /** Orders that this vault did not write, and that the log names already: health asks every few seconds. */
    private final Set<UUID> told = ConcurrentHashMap.newKeySet();

    Erasures(
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
            Clock clock,
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
            VaultDatabase.lock(connection, Locks.ORDERING);
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
                database.read(connection -> subjects.living(connection, records.keyIds(), Look.ONLY).keys().stream()
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
                asked.shown(person.shown()).stream().sorted(Book.BY_TEXT).toList();
        List<UUID> taken = asked.taken().stream()
                .filter(shown::contains)
                .sorted(Book.BY_TEXT)
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
        return switch (rows.open(List.of(sealed), KeyRows.Reach.EVEN_RESTRICTED).get(sealed)) {
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
                living = subjects.living(connection, kept.keySet(), Look.ONLY);
                if (living.subjects().isEmpty() != kept.isEmpty()
                        || !living.keys().containsAll(kept.keySet()))
                    throw new VaultException("A key to keep is not one that the person still has");
                Set<UUID> dying = new HashSet<>(row.shown());
                dying.removeAll(kept.keySet());
                dying.add(row.sealed().token().keyId());
                living = subjects.living(connection, dying, Look.ONLY);
            }
            case ErasureOrder.Records records -> {
                Set<UUID> keyIds = records.keyIds();
                living = subjects.living(connection, keyIds, Look.ONLY);
                if (records.hindered() != ErasureOrder.Hindered.LEFT_OUT) {
                    refuseMoved(connection, keyIds);
                    if (!Subjects.unknown(connection, keyIds).isEmpty())
                        throw new VaultException("A key to destroy is not known to the vault");
                    living.refuseNamelessParts();
                }
                if (records.hindered() == ErasureOrder.Hindered.REFUSED) {
                    Map<UUID, Ground> held = holds.of(connection, keyIds);
                    if (!held.isEmpty()) throw new HeldException(held);
                    Set<UUID> changed = new HashSet<>();
                    if (!holds.restricted(connection, living, changed).isEmpty() || !changed.isEmpty())
                        throw new RestrictedException(
                                "The processing of something of it is restricted: only a privacy officer can have it erased");
                }
            }
        }
        entries.refuseWhatDoesNotFit(living.subjects().keySet());
    }

    /** What was put right lives on under other keys, which an order by the old ones would not reach. */
    private void refuseMoved(Connection connection, Set<UUID> keyIds) throws SQLException {
        if (!ReplacementRow.among(connection, state(), ledger, keyIds).isEmpty())
            throw new VaultException("A record is being put right at this moment: try again in a minute");
        if (!subjects.putRight(connection, keyIds).isEmpty())
            throw new VaultException("A record was put right since it was looked at: look at it again");
    }

    /** @throws VaultException when the record of this key is to be erased */
    void refuseOrdered(Connection connection, UUID own) throws SQLException {
        for (Orders.Row row : Orders.pending(connection, state()).orders())
            if (!ledger.isRecorded(row.order().erasure()) && !isOld(row) && row.names(own))
                throw new VaultException("That record is to be erased: nothing of it is put right");
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

    /** How many orders there are that this vault did not write and that are not called complete. */
    long forged() {
        return database.read(connection -> Orders.pending(connection, state())).forged().stream()
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
        return entries.write(connection, order.erasure(), kind(order), order.ground(), order.actor(), doomed);
    }

    private static LedgerEntry.Kind kind(ErasureOrder order) {
        if (order.scope() instanceof ErasureOrder.Records records)
            return records.hindered() == ErasureOrder.Hindered.LEFT_OUT
                    ? LedgerEntry.Kind.RETENTION
                    : LedgerEntry.Kind.RECORDS;
        return LedgerEntry.Kind.PERSON;
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
        Living living = subjects.at(connection, found, Look.LOCKED);
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
            lost.removeAll(subjects.destroyed(connection, lost));
            if (!lost.isEmpty())
                throw new VaultException("The erasure was stopped and nothing was destroyed: " + lost.size()
                        + " of the keys that were shown of the person are not found by the address any more. Rows of the"
                        + " vault were changed. Compare it with a backup");
        }
        SortedMap<UUID, Ground> keeping = new TreeMap<>(Book.BY_TEXT);
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
        Living living = subjects.living(connection, owns, Look.ONLY);
        living.stop();
        living.refuseNamelessParts();
        return living.subjects().keySet();
    }

    private Set<Prefix> orderSubject(Connection connection, Orders.Row row) throws SQLException {
        return subjects.living(connection, Set.of(row.sealed().token().keyId()), Look.LOCKED)
                .subjects()
                .keySet();
    }

    /** All in a few statements, however many there are: what a day's retention destroys is held up by nothing else. */
    private Doomed records(Connection connection, Orders.Row row, ErasureOrder.Records ordered) throws SQLException {
        Set<UUID> keyIds = ordered.keyIds();
        Living living = subjects.living(connection, keyIds, Look.LOCKED);
        // Asked for only now, when nobody else can hold these keys any more
        Set<UUID> changed = new HashSet<>();
        Map<UUID, Ground> held = holds.of(connection, keyIds, living, changed);
        Set<UUID> restricted = holds.restricted(connection, living, changed).keySet();
        changed.forEach(key -> living.broken().put(key, "what says whether key " + key + " is held was changed"));
        Set<UUID> hindered = new HashSet<>();
        switch (ordered.hindered()) {
            case LEFT_OUT -> {
                hindered.addAll(held.keySet());
                hindered.addAll(living.broken().keySet());
                hindered.addAll(living.nameless());
                hindered.addAll(Subjects.unknown(connection, keyIds));
                if (hindered.size() > held.size())
                    LOG.error(
                            "Of {} keys whose time is over, {} are unknown or do not unseal. Their records stay. Compare the"
                                    + " vault with a backup",
                            keyIds.size(),
                            hindered.size() - held.size());
                // Their time comes again tomorrow, under their new keys
                hindered.addAll(ReplacementRow.among(connection, state(), ledger, keyIds));
                hindered.addAll(restricted);
            }
            case REFUSED -> {
                living.stop();
                living.refuseNamelessParts();
                hindered.addAll(held.keySet());
                hindered.addAll(restricted);
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
        SortedMap<UUID, Ground> keeping = new TreeMap<>(Book.BY_TEXT);
        held.forEach((key, ground) -> {
            if (hindered.contains(key)) keeping.put(key, ground);
        });
        return new Doomed(dying, dying.size(), keys, keeping, true);
    }
}
