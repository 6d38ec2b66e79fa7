package dev.lethe.processes.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.ErasureOutcome.Complete;
import dev.lethe.command.privacy.ErasureOutcome.Pending;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.retention.ExpiryDesk;
import dev.lethe.command.retention.ExpiryTurn;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.processes.privacy.ErasureTidying;
import dev.lethe.processes.records.AllRecordsByEvents;
import dev.lethe.processes.records.RecordsByEvents;
import dev.lethe.processes.retention.RunOutcome.Busy;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Held;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.RunOutcome.UnderWay;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.records.AllDue;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.RecordGroup;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.Outlook;
import dev.lethe.query.retention.RunRow;
import dev.lethe.shredding.ErasureLedger;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs the retention: finds what is due, asks whether it may go, and has it destroyed batch by batch. One run at a time, on
 * whatever node. What a crash or a vault that cannot be written cuts off is carried on by the next call.
 */
@Component
public class Expiry {

    /** How many records one ledger entry and one puncture of the root state take at most. */
    static final int BATCH = 1_000;

    /** How many keys they take at most: records have parts, and notes. */
    private static final int KEYS = 10_000;

    /** How long the read models may take to catch up before anything is decided by them. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private final AllDue due;
    private final ExpiryRuns runs;
    private final ExpiryDesk desk;
    private final ExpiryTurn turn;
    private final ErasureTidying tidying;
    private final ReadModels readModels;
    private final ErasureLedger vault;
    private final AllRecordsByEvents events;
    private final Clock clock;
    private volatile boolean stopping;

    Expiry(
            AllDue due,
            ExpiryRuns runs,
            ExpiryDesk desk,
            ExpiryTurn turn,
            ErasureTidying tidying,
            ReadModels readModels,
            ErasureLedger vault,
            AllRecordsByEvents events,
            Clock clock) {
        this.due = due;
        this.runs = runs;
        this.desk = desk;
        this.turn = turn;
        this.tidying = tidying;
        this.readModels = readModels;
        this.vault = vault;
        this.events = events;
        this.clock = clock;
    }

    /** Told how far a run is. */
    public interface Progress {

        /** It was allowed. */
        default void began(ExpiryRunId run) {}

        /** So many of so many records are destroyed. */
        default void destroyed(long records, long of) {}

        /** Whether the next batch is still for this node to destroy. */
        default boolean goesOn() {
            return true;
        }
    }

    /** Lets a run that is under way end after its batch: the databases are about to be closed. */
    void stop() {
        stopping = true;
    }

    private Outlook outlook(LocalDate day) {
        return new Outlook(day, due.groups(day));
    }

    private LocalDate today() {
        return CouncilDay.of(clock.instant());
    }

    /**
     * Destroys what is due today, after a run that was cut off has ended.
     *
     * @param officer who asks; null when nobody with an account does
     * @param seen what a second look saw; null without one, and then it may be refused
     * @throws IllegalStateException when the read models do not catch up: nothing is decided by what is out of date
     */
    public RunOutcome run(
            ExpiryCause cause, @Nullable AccountId officer, @Nullable SecondLook seen, Progress progress) {
        RunOutcome[] outcome = {new Busy()};
        boolean unused = turn.take(ExpiryTurn.Of.RETENTION, () -> outcome[0] = inTurn(cause, officer, seen, progress));
        return outcome[0];
    }

