package dev.lethe.command.retention;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import java.time.Clock;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One run of the retention: allowed or refused once, and ended once. */
@Aggregate
class ExpiryRun {

    @AggregateIdentifier
    private ExpiryRunId id;

    private boolean running;

    @SuppressWarnings("NullAway.Init") // the first event fills it
    ExpiryRun() {}

    /** Answers why it is refused, or null: an {@link java.util.Optional} cannot travel between nodes. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    @Nullable
    ExpiryRefusal handle(BeginExpiryRun command, Clock clock) {
        Instant now = clock.instant();
        ExpiryRefusal refusal = command.restored()
                ? ExpiryRefusal.RESTORED
                : command.secondLook()
                        ? null
                        : new Safeguards(command.limitPercent())
                                .against(command.heard(), command.due(), command.living(), now)
                                .orElse(null);
        if (refusal == null) {
            apply(new ExpiryRunStarted(
                    command.run(),
                    command.day(),
                    command.cause(),
                    command.officer(),
                    command.secondLook(),
                    command.due(),
                    command.living(),
                    now));
            return null;
        }
        Activity heard = command.heard();
        Instant before = null;
        Instant after = null;
        switch (refusal) {
            case CLOCK_AHEAD -> {
                before = heard.before(now);
                after = heard.after(now);
            }
            case CLOCK_BEHIND -> {
                before = heard.latest();
                after = now;
            }
            case RESTORED, TOO_MANY -> {}
        }
        apply(new ExpiryRunRefused(
                command.run(),
                command.day(),
                command.cause(),
                command.officer(),
                refusal,
                before,
                after,
                command.due(),
                command.living(),
                now));
        return refusal;
    }

    @CommandHandler
    void handle(CompleteExpiryRun command, Clock clock) {
        if (running) apply(new ExpiryRunCompleted(id, command.destroyed(), clock.instant(), command.leftOut()));
    }

    @EventSourcingHandler
    void on(ExpiryRunEvent event) {
        switch (event) {
            case ExpiryRunStarted started -> {
                id = started.run();
                running = true;
            }
            case ExpiryRunRefused refused -> id = refused.run();
            case ExpiryBatchOrdered _ -> {} // published beside it: loading a run must not take longer with each batch
            case ExpiryRunCompleted _ -> running = false;
        }
    }
}
