package dev.lethe.command.privacy;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.ErasureOutcome.Complete;
import dev.lethe.command.privacy.ErasureOutcome.Pending;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.privacy.model.Proof;
import dev.lethe.shredding.ErasureLedger;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureOrder.Hindered;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.Restorations;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.Shredding;
import dev.lethe.shredding.VaultException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Where erasures are ordered, and carried on when something stopped them. The order of things is that of the construction:
 * the order is durable in the vault, then in the events; the vault destroys; the events get the proof. Each step can be
 * repeated, so that whatever a crash leaves is finished by doing all of it again.
 *
 * <p><b>Guaranteed:</b> an erasure that was ordered is complete before the application serves again, or is said to be
 * pending; {@link Complete} is answered only when nothing opens any more in any mirror. <b>Not guaranteed:</b> that it can
 * be stopped once it was ordered.
 */
@Component
public class ErasureDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureDesk.class);

    private final Shredding shredding;
    private final ErasureLedger ledger;
    private final Restorations restorations;
    private final CommandGateway commands;
    private final EventStore events;
    private final ErasureWatch watch;
    private final Clock clock;

    /** All ledger entries up to this number have their proof among the events. */
    private long provenUpTo;

    ErasureDesk(
            Shredding shredding,
            ErasureLedger ledger,
            Restorations restorations,
            CommandGateway commands,
            EventStore events,
            ObjectProvider<ErasureWatch> watch,
            Clock clock) {
        this.shredding = shredding;
        this.ledger = ledger;
        this.restorations = restorations;
        this.commands = commands;
        this.events = events;
        this.watch = watch.getIfAvailable(() -> (_, _) -> {});
        this.clock = clock;
    }

    /**
     * Orders the erasure of a person and carries it out.
     *
     * @param erasure from the page that orders; the same again is the same erasure
     * @param enquiry what the vault found of the person
     * @param kept the keys of the parts that are kept, with the ground of each
     * @param shown how much the enquiry had shown when it was decided: what came later stays
     * @param arriving whether what comes until it is carried out goes as well, for an hour at most
     * @throws OtherOrderException when that id stands for another erasure already: nothing is ordered then
     * @throws VaultException when the vault did not take the order: nothing is ordered then
     */
    public ErasureOutcome erasePerson(
            ErasureId erasure,
            UUID enquiry,
            Map<UUID, KeepGround> kept,
            int shown,
            boolean arriving,
            ErasureGround ground,
            AccountId officer) {
        Map<UUID, Ground> keys = kept.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().code()));
        return erase(erasure, new ErasureOrder.Person(enquiry, keys, shown, arriving), ground, officer);
    }

    /**
     * Orders the erasure of one record and carries it out.
     *
     * @param erasure from the page that orders; the same again is the same erasure
     * @param keys the keys of all its parts, and of the notes about it
     * @throws HeldException when something of it is held: nothing is ordered then
     * @throws OtherOrderException when that id stands for another erasure already: nothing is ordered then
     * @throws VaultException when the vault did not take the order: nothing is ordered then
     */
    public ErasureOutcome eraseRecord(ErasureId erasure, Set<UUID> keys, ErasureGround ground, AccountId officer) {
        return eraseRecords(erasure, List.of(keys), ground, officer);
    }

    /**
     * The same for several records. One of which something came to be held after the order stays; the proof then says that
     * keys were kept.
     *
     * @param records the keys of each
     */
    public ErasureOutcome eraseRecords(
            ErasureId erasure, Collection<Set<UUID>> records, ErasureGround ground, AccountId officer) {
        return erase(erasure, new ErasureOrder.Records(List.copyOf(records), Hindered.REFUSED), ground, officer);
    }

    /**
     * The same for one record, also when something of it is held. For a privacy officer who was told that it is, and said that
     * the hold ends.
     */
    public ErasureOutcome eraseHeldRecord(ErasureId erasure, Set<UUID> keys, ErasureGround ground, AccountId officer) {
        return erase(erasure, new ErasureOrder.Records(List.of(keys), Hindered.HOLD_ENDS), ground, officer);
    }

    /**
     * Destroys a batch of records whose time is over: one ledger entry, one puncture of the root state. Records of which
     * something is held, unknown to the vault or broken are left out.
     *
     * @param erasure the same again is the same batch
     * @param records the keys of each record that is to go
     * @param actor who decided it; {@link Actor#SYSTEM} when nobody did
     * @throws VaultException when the vault did not take the order: nothing is ordered then
     */
    public ErasureOutcome expire(ErasureId erasure, Collection<Set<UUID>> records, AccountId actor) {
        return erase(
                erasure,
                new ErasureOrder.Records(List.copyOf(records), Hindered.LEFT_OUT),
                ErasureGround.RETENTION,
                actor);
    }

    /** The keys that an order of records named; empty when the events have no such order. */
    public Set<UUID> keysOf(ErasureId erasure) {
        if (!isOrdered(erasure)) return Set.of();
        return events.readEvents(erasure.toString())
                .asStream()
                .map(Message::getPayload)
                .flatMap(event -> event instanceof ErasureOrdered ordered ? ordered.keys().stream() : Stream.of())
                .collect(Collectors.toSet());
    }

    /**
     * Destroys the keys of things that live for minutes. The ledger tells of it; the events do not, or they would outgrow
     * everything else.
     *
     * @return those of the keys that stay, as {@link Shredding#endShortLived} says
     * @throws VaultException when it cannot be completed now: ask again
     */
    public Set<UUID> expireShortLived(Set<UUID> keys) {
        return shredding.endShortLived(keys);
    }

    /** Those of these keys that the vault does not have, after the events were restored from a backup: who held them is older. */
    public Set<UUID> lostByRestore(Set<UUID> keys) {
        if (keys.isEmpty()
                || restorations.restores().stream().noneMatch(restore -> restore.store() == Restore.Store.EVENTS))
            return Set.of();
        return ledger.hindrances(keys).entrySet().stream()
                .filter(each -> each.getValue() instanceof Hindrance.Unknown)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private ErasureOutcome erase(ErasureId erasure, ErasureOrder.Scope scope, ErasureGround ground, AccountId officer) {
        // PostgreSQL keeps microseconds: what the vault gives back must equal what was ordered
        var order = new ErasureOrder(
                erasure.value(),
                scope,
                ground.code(),
                officer.value(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        refuseOther(orderOf(order));
        ErasureOrder standing = shredding.order(order);
        watch.reached(erasure, ErasureStage.ORDERED);
        return carryOut(standing);
    }

    /** A vault that was restored from before an order does not know it any more; the events may. */
    private void refuseOther(OrderErasure order) {
        if (!isOrdered(order.erasure())) return;
        boolean same = events.readEvents(order.erasure().toString())
                .asStream()
                .map(Message::getPayload)
                .allMatch(event -> !(event instanceof ErasureOrdered earlier) || isSame(earlier, order));
        if (!same) throw new OtherOrderException(order.erasure().value());
    }

    private static boolean isSame(ErasureOrdered earlier, OrderErasure order) {
        return earlier.scope() == order.scope()
                && earlier.ground() == order.ground()
                && earlier.officer().equals(order.officer())
                && Set.copyOf(earlier.keys()).equals(Set.copyOf(order.keys()))
                && Set.copyOf(earlier.kept()).equals(Set.copyOf(order.kept()));
    }

    /** Whether the events tell of such an erasure, complete or not. */
    public boolean isOrdered(ErasureId erasure) {
        return events.lastSequenceNumberFor(erasure.toString()).isPresent();
    }

    /** Everything after the order in the vault. */
    private ErasureOutcome carryOut(ErasureOrder order) {
        var erasure = new ErasureId(order.erasure());
        send(orderOf(order), order.actor());
        watch.reached(erasure, ErasureStage.ORDER_RECORDED);
        ErasureProof proof;
        try {
            proof = shredding.carryOut(order.erasure());
        } catch (VaultException e) {
            LOG.warn("Erasure {} is pending: {}", erasure, e.getMessage());
            return new Pending(String.valueOf(e.getMessage()));
        }
        watch.reached(erasure, ErasureStage.CARRIED_OUT);
        return new Complete(prove(proof));
    }

    private Proof prove(ErasureProof found) {
        var proof = new Proof(
                found.ledgerNumber(),
                found.ledgerHash(),
                found.rootVersion(),
                found.destroyedAt(),
                found.subjects(),
                found.keys(),
                found.kept());
        var erasure = new ErasureId(found.erasure());
        var scope = switch (found.kind()) {
            case PERSON -> ErasureScope.PERSON;
            case RECORDS -> scopeOfRecords(found.ground());
        };
        send(
                new ProveErasure(
                        erasure,
                        scope,
                        ground(found.ground()),
                        new AccountId(found.actor()),
                        proof,
                        kept(found),
                        found.arrived(),
                        found.later()),
                found.actor());
        watch.reached(erasure, ErasureStage.PROOF_RECORDED);
        return proof;
    }

    /**
     * Tries once more to complete one erasure.
     *
     * @return empty when the vault knows of no such erasure
     */
    public Optional<ErasureOutcome> carryOn(ErasureId erasure) {
        for (ErasureOrder order : ledger.pending())
            if (order.erasure().equals(erasure.value())) return Optional.of(carryOut(order));
        ErasureProof proof;
        try {
            proof = shredding.carryOut(erasure.value()); // complete already: nothing but its proof
        } catch (VaultException _) {
            return Optional.empty();
        }
        return Optional.of(new Complete(prove(proof)));
    }

    /**
     * Brings vault and events together: carries out every order that the vault has, with its events, and appends the proofs
     * of the ledger that the events lack. What cannot be completed now stays pending.
     *
     * @return how many erasures are still pending
     */
    public synchronized int resumeAll() {
        var orders = new ArrayList<>(ledger.pending());
        int pending = 0;
        for (ErasureOrder order : orders) if (!isCompleted(order)) pending++;
        // Numbers of pending entries may lie before those of complete ones: only with none pending does all before
        // count.
        boolean settled = ledger.pending().isEmpty();
        long highest = provenUpTo;
        for (ErasureProof proof : ledger.proofs(provenUpTo + 1)) {
            prove(proof);
            highest = Math.max(highest, proof.ledgerNumber());
        }
        if (settled) provenUpTo = highest;
        return pending;
    }

    private boolean isCompleted(ErasureOrder order) {
        return !(carryOut(order) instanceof Pending);
    }

    private static OrderErasure orderOf(ErasureOrder order) {
        var erasure = new ErasureId(order.erasure());
        var officer = new AccountId(order.actor());
        return switch (order.scope()) {
            case ErasureOrder.Person person ->
                new OrderErasure(
                        erasure,
                        ErasureScope.PERSON,
                        ground(order.ground()),
                        officer,
                        List.of(),
                        kept(person.kept()),
                        order.at());
            case ErasureOrder.Records records ->
                new OrderErasure(
                        erasure,
                        scopeOfRecords(order.ground()),
                        ground(order.ground()),
                        officer,
                        records.keyIds().stream().sorted().toList(),
                        List.of(),
                        order.at());
        };
    }

    /** What an erasure of a person kept: for events that lost its order, and must not lose the holds with it. */
    private List<Kept> kept(ErasureProof proof) {
        return proof.kind() == ErasureProof.Kind.PERSON && proof.kept() > 0
                ? kept(ledger.keptBy(proof.erasure()))
                : List.of();
    }

    private static List<Kept> kept(Map<UUID, Ground> keys) {
        return keys.entrySet().stream()
                .map(e -> new Kept(e.getKey(), keepGround(e.getValue())))
                .sorted(Comparator.comparing(Kept::key))
                .toList();
    }

    /** The ledger knows keys and grounds only: what goes because its time is over goes in batches. */
    private static ErasureScope scopeOfRecords(Ground ground) {
        return ground.equals(ErasureGround.RETENTION.code()) ? ErasureScope.EXPIRED : ErasureScope.RECORD;
    }

    private static ErasureGround ground(Ground code) {
        return ErasureGround.of(code)
                .orElseThrow(() -> new IllegalStateException("Not a ground for erasure: " + code.code()));
    }

    private static KeepGround keepGround(Ground code) {
        return KeepGround.of(code)
                .orElseThrow(() -> new IllegalStateException("Not a ground for keeping: " + code.code()));
    }

    /** On behalf of the officer, also when a restart does it: nobody else decided it. */
    private void send(Object command, UUID officer) {
        CommandMessage<?> message = new GenericCommandMessage<>(command, Actor.metadata(new AccountId(officer)));
        commands.sendAndWait(message);
    }
}
