package dev.lethe.command.eventstore;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;

/**
 * Axon's event store, which tells those who follow the events of new ones only every few milliseconds. Told at every commit,
 * they fetch and write a handful each time, and take from those who send what a batch would save.
 */
final class GatheringEventStore extends EmbeddedEventStore {

    /** Less than a person notices, and a hundred events when there are ten thousand a second. */
    private static final long GATHER_MILLIS = 10;

    /** What is committed while the store closes is told to nobody: whoever follows reads it at the next start. */
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("event-store-gathering").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean told = new AtomicBoolean();

    static Builder gathering() {
        return new Builder();
    }

    static final class Builder extends EmbeddedEventStore.Builder {
        @Override
        public GatheringEventStore build() {
            return new GatheringEventStore(this);
        }
    }

    private GatheringEventStore(Builder builder) {
        super(builder);
    }

    @Override
    protected void afterCommit(List<? extends EventMessage<?>> events) {
        if (!told.compareAndSet(false, true)) return;
        timer.schedule(
                () -> {
                    told.set(false);
                    super.afterCommit(List.of());
                },
                GATHER_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void shutDown() {
        timer.shutdownNow();
        super.shutDown();
    }
}