    /**
     * The same on a privacy officer's word, who does not wait for its end: it goes on when this returns.
     *
     * @return what became of it, or that it is under way
     */
    public RunOutcome runAside(AccountId officer, SecondLook seen) {
        var outcome = new CompletableFuture<RunOutcome>();
        var began = new CompletableFuture<ExpiryRunId>();
        var thread = Thread.ofPlatform().name("retention-run").daemon().unstarted(() -> {
            try {
                outcome.complete(run(ExpiryCause.OFFICER, officer, seen, new Progress() {
                    @Override
                    public void began(ExpiryRunId run) {
                        began.complete(run);
                    }
                }));
            } catch (RuntimeException | Error e) {
                if (began.isDone()) LOG.error("A run of the retention was cut off. It is carried on within minutes", e);
                outcome.completeExceptionally(e);
            }
        });
        thread.start();
        try {
            Object first = CompletableFuture.anyOf(outcome, began).join();
            if (!(first instanceof ExpiryRunId run)) return outcome.join();
            return outcome.copy()
                    .completeOnTimeout(new UnderWay(run), 5, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /**
     * Carries on a run that was cut off, if there is one.
     *
     * @return empty when there is none
     */
    public Optional<RunOutcome> carryOn() {
        return carryOn(new Progress() {});
    }

    Optional<RunOutcome> carryOn(Progress progress) {
        List<RunOutcome> outcome = new ArrayList<>();
        boolean taken = turn.take(ExpiryTurn.Of.RETENTION, () -> {
            finishCutOff(progress, caughtUp()).ifPresent(outcome::add);
        });
        return taken ? outcome.stream().findFirst() : Optional.of(new Busy());
    }

    private RunOutcome inTurn(
            ExpiryCause cause, @Nullable AccountId officer, @Nullable SecondLook seen, Progress progress) {
        Instant since = caughtUp();
        if (finishCutOff(progress, since).orElse(null) instanceof Held held) return held;
        Outlook outlook = outlook(today());
        if (seen != null && !seen.saw(outlook)) return new Changed(outlook);
        var run = new ExpiryRunId(UUID.randomUUID());
        var request = new ExpiryDesk.Request(
                outlook.day(), cause, officer, seen != null, outlook.dueByGroup(), outlook.livingByFeature());
        Optional<ExpiryRefusal> refusal = desk.begin(run, request, runs.activity(vault.lastLedgerTime()));
        if (refusal.isPresent()) return new Refused(run, refusal.get(), outlook);
        progress.began(run);
        return destroy(new Work(run, outlook.day(), officer, request.due(), progress, since));
    }

    /** @return a moment before which the read models hold all that happened */
    private Instant caughtUp() {
        Instant since = clock.instant();
        if (!readModels.awaitCurrent(PATIENCE))
            throw new IllegalStateException(
                    "The read models do not catch up, and what is due cannot be told without them. Nothing was destroyed");
        // They are told of what is gone by a policy that may be behind, or that ran before what it was to tidy came:
        // what is
        // destroyed already must not be found again, whichever erasure did it, or it is due for ever
        AllDue.Walk found = due.due(today());
        while (found.group().isPresent())
            tidying.tidyAmong(found.next(BATCH).stream()
                    .flatMap(each -> each.keys().stream())
                    .toList());
        return since;
    }

    // --- A run ---

    /** A run that was allowed, and what is left for it to destroy: never more of a group than it was allowed. */
    private static final class Work {

        private final ExpiryRunId run;
        private final LocalDate day;
        private final @Nullable AccountId officer;
        private final Progress progress;
        private final Instant since;
        private final long all;
        private final Map<RecordGroup, Long> left = new HashMap<>();
        private final Map<RecordGroup, Long> destroyed = new LinkedHashMap<>();
        private final Map<RecordGroup, Map<LeftOut.Reason, Long>> leftOut = new LinkedHashMap<>();

        /** Batches that the events tell of and that the vault never had. */
        private final Map<Set<RecordCount>, ErasureId> untaken = new HashMap<>();

        Work(
                ExpiryRunId run,
                LocalDate day,
                @Nullable AccountId officer,
                List<RecordCount> allowed,
                Progress progress,
                Instant since) {
            this.since = since;
            this.run = run;
            this.day = day;
            this.officer = officer;
            this.progress = progress;
            this.all = allowed.stream().mapToLong(RecordCount::records).sum();
            allowed.forEach(each -> left.put(group(each), each.records()));
        }

        long left(RecordGroup group) {
            return left.getOrDefault(group, 0L);
        }

        void take(RecordGroup group, long records) {
            left.merge(group, -records, Long::sum);
        }

        void leaveOut(RecordGroup group, LeftOut.Reason why, long records) {
            leftOut.computeIfAbsent(group, _ -> new EnumMap<>(LeftOut.Reason.class))
                    .merge(why, records, Long::sum);
        }

        List<LeftOut> leftOut() {
            return leftOut.entrySet().stream()
                    .flatMap(group -> group.getValue().entrySet().stream()
                            .map(why -> new LeftOut(
                                    group.getKey().feature(), group.getKey().group(), why.getKey(), why.getValue())))
                    .toList();
        }

        void count(List<RecordCount> records) {
            records.forEach(each -> destroyed.merge(group(each), each.records(), Long::sum));
        }

        List<RecordCount> counts() {
            return Expiry.counts(destroyed);
        }

        long sum() {
            return destroyed.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private RunOutcome destroy(Work work) {
        AllDue.Walk found = due.due(work.day);
        for (List<DueRecord> batch; !(batch = batch(found, work)).isEmpty(); ) {
            if (!work.progress.goesOn())
                return new Held(
                        work.run,
                        "This node stops, or gave no sign of life, and the run goes on after it or elsewhere");
            if (stopping) return new Held(work.run, "Lethe is stopping, and the run goes on after the next start");
            List<RecordCount> counts = counts(batch);
            List<Set<UUID>> records =
                    batch.stream().map(each -> Set.copyOf(each.keys())).toList();
            ErasureId untaken = work.untaken.remove(Set.copyOf(counts));
            ErasureOutcome outcome;
            try {
                outcome = untaken != null
                        ? desk.destroyTold(untaken, records, work.officer)
                        : desk.destroy(work.run, new ErasureId(UUID.randomUUID()), counts, records, work.officer);
            } catch (VaultException e) {
                // It did not even take the order: the run goes on once it does
                return new Held(work.run, String.valueOf(e.getMessage()));
            }
            if (outcome instanceof Pending pending) return new Held(work.run, pending.why());
            List<UUID> keys =
                    batch.stream().flatMap(each -> each.keys().stream()).toList();
            tidying.tidyAmong(keys);
            // What came in the way of some between the look and the batch: the vault left them out
            Map<UUID, Hindrance> hindrances = vault.hindrances(keys);
            work.count(counts(free(batch, hindrances, work)));
            work.progress.destroyed(work.sum(), work.all);
        }
        return complete(work);
    }

    private Done complete(Work work) {
        List<LeftOut> leftOut = work.leftOut();
        long alarming = leftOut.stream()
                .filter(each -> each.why() != LeftOut.Reason.HELD && each.why() != LeftOut.Reason.RESTRICTED)
                .mapToLong(LeftOut::records)
                .sum();
        if (alarming > 0)
            LOG.error(
                    "Of the records whose time is over, {} have a key that the vault does not know or that does not unseal, or"
                            + " are not as their events say. They"
                            + " stay, and the others go ({}). Compare the vault with a backup",
                    alarming,
                    work.run);
        desk.complete(work.run, work.counts(), leftOut, work.officer);
        return new Done(work.run, work.sum());
    }

    private static List<RecordCount> counts(List<DueRecord> records) {
        Map<RecordGroup, Long> counts = new LinkedHashMap<>();
        for (DueRecord each : records) counts.merge(each.among(), 1L, Long::sum);
        return counts(counts);
    }

    private static List<RecordCount> counts(Map<RecordGroup, Long> counts) {
        return counts.entrySet().stream()
                .map(each ->
                        new RecordCount(each.getKey().feature(), each.getKey().group(), each.getValue()))
                .toList();
    }

    private static RecordGroup group(RecordCount count) {
        return new RecordGroup(count.feature(), count.group());
    }

    /** Those of which nothing is hindered; the others are left out, each as a whole. */
    private static List<DueRecord> free(List<DueRecord> found, Map<UUID, Hindrance> hindrances, Work work) {
        if (hindrances.isEmpty()) return found;
        var free = new ArrayList<DueRecord>();
        for (DueRecord each : found) {
            Optional<LeftOut.Reason> why = each.keys().stream()
                    .map(hindrances::get)
                    .filter(Objects::nonNull)
                    .map(Expiry::reason)
                    .min(Comparator.naturalOrder());
            if (why.isEmpty()) free.add(each);
            else work.leaveOut(each.among(), why.get(), 1);
        }
        return free;
    }

    private static LeftOut.Reason reason(Hindrance hindrance) {
        return switch (hindrance) {
            case Hindrance.Held _ -> LeftOut.Reason.HELD;
            case Hindrance.Restricted _ -> LeftOut.Reason.RESTRICTED;
            case Hindrance.Unknown _ -> LeftOut.Reason.UNKNOWN_KEY;
            case Hindrance.Broken _ -> LeftOut.Reason.BROKEN_KEY;
        };
    }

    /**
     * The next batch, of whatever features and groups; empty when there is no more, or no more is allowed. The vault is asked
     * first, also so that nothing is told of a batch that it cannot take.
     */
    private List<DueRecord> batch(AllDue.Walk found, Work work) {
        var batch = new ArrayList<DueRecord>();
        int keys = 0;
        for (Optional<RecordGroup> group;
                batch.size() < BATCH && keys < KEYS && (group = found.group()).isPresent(); ) {
            long left = work.left(group.get());
            if (left <= 0) {
                found.skipGroup();
                continue;
            }
            // In pieces, so that records with very many keys do not make a batch much larger
            int most = (int) Math.min(Math.min(BATCH - batch.size(), 200), left);
            List<DueRecord> next = found.next(most);
            Map<UUID, Hindrance> hindrances = vault.hindrances(
                    next.stream().flatMap(each -> each.keys().stream()).toList());
            RecordsByEvents.Found told = events.lookUp(free(next, hindrances, work), work.day, work.since);
            told.changed().forEach(each -> work.leaveOut(each.among(), LeftOut.Reason.NOT_AS_RECORDED, 1));
            for (DueRecord each : told.due()) {
                if (each.keys().isEmpty()) continue;
                work.take(each.among(), 1);
                keys += each.keys().size();
                batch.add(each);
            }
        }
        return batch;
    }

    // --- One that was cut off ---

    /**
     * Completes the batches of a run that was cut off, and then the run: with the rest of what it was allowed, as long as that
     * is no more than it was. When it is more, the run ends with what it did, and the rest is for one that asks anew.
     */
    private Optional<RunOutcome> finishCutOff(Progress progress, Instant since) {
        if (desk.isRestored()) return Optional.empty(); // it goes on once somebody has said of when the backup is
        Optional<RunRow> cutOff = runs.underWay();
        if (cutOff.isEmpty()) return Optional.empty();
        RunRow run = cutOff.get();
        var work = new Work(
                run.id(),
                run.day(),
                run.officer(),
                runs.groups(run.id()).stream()
                        .map(each -> new RecordCount(
                                each.group().feature(), each.group().group(), each.due()))
                        .toList(),
                progress,
                since);
        for (ExpiryRuns.Batch batch : runs.batches(run.id())) {
            switch (desk.carryOn(batch.erasure()).orElse(null)) {
                // The vault never had it, and all of it is still due: it is not told of again
                case null -> work.untaken.put(Set.copyOf(batch.records()), batch.erasure());
                case Pending pending -> {
                    return Optional.of(new Held(run.id(), pending.why()));
                }
                case Complete _ -> {
                    Set<UUID> keys = desk.keysOf(batch.erasure());
                    tidying.tidyAmong(keys);
                    List<RecordCount> gone = gone(batch, keys);
                    work.count(gone);
                    gone.forEach(each -> work.take(group(each), each.records()));
                }
            }
        }
        boolean grown =
                outlook(run.day()).dueGroups().stream().anyMatch(group -> group.due() > work.left(group.among()));
        if (!grown) return Optional.of(destroy(work));
        return Optional.of(complete(work));
    }

    /** What a batch destroyed: all of it, but for what the vault left out. */
    private List<RecordCount> gone(ExpiryRuns.Batch batch, Set<UUID> keys) {
        Set<UUID> hindered = vault.hindrances(keys).keySet();
        if (hindered.isEmpty()) return batch.records();
        Map<RecordGroup, Long> stayed = due.countByGroup(hindered);
        return batch.records().stream()
                .map(each -> new RecordCount(
                        each.feature(),
                        each.group(),
                        Math.max(0, each.records() - stayed.getOrDefault(group(each), 0L))))
                .filter(each -> each.records() > 0)
                .toList();
    }
}
