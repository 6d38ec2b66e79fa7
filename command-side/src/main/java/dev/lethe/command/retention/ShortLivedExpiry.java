package dev.lethe.command.retention;

import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.retention.events.ShortLivedExpired;
import dev.lethe.command.retention.model.KindCount;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Destroys the keys of what lives for minutes once it has had its time. Each batch is a ledger entry; the events hear of all of
 * them once, and only when there was something.
 */
@Component
public class ShortLivedExpiry {

    private static final Logger LOG = LoggerFactory.getLogger(ShortLivedExpiry.class);
    static final int BATCH = 1_000;

    private final List<ShortLived> kinds;
    private final ErasureDesk desk;
    private final EventGateway events;
    private final ExpiryTurn turn;
    private final Clock clock;
    private final TrustedClock trusted;
    private final Map<String, Integer> told = new ConcurrentHashMap<>();

    ShortLivedExpiry(
            ObjectProvider<ShortLived> kinds,
            ErasureDesk desk,
            EventGateway events,
            ExpiryTurn turn,
            Clock clock,
            TrustedClock trusted) {
        this.trusted = trusted;
        this.kinds = kinds.orderedStream().toList();
        this.desk = desk;
        this.events = events;
        this.turn = turn;
        this.clock = clock;
    }

    /** Destroys all that has had its time, unless another node is about it, or the clock is not to be believed. */
    public void runIfTrusted() {
        if (!kinds.isEmpty() && trusted.isTrusted()) run();
    }

    /** The same, whatever is to be said of the clock. */
    void run() {
        boolean unused = turn.take(ExpiryTurn.Of.SHORT_LIVED, this::destroy);
    }

    /** One kind after the other, each for itself: what stops one does not stop those after it. */
    private void destroy() {
        Instant now = clock.instant();
        var destroyed = new ArrayList<KindCount>();
        RuntimeException failure = null;
        for (ShortLived kind : kinds) {
            long[] keys = {0};
            try {
                destroy(kind, now, keys);
            } catch (RuntimeException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
            if (keys[0] > 0) destroyed.add(new KindCount(kind.kind(), keys[0]));
        }
        if (!destroyed.isEmpty()) events.publish(new ShortLivedExpired(destroyed, now));
        if (failure != null) throw failure;
    }

    private void destroy(ShortLived kind, Instant now, long[] keys) {
        Set<UUID> stuck = new HashSet<>();
        List<UUID> before = List.of();
        while (true) {
            List<UUID> batch = new ArrayList<>(kind.expired(now, BATCH + stuck.size()));
            batch.removeAll(stuck);
            if (batch.isEmpty()) break;
            if (batch.equals(before))
                throw new IllegalStateException("The " + kind.kind() + " that were destroyed are not forgotten");
            // They stay, rows and all: should the key turn up again, it is destroyed with the next batch
            Set<UUID> staying = new HashSet<>(desk.expireShortLived(Set.copyOf(batch)));
            // But restored events bring back what had gone: nothing opens it, and nothing is left to destroy
            Set<UUID> lost = desk.lostByRestore(staying);
            staying.removeAll(lost);
            if (!lost.isEmpty())
                LOG.warn(
                        "Of the {}, {} came back with restored events and had gone before: they are dropped",
                        kind.kind(),
                        lost.size());
            stuck.addAll(staying);
            if (batch.removeAll(staying) && batch.isEmpty()) continue;
            kind.forget(batch);
            keys[0] += batch.size();
            before = batch;
        }
        tell(kind, stuck.size());
    }

    /** Once, and again when their number changes: every ten minutes would drown everything else. */
    private void tell(ShortLived kind, int stuck) {
        Integer before = told.put(kind.kind(), stuck);
        if (stuck == (before == null ? 0 : before)) return;
        if (stuck > 0)
            LOG.error(
                    "Of the {} that have had their time, {} have a key that the vault does not know or that does not unseal."
                            + " They stay, and the others go. Compare the vault with a backup",
                    kind.kind(),
                    stuck);
        else LOG.info("All {} that had had their time are destroyed again", kind.kind());
    }
}
