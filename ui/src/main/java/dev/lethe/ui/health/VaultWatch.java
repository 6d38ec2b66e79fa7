package dev.lethe.ui.health;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultHealth;
import dev.lethe.shredding.VaultHealth.Numbers;
import dev.lethe.shredding.VaultInspection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks at the vault, remembers what it saw, and how fast numbers go. One looks at a time: a file system that hangs holds up
 * whoever looks at it, and nobody else.
 */
@Component
class VaultWatch {

    /** What was seen so lately is as good as a new look. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(2);

    /** A look that takes longer than this hangs: what was seen before it tells nothing any more. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(60);

    private static final long AN_HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final VaultInspection vault;
    private final ReentrantLock looking = new ReentrantLock();
    private final Deque<Used> lately = new ArrayDeque<>();

    private volatile @Nullable Seen seen;

    /** @param failure why the vault did not answer; null when it did */
    private record Seen(
            long at, @Nullable VaultHealth health, @Nullable RuntimeException failure) {}

    private record Used(long at, Map<Lane, Long> numbers) {}

    VaultWatch(VaultInspection vault) {
        this.vault = vault;
    }

    /**
     * How the vault is, as of two seconds ago at most, or of a minute while somebody else looks.
     *
     * @throws VaultException when it does not answer
     */
    VaultHealth health() {
        if (locked()) {
            try {
                Seen last = seen;
                if (last == null || System.nanoTime() - last.at() > FRESH) look();
            } finally {
                looking.unlock();
            }
        }
        return latest();
    }

    /** Who comes before anything was seen waits a little for who looks: there is nothing else to say. */
    private boolean locked() {
        try {
            return seen == null ? looking.tryLock(FRESH, TimeUnit.NANOSECONDS) : looking.tryLock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private VaultHealth latest() {
        Seen last = seen;
        if (last == null || System.nanoTime() - last.at() > STALE)
            throw new VaultException("The vault, or a disk of its root state, does not answer");
        if (last.failure() != null) throw last.failure();
        VaultHealth health = last.health();
        if (health == null) throw new IllegalStateException("Neither seen nor failed");
        return health;
    }

    private void look() {
        try {
            VaultHealth health = vault.health();
            long now = System.nanoTime();
            seen = new Seen(now, health, null);
            remember(now, health);
        } catch (RuntimeException e) {
            seen = new Seen(System.nanoTime(), null, e);
        }
    }

    private void remember(long now, VaultHealth health) {
        synchronized (lately) {
            Used last = lately.peekLast();
            if (last != null && now - last.at() < A_MINUTE) return;
            Map<Lane, Long> numbers = new HashMap<>();
            health.numbers().forEach(each -> numbers.put(each.lane(), each.used()));
            lately.add(new Used(now, numbers));
            while (now - lately.getFirst().at() > AN_HOUR) lately.removeFirst();
        }
    }

    /** How many of these were used an hour, over the last hour or what there was of it; empty when none was. */
    Optional<Double> hourly(Numbers numbers) {
        synchronized (lately) {
            Used first = lately.peekFirst();
            if (first == null) return Optional.empty();
            long used = numbers.used() - first.numbers().getOrDefault(numbers.lane(), 0L);
            // Less than a minute would make much of little
            long passed = Math.max(A_MINUTE, System.nanoTime() - first.at());
            return used <= 0 ? Optional.empty() : Optional.of(used * (double) AN_HOUR / passed);
        }
    }

    /** For how long these last if they go on being used as in the last hour; empty when none was used. */
    Optional<Duration> lasting(Numbers numbers) {
        return hourly(numbers).map(rate -> Duration.ofSeconds((long) (numbers.left() / rate * 3600)));
    }
}
