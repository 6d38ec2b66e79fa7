package dev.lethe.command.retention;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.shredding.Restorations;
import dev.lethe.shredding.Restore;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where a run of the retention is asked for, carried out batch by batch, and ended. What is due the read models tell; here it is
 * decided whether it may go, and recorded that it went.
 */
@Component
public class ExpiryDesk {

    private final CommandGateway commands;
    private final EventStore events;
    private final ErasureDesk erasures;
    private final Restorations vault;
    private final TrustedClock trusted;
    private final Clock clock;
    private final Safeguards safeguards;

    ExpiryDesk(
            CommandGateway commands,
            EventStore events,
            ErasureDesk erasures,
            Restorations vault,
            Clock clock,
            TrustedClock trusted,
            @Value("${lethe.retention.limit-percent:10}") int limitPercent) {
        this.commands = commands;
        this.events = events;
        this.erasures = erasures;
        this.vault = vault;
        this.trusted = trusted;
        this.clock = clock;
        this.safeguards = new Safeguards(limitPercent);
    }

    /**
     * Who asks for a run, and for what.
     *
     * @param day the council's day; what is due on it goes
     * @param officer null when nobody with an account asks
     * @param secondLook whether somebody has looked at exactly this already
     * @param due how many records are due, by feature and group
     * @param living how many records there are, by feature
     */
    public record Request(
            LocalDate day,
            ExpiryCause cause,
            @Nullable AccountId officer,
            boolean secondLook,
            List<RecordCount> due,
            List<FeatureCount> living) {}

    /** Why such a run would be refused now, if it would. */
    public Optional<ExpiryRefusal> wouldRefuse(Activity heard, List<RecordCount> due, List<FeatureCount> living) {
        return isRestored()
                ? Optional.of(ExpiryRefusal.RESTORED)
                : safeguards.against(heard, due, living, clock.instant());
    }

    /** Whether nobody has said yet what was restored: of what is due then, who knows what its events would say? */
    public boolean isRestored() {
        return vault.restores().stream().anyMatch(Restore::isAwaited);
    }

    /** The limits that are exceeded: of how many records of a feature may go without a second look. */
    public List<FeatureCount> exceeded(List<RecordCount> due, List<FeatureCount> living) {
        return safeguards.exceeded(due, living);
    }

    /**
     * Asks whether a run may destroy what is due, and records the answer.
     *
     * @return why not; empty when it may
     */
    public Optional<ExpiryRefusal> begin(ExpiryRunId run, Request request, Activity heard) {
        var command = new BeginExpiryRun(
                run,
                request.day(),
                request.cause(),
                request.officer(),
                request.secondLook(),
                isRestored(),
                request.due(),
                request.living(),
                heard,
                safeguards.limitPercent());
        @Nullable
        ExpiryRefusal refusal =
                commands.sendAndWait(new GenericCommandMessage<>(command, Actor.metadata(request.officer())));
        if (refusal == null) trusted.trust();
        return Optional.ofNullable(refusal);
    }

    /**
     * Destroys one batch of a run. What is held, unknown to the vault or broken stays.
     *
     * @param counts how many records that are, by feature and group
     * @param records the keys of each
     * @param officer on whose word; null when on nobody's
     */
    public ErasureOutcome destroy(
            ExpiryRunId run,
            ErasureId batch,
            List<RecordCount> counts,
            Collection<Set<UUID>> records,
            @Nullable AccountId officer) {
        events.publish(new GenericEventMessage<>(
                new ExpiryBatchOrdered(run, batch, counts, clock.instant()), Actor.metadata(officer)));
        return destroyTold(batch, records, officer);
    }

    /** The same for a batch that the events have already, and the vault never had: it is told of once. */
    public ErasureOutcome destroyTold(ErasureId batch, Collection<Set<UUID>> records, @Nullable AccountId officer) {
        return erasures.expire(batch, records, officer == null ? Actor.SYSTEM : officer);
    }

    /** The keys that a batch named. */
    public Set<UUID> keysOf(ErasureId batch) {
        return erasures.keysOf(batch);
    }

    /**
     * Completes a batch that something stopped.
     *
     * @return empty when the vault never had it: nothing of it is destroyed
     */
    public Optional<ErasureOutcome> carryOn(ErasureId batch) {
        return erasures.carryOn(batch);
    }

    /** Ends a run with what it destroyed, and what stayed, by feature and group. Ending it again changes nothing. */
    public void complete(
            ExpiryRunId run, List<RecordCount> destroyed, List<LeftOut> leftOut, @Nullable AccountId officer) {
        commands.sendAndWait(
                new GenericCommandMessage<>(new CompleteExpiryRun(run, destroyed, leftOut), Actor.metadata(officer)));
    }
}
