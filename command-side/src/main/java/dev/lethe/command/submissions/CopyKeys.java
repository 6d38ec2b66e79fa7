package dev.lethe.command.submissions;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that the right to a copy is sealed under (ADR 0048). They are drawn at random, are in the memory of this process
 * and nowhere else, seal for as long as a copy can be opened, open for as long again, and are then forgotten. Safe for many
 * threads.
 */
final class CopyKeys {

    private static final Duration SEALS_FOR = Receipts.COPY_FOR;
    private static final Duration OPENS_FOR = SEALS_FOR.plus(Receipts.COPY_FOR);

    private record Drawn(SecretKey key, Instant at) {
        boolean isWithin(Duration since, Instant now) {
            return !now.isBefore(at) && !now.isAfter(at.plus(since));
        }

        @Override
        public String toString() {
            return "Drawn[" + at + "]";
        }
    }

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Drawn> drawn = new ArrayList<>();

    CopyKeys(Clock clock) {
        this.clock = clock;
    }

    /** The key to seal with now. */
    synchronized SecretKey newest() {
        Instant now = forget();
        if (drawn.isEmpty() || !drawn.getLast().isWithin(SEALS_FOR, now)) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            drawn.add(new Drawn(new SecretKeySpec(bytes, "AES"), now));
        }
        return drawn.getLast().key();
    }

    /** Those that open what was sealed not too long ago, the newest last. */
    synchronized List<SecretKey> living() {
        forget();
        return drawn.stream().map(Drawn::key).toList();
    }

    private Instant forget() {
        Instant now = clock.instant();
        // A key from the future is of a clock that was put back; nobody could say when it ends.
        drawn.removeIf(one -> !one.isWithin(OPENS_FOR, now));
        return now;
    }
}
