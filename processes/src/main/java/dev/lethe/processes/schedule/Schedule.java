package dev.lethe.processes.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.lethe.command.Clockwork;
import dev.lethe.shredding.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has what runs by itself done when it is time, on one of all nodes. It starts last and stops first.
 *
 * <p><b>Guaranteed:</b> each piece of work is taken by one node at a time, and done at least once; a dead node's is taken up
 * within a minute; no exception reaches the scheduler, or its tables. <b>Not guaranteed:</b> that it is done once only. The nodes'
 * clocks must agree to some ten seconds, or those alive seem dead.
 */
@Component
class Schedule implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    /** As many pieces of work at once on one node, each with a connection or two: the others are for pages. */
    private static final int THREADS = 4;

    /** How often it is looked for what is due. What is due on this node's own word is looked for at once. */
    private static final Duration POLL = Duration.ofSeconds(10);

    /** A node gives a sign of life so often; one that missed six is dead, which is looked for at every second. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final int MISSED = 6;

    /** After so long at most a dead node's work goes on elsewhere. */
    static final Duration TAKEN_UP = HEARTBEAT.multipliedBy(MISSED + 2).plus(POLL);

    /** Twice this is waited for what is under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /** What this version does not know is another's, which it may yet be set back to. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final Duration MOST_BETWEEN_TRIES = Duration.ofHours(1);

    private final DataSource database;
    private final List<RecurringWork> recurring;
    private final List<OneTimeWork> oneTime;
    private final OneTimeTasks tasks;
    private final Plans plans;
    private final Clock clock;
    private final Duration heartbeat;
    private final boolean serving;
    private final String node = "lethe-" + UUID.randomUUID();
    /** What watches over the schedule cannot hang on it. */
    private final Clockwork watch = new Clockwork("schedule-watch", this::compare);

    private volatile @Nullable Scheduler scheduler;
    private volatile boolean stopping;

    @Autowired
    Schedule(
            DataSource database,
            ObjectProvider<RecurringWork> recurring,
            ObjectProvider<OneTimeWork> oneTime,
            OneTimeTasks tasks,
            Plans plans,
            Clock clock,
            @Value("${server.port:8080}") int port) {
        this(
                database,
                recurring.orderedStream().toList(),
                oneTime.orderedStream().toList(),
                tasks,
                plans,
                clock,
                HEARTBEAT,
                port >= 0);
    }

    Schedule(
            DataSource database,
            List<RecurringWork> recurring,
            List<OneTimeWork> oneTime,
            OneTimeTasks tasks,
            Plans plans,
            Clock clock,
            Duration heartbeat,
            boolean serving) {
        this.database = database;
        this.recurring = recurring;
        this.oneTime = oneTime;
        this.tasks = tasks;
        this.plans = plans;
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.serving = serving;
    }

    @Override
    public synchronized void start() {
        if (!serving || scheduler != null) return;
        stopping = false;
        recurring.forEach(plans::begin);
        List<Task<?>> known = new ArrayList<>();
        for (RecurringWork work : recurring)
            known.add(task(work.name(), (_, context) -> recur(work, context.getExecution())));
        for (OneTimeWork work : oneTime)
            known.add(task(work.name(), (_, context) -> once(work, context.getExecution())));
        Scheduler made = Scheduler.create(database, known)
                .serializer(new IdsOnly())
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .schedulerName(new SchedulerName.Fixed(node))
                .clock(clock::instant)
                .threads(THREADS)
                .executorService(new WithoutInterrupt(THREADS))
                .pollingInterval(POLL)
                .heartbeatInterval(heartbeat)
                .missedHeartbeatsLimit(MISSED)
                .shutdownMaxWait(PATIENCE)
                .deleteUnresolvedAfter(NEVER)
                .build();
        made.start();
        scheduler = made;
        tasks.onAdded(made::triggerCheckForDueExecutions);
        watch.start(Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    /** Looks now for what is due. */
    void look() {
        Scheduler running = scheduler;
        if (running != null) running.triggerCheckForDueExecutions();
    }

    private Task<Void> task(String name, ExecutionHandler<Void> handler) {
        return Tasks.custom(name, Void.class)
                // Its handler lets nothing out, and says itself when it failed
                .onFailure((complete, operations) ->
                        operations.reschedule(failed(complete), plans.now().plus(MOST_BETWEEN_TRIES)))
                .onDeadExecution((complete, operations) -> {
                    Instant now = plans.now();
                    LOG.warn("The node that was at {} gives no sign of life: it is done anew", name);
                    plans.revived(name, now);
                    operations.reschedule(complete, now);
                })
                .execute(handler);
    }

    private Claim claim(Execution execution) {
        return () -> !stopping && isHeld(execution);
    }

    /** Whether this node still has it, also while it stops: what was done meanwhile was done. */
    private boolean isHeld(Execution execution) {
        return plans.isHeld(execution.getTaskName(), execution.getId(), node, execution.version);
    }

    private CompletionHandler<Void> recur(RecurringWork work, Execution execution) {
        Claim claim = claim(execution);
        Duration pause;
        try {
            if (!claim.isHeld()) return left(execution);
            pause = work.run(claim);
            if (!isHeld(execution)) return left(execution);
        } catch (CancellationException _) {
            return left(execution);
        } catch (RuntimeException | Error e) {
            tell(work.name(), e);
            return (complete, operations) -> {
                Instant now = plans.now();
                Instant next = now.plus(work.retry());
                plans.failed(work.name(), now, next);
                operations.reschedule(failed(complete), next);
            };
        }
        return (complete, operations) -> {
            Instant now = plans.now();
            Instant next = now.plus(pause);
            plans.done(work.name(), now, next);
            operations.reschedule(complete, next);
        };
    }

    private CompletionHandler<Void> once(OneTimeWork work, Execution execution) {
        Claim claim = claim(execution);
        try {
            if (!claim.isHeld()) return left(execution);
            work.run(execution.getId(), claim);
            if (!isHeld(execution)) return left(execution);
        } catch (CancellationException _) {
            return left(execution);
        } catch (RuntimeException | Error e) {
            tell(work.name(), e);
            Duration wait = Duration.ofMinutes(1L << Math.min(execution.consecutiveFailures, 6));
            return (complete, operations) -> operations.reschedule(
                    failed(complete),
                    plans.now().plus(wait.compareTo(MOST_BETWEEN_TRIES) > 0 ? MOST_BETWEEN_TRIES : wait));
        }
        return new CompletionHandler.OnCompleteRemove<>();
    }

    /** Somebody else has it, or it is given back for the next start. */
    private CompletionHandler<Void> left(Execution execution) {
        return (_, _) -> plans.giveBack(execution.getTaskName(), execution.getId(), execution.version);
    }

    /** Without its cause, which the library would quote. */
    private static ExecutionComplete failed(ExecutionComplete complete) {
        Instant done = complete.getTimeDone();
        return ExecutionComplete.failure(complete.getExecution(), done.minus(complete.getDuration()), done, null);
    }

    private static void tell(String task, Throwable failure) {
        if (failure instanceof VaultException || failure instanceof EventStoreException)
            LOG.warn("{} could not be done, and is tried again: {}", task, failure.getMessage());
        else LOG.error("{} could not be done, and is tried again", task, failure);
    }

    /**
     * Tells whether somebody else changed the schedule, and puts it right. It is looked for what is due, too: the library waits until
     * the clock says that it waited long enough, which takes an hour after it was set back by one.
     */
    void compare() {
        look();
        try {
            plans.compare(recurring);
            plans.compareOnce(oneTime, MOST_BETWEEN_TRIES);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The schedule could not be looked through ({})",
                    e.getClass().getSimpleName());
        }
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        recurring.forEach(RecurringWork::stop);
        if (!watch.stop()) LOG.warn("A look through the schedule does not end");
        Scheduler running = scheduler;
        scheduler = null;
        if (running == null) return;
        tasks.onAdded(() -> {});
        running.stop();
        if (!running.getCurrentlyExecuting().isEmpty())
            LOG.warn(
                    "What is under way does not end, and is done anew after the next start: {}",
                    running.getCurrentlyExecuting().stream()
                            .map(each -> each.getExecution().getTaskName())
                            .distinct()
                            .toList());
    }

    @Override
    public synchronized boolean isRunning() {
        return scheduler != null;
    }
}
