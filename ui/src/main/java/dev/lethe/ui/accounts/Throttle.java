package dev.lethe.ui.accounts;

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
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords, for each address that was typed and for each network address they came from, known or not. What is
 * counted stands in memory only, as a keyed hash; the key is forgotten after {@link #WINDOW}, and with it whom the counts
 * were about.
 */
@Component
class Throttle {

    /** How long a count lasts at least; at most twice as long. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    /** Wrong passwords for one account. */
    static final int FOR_AN_ACCOUNT = 10;

    /** Wrong passwords from one network address, which may be a whole office's. */
    static final int FROM_A_PLACE = 60;

    /** How many are counted apart; beyond, newcomers share one count. */
    private static final int LARGEST = 100_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private Counts current;
    private Counts previous;

    Throttle(Clock clock) {
        this.clock = clock;
        this.current = new Counts(clock.instant());
        this.previous = new Counts(clock.instant());
    }

    /** What a try may do. */
    enum Answer {
        GO_ON,
        /** No more for now, for the first time since the count began. */
        STOP_AND_RECORD,
        STOP
    }

    /** Counts a try as wrong, before it is looked at: many at once must not slip through. */
    synchronized Answer begin(String email, String place) {
        turn();
        if (current.of("place", place) + previous.of("place", place) >= FROM_A_PLACE) return Answer.STOP;
        int before = current.of("email", email) + previous.of("email", email);
        if (before > FOR_AN_ACCOUNT) return Answer.STOP;
        current.add("email", email, 1);
        current.add("place", place, 1);
        return before == FOR_AN_ACCOUNT ? Answer.STOP_AND_RECORD : Answer.GO_ON;
    }

    /** Takes a try back that turned out right, and forgets the wrong ones before it. */
    synchronized void right(String email, String place) {
        forget(email);
        current.add("place", place, -1);
    }

    /** Forgets the wrong passwords for an account: whoever chose a new one has shown another way that it is theirs. */
    synchronized void forget(String email) {
        turn();
        current.forget("email", email);
        previous.forget("email", email);
    }

    private void turn() {
        Instant now = clock.instant();
        if (now.isBefore(current.since.plus(WINDOW))) return;
        previous = now.isBefore(current.since.plus(WINDOW.multipliedBy(2))) ? current : new Counts(now);
        current = new Counts(now);
    }

    /** Counts under one key. */
    private static final class Counts {

        private static final ByteBuffer OTHERS = ByteBuffer.wrap(new byte[0]);

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
            return counts.size() < LARGEST || counts.containsKey(hash) ? hash : OTHERS;
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
