package dev.lethe.query.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.axonserver.connector.AxonServerException;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.EventTrackerStatusChangeListener;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Runs one projection on an Axon processor of its own. What it writes over a batch of events goes to the database at the
 * batch's end, in the transaction that also moves the token: both, or neither. All followers share the events that Axon
 * keeps at the store's head, and only those that a projection reads are parsed, once for all of them.
 */
final class Follower<E> implements EventHandlerInvoker {

    private static final int BATCH = 1_000;

    private final Projection<E> projection;
    private final DataSource dataSource;
    private final Tables tables;
    private final EventStore store;
    private final TokenStore tokens;
    private final TransactionManager transactions;
    private final Runnable moved;
    private volatile @Nullable Run run;

    private record Run(TrackingEventProcessor processor, Follower<?>.Source source) {}

    Follower(
            Projection<E> projection,
            DataSource dataSource,
            EventStore store,
            TokenStore tokens,
            TransactionManager transactions,
            Runnable moved) {
        this.projection = projection;
        this.dataSource = dataSource;
        this.tables = new Tables(schema(projection.name()));
        this.store = store;
        this.tokens = tokens;
        this.transactions = transactions;
        this.moved = moved;
    }

    /** A processor that was stopped just after its start does not start again, so each start has a new one. */
    synchronized void start() {
        if (run != null) return;
        Source source = new Source();
        TrackingEventProcessor processor = TrackingEventProcessor.builder()
                .name(projection.name())
                .eventHandlerInvoker(this)
                .messageSource(source)
                .tokenStore(tokens)
                .transactionManager(transactions)
                .errorHandler(PropagatingErrorHandler.instance())
                .storingTokensAfterProcessing()
                .trackingEventProcessorConfiguration(TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                        .andBatchSize(BATCH)
                        .andInitialTrackingToken(StreamableMessageSource::createTailToken)
                        .andEventAvailabilityTimeout(4, TimeUnit.SECONDS)
                        .andEventTrackerStatusChangeListener(new Moved(moved)))
                .build();
        run = new Run(processor, source);
        processor.start();
    }

    /** Returns when its last batch is committed. */
    synchronized void stop() {
        Run stopping = run;
        if (stopping == null) return;
        stopping.source.closed = true;
        stopping.processor.shutDown();
        run = null;
    }

    private record Moved(Runnable moved) implements EventTrackerStatusChangeListener {
        @Override
        public void onEventTrackerStatusChange(Map<Integer, EventTrackerStatus> changed) {
            moved.run();
        }

        @Override
        public boolean validatePositions() {
            return true;
        }
    }

    static String schema(String name) {
        return "read_" + name;
    }

    String name() {
        return projection.name();
    }

    Projection<E> projection() {
        return projection;
    }

    /** Where it is, {@link History#NOTHING} before the first event; empty when it is not running here. */
    OptionalLong position() {
        EventTrackerStatus status = status();
        if (status == null) return OptionalLong.empty();
        return OptionalLong.of(status.getCurrentPosition().orElse(History.NOTHING));
    }

    /** Why it stands still, if it does. */
    @Nullable
    Throwable failure() {
        EventTrackerStatus status = status();
        return status != null && status.isErrorState() ? status.getError() : null;
    }

