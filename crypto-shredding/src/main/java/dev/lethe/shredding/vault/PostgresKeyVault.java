package dev.lethe.shredding.vault;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.KeyVaults;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.Restriction;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.VaultConfiguration;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultHealth;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerCopies;
import dev.lethe.shredding.ledger.Restores;
import dev.lethe.shredding.root.RootCopy;
import dev.lethe.shredding.root.RootFile;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import dev.lethe.shredding.vault.KeyRows.Reach;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vault on PostgreSQL: its own database, and a root state outside of it. */
public final class PostgresKeyVault implements KeyVault {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresKeyVault.class);

    private final VaultConfiguration configuration;
    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final List<String> remarks;
    private final Lanes lanes;
    private final MadeAhead madeAhead;
    private final NamedOwners namedOwners;
    private final AddressIndex index;
    private final People people;
    private final KeyRows rows;
    private final Holds holds;
    private final Restrictions restrictions;
    private final DeathEntries entries;
    private final Erasures erasures;
    private final UnorderedErasures unordered;
    private final Replacements replacements;
    private final Tidying tidying;
    private final Restores restores;
    private final Orphans orphans;
    private final IdentifierCounts counts;
    private final LedgerCopies ledgerCopies;
    private @Nullable CopiesSaid copiesSaid;
    private volatile @Nullable EventHistory joined;
    private final AtomicLong eventsReach = new AtomicLong(-1);

    /** As {@link KeyVaults#refuseOtherFormats} says. */
    public static void refuseOtherFormats(List<Path> rootDirectories) {
        for (Path directory : rootDirectories) RootStore.refuseOtherFormat(new RootCopy(directory));
    }

    /** As {@link KeyVaults#open} says. */
    public static KeyVault open(VaultConfiguration configuration) {
        return open(configuration, Lanes.Sizes.full(configuration.numbersAhead()));
    }

    static KeyVault open(VaultConfiguration configuration, Lanes.Sizes sizes) {
        return open(configuration, sizes, System::nanoTime);
    }

    /** @param nanos a clock that does not jump */
    static KeyVault open(VaultConfiguration configuration, Lanes.Sizes sizes, LongSupplier nanos) {
        // The root state first: one of another format must be refused before anything is migrated
        RootStore root =
                RootStore.open(configuration.rootDirectories(), configuration.newMirrors(), configuration.clock());
        try {
            return new PostgresKeyVault(configuration, new VaultDatabase(configuration.vault()), root, sizes, nanos);
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }

    private PostgresKeyVault(
            VaultConfiguration configuration,
            VaultDatabase database,
            RootStore root,
            Lanes.Sizes sizes,
            LongSupplier nanos) {
        this.configuration = configuration;
        this.database = database;
        this.root = root;
        VaultStart start = new VaultStart(database, root, configuration);
        this.ledger = start.run();
        this.remarks = start.remarks();
        this.lanes = new Lanes(root, sizes);
        this.madeAhead = new MadeAhead(database, root, lanes, configuration.madeAhead());
        this.madeAhead.prepare(Lane.ORDERS);
        this.namedOwners = new NamedOwners(database, root, madeAhead, configuration.clock(), eventsReach::get);
        this.rows = new KeyRows(database, root, ledger);
        this.index = new AddressIndex(database, root, ledger);
        this.people = new People(database, root, ledger, lanes, index, configuration.clock(), eventsReach::get);
        Subjects subjects = new Subjects(root, ledger);
        this.holds = new Holds(database, root, ledger, lanes, subjects, this::keptByEvents);
        this.restrictions = new Restrictions(database, root, ledger, subjects, configuration.clock());
        this.entries = new DeathEntries(root, ledger, lanes, configuration.clock());
        this.erasures = new Erasures(
                database,
                root,
                ledger,
                madeAhead,
                index,
                people,
                rows,
                subjects,
                holds,
                entries,
                configuration.clock(),
                configuration.steps());
        this.unordered = new UnorderedErasures(ledger, lanes, subjects, holds, entries, configuration.steps());
        this.tidying = new Tidying(database, root, ledger, configuration.clock());
        this.counts = new IdentifierCounts(database, root, ledger);
        this.restores = start.restores();
        this.replacements = new Replacements(
                database,
                root,
                ledger,
                madeAhead,
                index,
                people,
                rows,
                subjects,
                holds,
                entries,
                erasures,
                unordered,
                restores,
                configuration.clock(),
                nanos,
                configuration.steps());
        this.replacements.remember();
        this.orphans = new Orphans(database, root, ledger, unordered, restores, configuration.clock(), nanos);
        this.orphans.look();
        this.ledgerCopies = new LedgerCopies(
                configuration.ledgerCopies(), root.current().orElseThrow().instance());
        long size = RootFile.length(root.current().orElseThrow());
        if (size > sizes.largeBytes()) LOG.warn("{}", DeathEntries.tooLarge(size, lanes.sizes()));
    }

    @Override
    public RecordKeys newKeys(List<? extends Owner> owners) {
        if (entries.isFull() && owners.stream().anyMatch(owner -> owner.lane().isShortLived()))
            throw new VaultException(
                    "The root state has no room left to end what lives for a while: nothing of that kind is begun."
                            + " Rotate the key tree");
        List<Owner.Named> named = new ArrayList<>();
        for (Owner owner : owners)
            if (owner instanceof Owner.Named each && each.population() == Population.PUBLIC) named.add(each);
        List<NewKey> namedKeys = named.isEmpty() ? List.of() : namedOwners.keys(named);
        List<NewKey> keys = new ArrayList<>(owners.size());
        int next = 0;
        for (Owner owner : owners)
            keys.add(
                    switch (owner) {
                        case Owner.Anonymous(Lane lane) -> madeAhead.take(lane).own();
                        case Owner.Named staff
                        when staff.population() == Population.STAFF ->
                            people.newMemberOfStaff(staff, madeAhead.take(staff.lane()));
                        case Owner.Named _ -> namedKeys.get(next++);
                    });
        return new NewRecordKeys(keys, this::isDead);
    }

    /** What is held is told by the vault or by the events, whichever says so. Before they are joined nothing is ordered. */
    private Map<UUID, Ground> keptByEvents(Collection<UUID> keyIds) {
        EventHistory events = joined;
        if (events == null) return Map.of();
        try {
            return events.kept(keyIds);
        } catch (RuntimeException e) {
            throw new VaultException("The events cannot be asked now what is kept: nothing is destroyed meanwhile", e);
        }
    }

    private boolean isDead(Prefix subject) {
        return replacements.takes(subject) || ledger.death(subject) != null;
    }

    @Override
    public RecordKeys moreKeysBeside(UUID keyId, int count) {
        return new NewRecordKeys(people.keysBeside(keyId, count), this::isDead);
    }

    @Override
    public RecordKeys keyAgain(UUID keyId) {
        return new NewRecordKeys(List.of(rows.again(keyId)), this::isDead);
    }

    @Override
    public <T> Opened<T> open(Sealed<T> value) {
        return openAll(List.of(value)).of(value);
    }

    @Override
    public Openings openAll(Collection<? extends Sealed<?>> values) {
        return new Answers(rows.open(values, Reach.USUAL));
    }

    @Override
    public Opened<InputStream> openFile(FilePlace place, InputStream sealed) throws IOException {
        return rows.openFile(place, sealed, Reach.USUAL);
    }

    @Override
    public Openings openAllEvenRestricted(Collection<? extends Sealed<?>> values) {
        return new Answers(rows.open(values, Reach.EVEN_RESTRICTED));
    }

    @Override
    public Opened<InputStream> openFileEvenRestricted(FilePlace place, InputStream sealed) throws IOException {
        return rows.openFile(place, sealed, Reach.EVEN_RESTRICTED);
    }

    @Override
    public void restrict(Collection<UUID> keyIds, Ground ground) {
        compareVault();
        restrictions.restrict(Set.copyOf(keyIds), ground);
        drawSince();
    }

    @Override
    public void liftRestriction(Collection<UUID> keyIds) {
        compareVault();
        restrictions.lift(Set.copyOf(keyIds));
        drawSince();
    }

    @Override
    public Map<UUID, Restriction> restrictions(Collection<UUID> keyIds) {
        return restrictions.among(Set.copyOf(keyIds));
    }

    /** What somebody else changed must be told before it is built upon. */
    private void compareVault() {
        String told = restores.compareVault();
        if (told != null) LOG.warn("{}", told);
    }

    /** Or a mark of before the change, put back with the rows of then, would be believed until the hour is over. */
    private void drawSince() {
        EventHistory events = joined;
        if (events == null) return;
        try {
            draw(events);
        } catch (RuntimeException e) {
            LOG.warn("The mark that tells a restore could not be written. It is finished with the next", e);
        }
    }

    /** What was found: an {@link Opened}, or the exception to throw. */
    private record Answers(Map<Sealed<?>, Object> found) implements Openings {

        @Override
        @SuppressWarnings("unchecked") // opened as the type of this very place
        public <T> Opened<T> of(Sealed<T> value) {
            return switch (found.get(value)) {
                case CannotBeOpenedException alarm -> throw alarm;
                case Opened<?> opened -> (Opened<T>) opened;
                case null, default -> throw new IllegalArgumentException("Not among the values that were opened");
            };
        }

        @Override
        public String toString() {
            return "Openings[" + found.size() + "]";
        }
    }

    @Override
    public long unreadableAddresses() {
        return index.broken();
    }

    @Override
    public OptionalLong incompleteParts() {
        return counts.incomplete();
    }

    @Override
    public long countIdentifiers(EventHistory events) {
        return counts.count(events);
    }

    @Override
    public Optional<Enquiry> enquire(Identifier identifier, Population population) {
        return people.enquire(identifier, population);
    }

    @Override
    public Optional<Enquiry> enquiry(UUID id) {
        return people.enquiry(id);
    }

    @Override
    public Optional<Enquiry> match(UUID enquiry, Identifier identifier) {
        return people.match(enquiry, identifier);
    }

    @Override
    public Optional<Enquiry> take(UUID enquiry, UUID keyId, boolean in) {
        return people.take(enquiry, keyId, in);
    }

    @Override
    public Optional<MemberOfStaff> memberOfStaff(Identifier email) {
        return people.memberOfStaff(email);
    }

    @Override
    public RecordKeys replace(Replacement replacement) {
        return new NewRecordKeys(List.of(replacements.begin(replacement)), this::isDead);
    }

    @Override
    public void completeReplacement(UUID erasure, EventHistory events) {
        replacements.complete(erasure, events);
    }

    @Override
    public void giveUpReplacement(UUID erasure, EventHistory events) {
        replacements.giveUp(erasure, events);
    }

    @Override
    public int endForgottenReplacements(EventHistory events) {
        return replacements.endForgotten(events);
    }

    @Override
    public ErasureOrder order(ErasureOrder order) {
        return erasures.order(order);
    }

    @Override
    public Map<UUID, Hindrance> hindrances(Collection<UUID> keyIds) {
        return holds.hindrances(Set.copyOf(keyIds));
    }

    @Override
    public Map<UUID, Ground> keptBy(UUID erasure) {
        return erasures.keptBy(erasure);
    }

    @Override
    public ErasureProof carryOut(UUID erasure) {
        return erasures.carryOut(erasure);
    }

    @Override
    public Set<UUID> endShortLived(Collection<UUID> keyIds) {
        return unordered.shortLived(Set.copyOf(keyIds));
    }

    @Override
    public List<ErasureOrder> pending() {
        return erasures.pending();
    }

    @Override
    public List<ErasureProof> proofs(long fromLedgerNumber) {
        return erasures.proofs(fromLedgerNumber);
    }

    @Override
    public boolean opensNothing(UUID erasure) {
        return tidying.opensNothing(erasure);
    }

    @Override
    public void destroyedBy(UUID erasure, Consumer<DestroyedKey> each) {
        tidying.destroyedBy(erasure, each);
    }

    @Override
    public void destroyedAmong(Collection<UUID> keyIds, Consumer<DestroyedKey> each) {
        tidying.destroyedAmong(keyIds, each);
    }

    @Override
    public void allDestroyed(Consumer<DestroyedKey> each) {
        tidying.allDestroyed(each);
    }

    @Override
    public int sweep() {
        return tidying.sweep();
    }

    @Override
    public void join(EventHistory events) {
        joined = events;
        String told = restores.compareEvents(events, -1); // the vault's own was compared when it was opened
        if (told != null) LOG.warn("{}", told);
        eventsReach.set(events.head());
        orphans.look();
        replacements.settleAll(events, true);
        try {
            draw(events);
        } catch (RuntimeException e) {
            // It was begun, and is known: whoever starts must not wait for a store that can be asked and not written
            LOG.warn("The mark that tells a restore could not be written. It is finished with the next", e);
        }
    }

    /** A store that was set back under a running process must be told before a new mark hides it. */
    private synchronized void compare(EventHistory events) {
        for (String told : new String[] {restores.compareVault(), restores.compareEvents(events, eventsReach.get())})
            if (told != null) LOG.warn("{}", told);
        eventsReach.set(events.head());
    }

    @Override
    public void mark(EventHistory events) {
        compare(events);
        orphans.look();
        replacements.settleAll(events, false);
        draw(events);
    }

    private void draw(EventHistory events) {
        compareVault(); // told also where no new one can be drawn; who draws looks again
        try {
            restores.draw(events);
        } catch (VaultException e) {
            LOG.warn(
                    "The mark that tells a restore could not be written everywhere ({}). It is finished with the next",
                    e.getMessage());
        }
    }

    @Override
    public void eventsReach(long position) {
        eventsReach.accumulateAndGet(position, Math::max);
    }

    @Override
    public List<Restore> restores() {
        return restores.all();
    }

    @Override
    public void confirmRestore(Restore.Store store, Instant from) {
        restores.confirm(store, from);
    }

    @Override
    public OrphanSearch orphans(EventHistory events) {
        return orphans.preview(events);
    }

    @Override
    public OrphanSearch destroyOrphans(EventHistory events, int most) {
        compare(events);
        return orphans.destroy(events, most);
    }

    @Override
    public Optional<Instant> lastLedgerTime() {
        return ledger.lastTime();
    }

    @Override
    public Map<Lane, Long> livingKeys() {
        return rows.living(lanes, madeAhead.stock());
    }

    @Override
    public VaultHealth health() {
        List<VaultHealth.Copy> copies = root.look();
        lanes.takeAhead();
        RootState state = root.current().orElseThrow();
        Set<UUID> incomplete = ledger.pending();
        erasures.pending().forEach(order -> incomplete.add(order.erasure()));
        int pending = incomplete.size();
        List<String> advice = new ArrayList<>(root.warnings(configuration.dataDirectories()));
        String behind = ledger.behind();
        if (behind != null) advice.add(behind);
        advice.addAll(restores.advice());
        advice.addAll(copies());
        for (String remark : remarks) if (!advice.contains(remark)) advice.add(remark);
        if (index.broken() > 0)
            advice.add(
                    index.broken()
                            + " addresses in the vault do not open where they stand, or miss others that came with them: rows"
                            + " were changed, moved or taken away, and whoever has them is not found. Compare the vault with a backup");
        counts.incomplete().ifPresent(parts -> {
            if (parts > 0) advice.add(IdentifierCounts.line(parts));
        });
        String stay = orphans.heldBack();
        if (stay != null) advice.add(stay);
        if (orphans.searchedAnew())
            advice.add(
                    "How far records that never arrived were looked for was changed in the vault's database: what came before that"
                            + " was noticed is not looked at again. Compare the vault with a backup");
        if (orphans.forged() > 0)
            advice.add("Of " + orphans.forged()
                    + " subjects the vault's database does not say by its own seal when they were"
                    + " written: their rows were changed. Compare the vault with a backup");
        long forged = tidying.hiddenOrders() + replacements.forged() + erasures.forged();
        if (replacements.unexplained() > 0) advice.add(Replacements.line(replacements.unexplained()));
        if (forged > 0)
            advice.add(forged
                    + " orders in the vault's database are not as this vault wrote them, and are not carried out. What they were to"
                    + " keep nobody knows: meanwhile nothing goes by retention, and no single record is deleted. Compare the"
                    + " vault with a backup");
        long size = RootFile.length(state);
        if (size > lanes.sizes().largeBytes()) advice.add(DeathEntries.tooLarge(size, lanes.sizes()));
        if (entries.isFull())
            advice.add(
                    "The root state has no room left for what was to be erased: nothing is erased, and no files or answers are"
                            + " kept for visitors, until the key tree is rotated");
        List<String> warnings = new ArrayList<>(root.behind());
        warnings.addAll(advice);
        if (pending > 0)
            warnings.add(pending + (pending == 1 ? " erasure is" : " erasures are")
                    + " ordered and not complete. Carry them out again once what the log names is mended");
        return new VaultHealth(
                state.version(),
                state.trees().stream().mapToInt(SeedTree::size).sum(),
                root.copies(),
                ledger.last(),
                pending,
                copies,
                numbers(),
                lanes.sizes().block(),
                warnings,
                advice);
    }

    /** What the copies of the ledger say that somebody keeps. Asked once a day: they are read to their end. */
    private synchronized List<String> copies() {
        long now = System.nanoTime();
        CopiesSaid last = copiesSaid;
        if (last != null && now - last.nanos() < Duration.ofDays(1).toNanos()) return last.lines();
        List<String> lines;
        try {
            lines = ledgerCopies.compare(ledger::knows, ledger.last());
        } catch (VaultRefusedException e) {
            LOG.error("{}", e.getMessage());
            lines = List.of(String.valueOf(e.getMessage()));
        }
        copiesSaid = new CopiesSaid(now, lines);
        return lines;
    }

    private record CopiesSaid(long nanos, List<String> lines) {}

    private List<VaultHealth.Numbers> numbers() {
        Map<Lane, Long> left = lanes.left();
        Map<Lane, Integer> stock = madeAhead.stock();
        Map<Lane, Long> given = madeAhead.given();
        Set<Lane> inUse = new LinkedHashSet<>(given.keySet());
        inUse.addAll(left.keySet());
        inUse.remove(Lane.ORDERS);
        return inUse.stream()
                .map(lane -> new VaultHealth.Numbers(
                        lane, left.getOrDefault(lane, 0L) + stock.getOrDefault(lane, 0), given.getOrDefault(lane, 0L)))
                .toList();
    }

    @Override
    public void close() {
        try {
            index.close();
            namedOwners.close();
            List<UUID> madeForNobody = madeAhead.close();
            lanes.close();
            if (madeForNobody.isEmpty()) return;
            database.write(connection -> VaultDatabase.execute(
                    connection,
                    "DELETE FROM vault.key k WHERE k.key_id = ANY (?) AND k.destroyed_by IS NULL"
                            + " AND NOT EXISTS (SELECT FROM vault.identifier i WHERE i.prefix = k.prefix)",
                    (Object) madeForNobody.toArray(UUID[]::new)));
        } catch (VaultException e) {
            LOG.warn("Keys that were made ahead and given to nobody stay in the vault's database: {}", e.getMessage());
        } finally {
            root.close();
        }
    }
}
