package dev.lethe.ui.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Counts for a while how often something came from whom, without keeping whom. What is counted stands in memory only, as a
 * keyed hash; the key is forgotten after the window, and with it whom the counts were about.
 *
 * <p>Safe for many threads, one call at a time: who decides by a count before adding to it needs a lock around both.
 */
public final class Tally {

    /** How many are counted apart; beyond, newcomers share {@value #SHARED} counts of each kind, by chance. */
    private static final int LARGEST = 100_000;

    private static final int SHARED = 65_536;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private final Duration window;
    private Counts current;
    private Counts previous;

    /** @param window how long a count lasts at least; at most twice as long */
    public Tally(Clock clock, Duration window) {
        this.clock = clock;
        this.window = window;
        this.current = new Counts(clock.instant());
        this.previous = new Counts(clock.instant());
    }

    /** How often lately. */
    public synchronized int of(String kind, String who) {
        turn();
        return current.of(kind, who) + previous.of(kind, who);
    }

    /** Counts once more. */
    public void add(String kind, String who) {
        add(kind, who, 1);
    }

    /** Counts so many more. */
    public synchronized void add(String kind, String who, int number) {
        turn();
        current.add(kind, who, number);
    }

    /** Takes one back. */
    public synchronized void takeBack(String kind, String who) {
        turn();
        current.add(kind, who, -1);
    }

    /** Forgets all of it. */
    public synchronized void forget(String kind, String who) {
        turn();
        current.forget(kind, who);
        previous.forget(kind, who);
    }

    /** How long it takes until fewer than these are left, if no more come. */
    public synchronized Duration untilFewerThan(int number, String kind, String who) {
        Instant now = clock.instant();
        if (of(kind, who) < number) return Duration.ZERO;
        Instant turn = current.since.plus(window);
        return Duration.between(now, current.of(kind, who) < number ? turn : turn.plus(window));
    }

    private void turn() {
        Instant now = clock.instant();
        if (now.isBefore(current.since.plus(window))) return;
        previous = now.isBefore(current.since.plus(window.multipliedBy(2))) ? current : new Counts(now);
        current = new Counts(now);
    }

    /** Counts under one key. */
    private static final class Counts {

        private final Instant since;
        private final SecretKeySpec key;
        private final Map<ByteBuffer, Integer> counts = new HashMap<>();

        Counts(Instant since) {
            this.since = since;
            byte[] random = new byte[32];
            RANDOM.nextBytes(random);
            this.key = new SecretKeySpec(random, "HmacSHA256");
        }

        int of(String kind, String who) {
            return counts.getOrDefault(place(kind, who), 0);
        }

        void add(String kind, String who, int number) {
            counts.merge(place(kind, who), number, Integer::sum);
        }

        void forget(String kind, String who) {
            counts.remove(hash(kind, who));
        }

        private ByteBuffer place(String kind, String who) {
            ByteBuffer hash = hash(kind, who);
            return counts.size() < LARGEST || counts.containsKey(hash) ? hash : shared(kind, hash.getInt(0));
        }

        /** Few of those whom a flood does not come from share with one that it comes from, and kinds never share. */
        private static ByteBuffer shared(String kind, int chance) {
            byte[] name = kind.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(name.length + Integer.BYTES)
                    .put(name)
                    .putInt(Integer.remainderUnsigned(chance, SHARED))
                    .flip();
        }

        private ByteBuffer hash(String kind, String who) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                mac.update(kind.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
                return ByteBuffer.wrap(mac.doFinal(who.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException | InvalidKeyException e) {
                throw new IllegalStateException(e); // every Java platform has it
            }
        }
    }
}