    private @Nullable EventTrackerStatus status() {
        Run now = run;
        return now == null ? null : now.processor.processingStatus().get(0);
    }

    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
        return canHandleType(message.getPayloadType());
    }

    @Override
    public boolean canHandleType(Class<?> payloadType) {
        return projection.reads().isAssignableFrom(payloadType);
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) {
        UnitOfWork<?> work = CurrentUnitOfWork.get();
        Batch batch = work.getResource(batchKey());
        if (batch == null) {
            batch = new Batch();
            work.resources().put(batchKey(), batch);
            work.onPrepareCommit(this::flush);
        }
        History.Event event = new History.Message((TrackedEventMessage<?>) message);
        projection.project(projection.reads().cast(event.payload()), event.recorded(), batch);
    }

    private String batchKey() {
        return "rows of " + projection.name();
    }

    private void flush(UnitOfWork<?> work) {
        Batch batch = work.getResource(batchKey());
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            batch.flush(connection, schema(projection.name()), tables);
        } catch (SQLException e) {
            throw new IllegalStateException("The read model " + projection.name() + " could not be written", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    @Override
    public boolean supportsReset() {
        return false;
    }

    /** The events after the last one that it read are others than it read: some were lost since. */
    private static final class EventsLostException extends IllegalStateException {
        EventsLostException(String projection) {
            super("The event store has lost events that the read model " + projection
                    + " has seen. Restart Lethe, which builds it anew");
        }
    }

    /** From now on no version of the projection counts as the one that made this read model: the next start makes it anew. */
    private void distrust() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE public.projection SET version = -1 WHERE name = ?")) {
            statement.setString(1, projection.name());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("The read model " + projection.name() + " could not be marked", e);
        }
    }

    /**
     * The event store, asked for the next event in short turns: a processor waits for seconds, and then stops as slowly. An
     * Axon Server that goes away breaks the stream off; it is opened again until the server is back, which a processor would
     * wait longer for the longer that takes.
     */
    private final class Source implements StreamableMessageSource<TrackedEventMessage<?>> {

        private volatile boolean closed;
        private volatile boolean lost;

        @Override
        public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
            if (lost) throw new EventsLostException(projection.name());
            return new Turns(after);
        }

        @Override
        public @Nullable TrackingToken createTailToken() {
            return store.createTailToken();
        }

        private final class Turns implements BlockingStream<TrackedEventMessage<?>> {

            private static final long TURN = 50;
            private BlockingStream<TrackedEventMessage<?>> stream;
            private @Nullable TrackingToken after;
            private @Nullable TrackedEventMessage<?> last;

            /** Whether the next event must be the last one once more. */
            private boolean repeated;

            Turns(@Nullable TrackingToken after) {
                this.after = after;
                this.stream = store.openStream(after);
            }

            @Override
            public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
                long deadline = System.nanoTime() + unit.toNanos(timeout);
                do {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (isThere((int) Math.clamp(left, 0, TURN))) return true;
                } while (!closed && System.nanoTime() < deadline);
                return false;
            }

            private boolean isThere(int millis) throws InterruptedException {
                try {
                    if (!stream.hasNextAvailable(millis, TimeUnit.MILLISECONDS)) return false;
                    if (repeated) passRepeated();
                    return stream.hasNextAvailable(0, TimeUnit.MILLISECONDS);
                } catch (AxonServerException e) {
                    Thread.sleep(TURN);
                    open();
                    return false;
                }
            }

            /** One event earlier than where it broke off: what is there now must be what was there then. */
            private void open() {
                stream.close();
                repeated = last != null;
                stream = store.openStream(
                        last == null ? after : History.token(History.position(last.trackingToken()) - 1));
            }

            private void passRepeated() throws InterruptedException {
                TrackedEventMessage<?> again = stream.nextAvailable();
                if (last == null || !again.getIdentifier().equals(last.getIdentifier())) {
                    lost = true;
                    distrust();
                    throw new EventsLostException(projection.name());
                }
                repeated = false;
            }

            @Override
            public Optional<TrackedEventMessage<?>> peek() {
                try {
                    return repeated ? Optional.empty() : stream.peek();
                } catch (AxonServerException e) {
                    return Optional.empty(); // the batch ends here, and the stream is opened again for the next
                }
            }

            @Override
            public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
                TrackedEventMessage<?> next = stream.nextAvailable();
                last = next;
                return next;
            }

            @Override
            public void skipMessagesWithPayloadTypeOf(TrackedEventMessage<?> ignored) {
                stream.skipMessagesWithPayloadTypeOf(ignored);
            }

            @Override
            public void close() {
                stream.close();
            }
        }
    }
}
