package dev.lethe.query.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * All read models: keeps them following the events, tells whether they have caught up, and makes them anew.
 *
 * <p>At the start, before anything is served, what an interrupted rebuild left is removed, and a read model that another
 * version of its projection made is rebuilt.
 */
@Component
public class ReadModels implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    /** The first half of the advisory locks that keep two rebuilds of one read model apart. */
    private static final int REBUILD_LOCK = 0x1e7_4e;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final DataSource dataSource;
    private final EventStore store;
    private final TokenStore tokens;
    private final TransactionManager transactions;
    private final History history;
    private final List<Follower<?>> followers;
    private final ApplicationEventPublisher publisher;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile boolean running;

    ReadModels(
            List<Projection<?>> projections,
            DataSource dataSource,
            EventStore store,
            TokenStore tokens,
            TransactionManager transactions,
            @Qualifier("eventSerializer") Serializer serializer,
            ObjectProvider<EventUpcaster> upcasters,
            ApplicationEventPublisher publisher,
            @Value("${lethe.read-models.patience:2s}") Duration patience) {
        this.publisher = publisher;
        this.patience = patience;
        this.dataSource = dataSource;
        this.store = store;
        this.tokens = tokens;
        this.transactions = transactions;
        boolean own = store instanceof EmbeddedEventStore;
        this.history = own && upcasters.stream().findAny().isEmpty()
                ? new History.OfTable(dataSource, serializer)
                : new History.OfStore(store, own ? 1 : 0);
        this.followers = new ArrayList<>();
        for (Projection<?> projection : projections) followers.add(follower(projection));
        followers.sort(Comparator.comparing(Follower::name));
    }

    private <E> Follower<E> follower(Projection<E> projection) {
        return new Follower<>(projection, dataSource, store, tokens, transactions, this::signal);
    }

    private void signal() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The position of the last event in the store; {@link History#NOTHING} for none. */
    private long head() {
        return History.position(store.createHeadToken());
    }

    /**
     * Waits until all read models hold what was stored when this was called, for as long as a page may
     * ({@code lethe.read-models.patience}, two seconds if nothing else is said).
     *
     * @return false when that was not long enough
     */
    public boolean awaitCurrent() {
        return awaitCurrent(patience);
    }

    /**
     * Waits until all read models hold what was stored when this was called.
     *
     * @param patience how long to wait
     * @return false when that was not long enough
     */
    public boolean awaitCurrent(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        OptionalLong asked = head(deadline);
        if (asked.isEmpty()) return false;
        long head = asked.getAsLong();
        lock.lock();
        try {
            while (!followers.stream().allMatch(follower -> position(follower) >= head)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) return false;
                // Signals come from followers in this process; those on other nodes are looked up now and then.
                long unused = moved.awaitNanos(Math.min(left, PAUSE));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same, when the store may be away: what was stored is stored, and whoever waits to see it must not fail for that.
     *
     * @return empty when it did not answer in time, or this is stopped
     */
    private OptionalLong head(long deadline) {
        while (true) {
            try {
                return OptionalLong.of(head());
            } catch (RuntimeException e) {
                if (!running || deadline - System.nanoTime() <= PAUSE) {
                    LOG.warn("The event store does not say how many events there are", e);
                    return OptionalLong.empty();
                }
            }
            LockSupport.parkNanos(PAUSE);
            if (Thread.currentThread().isInterrupted()) return OptionalLong.empty();
        }
    }

    /**
     * How many events are stored.
     *
     * @throws RuntimeException when the event store does not answer
     */
    public long stored() {
        return history.count(head());
    }

    /** How far each read model has come, by name. */
    public List<Progress> progress() {
        long head = head();
        return followers.stream()
                .map(follower -> {
                    Throwable failure = follower.failure();
                    return new Progress(
                            follower.name(),
                            history.count(position(follower)),
                            history.count(head),
                            failure == null ? null : failure.getClass().getSimpleName());
                })
                .toList();
    }

    private long position(Follower<?> follower) {
        OptionalLong here = follower.position();
        if (here.isPresent()) return here.getAsLong();
        // Not claimed here: what another node, or an earlier run, has stored.
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT (convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint FROM public.tracking_token"
                                + " WHERE processor = ? AND segment = 0 AND token IS NOT NULL")) {
            statement.setString(1, follower.name());
            try (var result = statement.executeQuery()) {
                if (!result.next()) return History.NOTHING;
                long position = result.getLong(1);
                return result.wasNull() ? History.NOTHING : position;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The position of " + follower.name() + " could not be read", e);
        }
    }

    /** The names of all read models. */
    public List<String> names() {
        return followers.stream().map(Follower::name).toList();
    }

    /**
     * Makes a read model anew beside the live one, and puts it in its place when it has caught up.
     *
     * @param listener is told a few times a second
     * @throws IllegalArgumentException when there is none of this name
     * @throws IllegalStateException when another rebuild of it is under way, or this one failed; the live one is untouched
     */
    public void rebuild(String name, Consumer<RebuildProgress> listener) {
        Follower<?> follower = followers.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no read model \"" + name + "\". There are: " + String.join(", ", names())));
        alone(follower, () -> rebuild(follower, listener));
    }

    private void rebuild(Follower<?> follower, Consumer<RebuildProgress> listener) {
        try {
            new Rebuild<>(follower.projection(), dataSource, history, this::head, tokens, transactions, listener)
                    .run(() -> {
                        if (!running) return () -> {};
                        follower.stop();
                        return follower::start;
                    });
            publisher.publishEvent(new ReadModelRebuilt(follower.name()));
        } catch (SQLException e) {
            throw new IllegalStateException("The rebuild of " + follower.name() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The rebuild of " + follower.name() + " was interrupted", e);
        }
    }

    /** While no other process rebuilds this read model. */
    private void alone(Follower<?> follower, Runnable work) {
        try (Connection connection = dataSource.getConnection()) {
            if (!locked(connection, "pg_try_advisory_lock", follower))
                throw new IllegalStateException("The read model " + follower.name() + " is being rebuilt already");
            try {
                work.run();
            } finally {
                boolean unused = locked(connection, "pg_advisory_unlock", follower);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The read model " + follower.name() + " could not be locked", e);
        }
    }

    private static boolean locked(Connection connection, String function, Follower<?> follower) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + "(?, ?)")) {
            statement.setInt(1, REBUILD_LOCK);
            statement.setInt(2, follower.name().hashCode());
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    @Override
    public synchronized void start() {
        if (running) return;
        followers.forEach(this::prepare);
        bringBack();
        followers.forEach(Follower::start);
        running = true;
    }

    private void prepare(Follower<?> follower) {
        try (Connection connection = dataSource.getConnection()) {
            if (locked(connection, "pg_try_advisory_lock", follower)) {
                try {
                    Rebuild.cleanUp(connection, follower.name());
                } finally {
                    boolean unused = locked(connection, "pg_advisory_unlock", follower);
                }
            }
            OptionalInt built = builtBy(connection, follower);
            long position = position(follower);
            boolean ahead = position > head();
            if (ahead)
                LOG.warn(
                        "The read model {} has seen {} events, and there are {}: events were lost, or restored from a backup",
                        follower.name(),
                        history.count(position),
                        stored());
            if (!ahead
                    && built.isPresent()
                    && built.getAsInt() == follower.projection().version()) return;
        } catch (SQLException e) {
            throw new IllegalStateException("The read model " + follower.name() + " could not be prepared", e);
        }
        long head = head();
        if (head != History.NOTHING)
            LOG.info("Building the read model {} from {} events", follower.name(), history.count(head));
        rebuild(follower.name(), new Reporting());
    }

    /**
     * Whoever followed the events further than they go now, since some were lost or an older backup was restored, would pass over
     * as many new ones. Their read models are built anew; what else follows events goes on from where these end.
     */
    private void bringBack() {
        Map<String, Long> reached = reached();
        long head = head(); // asked afterwards: other nodes may move on meanwhile
        reached.forEach((processor, position) -> {
            if (position > head) bringBack(processor, head);
        });
    }

    private void bringBack(String processor, long head) {
        try {
            transactions.executeInTransaction(() -> {
                for (int segment : tokens.fetchSegments(processor)) {
                    if (History.position(tokens.fetchToken(processor, segment)) > head)
                        tokens.storeToken(History.token(head), processor, segment);
                    tokens.releaseClaim(processor, segment);
                }
            });
        } catch (UnableToClaimTokenException e) {
            LOG.warn("{} is further than the events go, and runs on another node. Restart that one", processor);
        }
    }

    private Map<String, Long> reached() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT processor, max((convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint)"
                                + " FROM public.tracking_token WHERE token IS NOT NULL GROUP BY processor");
                var result = statement.executeQuery()) {
            Map<String, Long> positions = new HashMap<>();
            while (result.next()) positions.put(result.getString(1), result.getLong(2));
            return positions;
        } catch (SQLException e) {
            throw new IllegalStateException("The positions in the events could not be read", e);
        }
    }

    /** Which version of the projection made the read model. */
    private static OptionalInt builtBy(Connection connection, Follower<?> follower) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT version FROM public.projection WHERE name = ?")) {
            statement.setString(1, follower.name());
            try (var result = statement.executeQuery()) {
                return result.next() ? OptionalInt.of(result.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    /** Says every ten seconds how far a rebuild at the start has come, since nothing is served meanwhile. */
    private static final class Reporting implements Consumer<RebuildProgress> {
        private @Nullable Duration last;

        @Override
        public void accept(RebuildProgress progress) {
            if (last == null) last = Duration.ZERO;
            if (progress.elapsed().minus(last).toSeconds() < 10) return;
            last = progress.elapsed();
            LOG.info(
                    "Building the read model {}: {} of {} events, {} a second, about {} s left",
                    progress.name(),
                    progress.position(),
                    progress.head(),
                    Math.round(progress.rate()),
                    progress.left().toSeconds());
        }
    }

    @Override
    public synchronized void stop() {
        if (!running) return;
        running = false;
        followers.forEach(Follower::stop);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the event store, before the web server. */
    @Override
    public int getPhase() {
        return 1_000;
    }
}
