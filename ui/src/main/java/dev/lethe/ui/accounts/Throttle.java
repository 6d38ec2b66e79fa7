package dev.lethe.ui.accounts;

import dev.lethe.ui.web.NetworkAddress;
import dev.lethe.ui.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords, whether there is such an account or not, as a {@link Tally} does: in memory, and without keeping whom the
 * counts are about. They count for an account from one place, for an account from everywhere, and for a place; those of a browser
 * that signed in to the account before count by themselves, so that nobody can lock its owner out (OWASP's <em>device cookies</em>).
 */
@Component
class Throttle {

    /** How long a count lasts at least; at most twice as long. */
    static final Duration WINDOW = Duration.ofMinutes(15);
    /** The same for an account from everywhere. */
    static final Duration HOUR = Duration.ofHours(1);

    /** Wrong passwords for one account from one place. */
    static final int FOR_AN_ACCOUNT = 10;

    /** Wrong passwords for one account from everywhere, but for browsers that signed in to it before. */
    static final int FROM_EVERYWHERE = 100;

    /** Wrong passwords for one account from one browser that signed in to it before. */
    static final int FROM_A_DEVICE = 10;

    /** Wrong passwords from one network address, which may be a whole office's. */
    static final int FROM_A_PLACE = 60;

    private static final String PLACE = "place";
    private static final String HERE = "account and place";
    private static final String EVERYWHERE = "account";
    private static final String DEVICE = "device";

    private final Tally wrong;
    private final Tally hourly;

    Throttle(Clock clock) {
        this.wrong = new Tally(clock, WINDOW);
        this.hourly = new Tally(clock, HOUR);
    }

    /** What a try may do. */
    enum Answer {
        GO_ON,
        /** No more for now, for the first time since the count began. */
        STOP_AND_RECORD,
        STOP
    }

    /**
     * A try.
     *
     * @param account what stands for the account, or for what was typed where there is none
     * @param device the browser it counts for; null when it counts for account and place
     */
    record Try(
            String account, NetworkAddress from, @Nullable String device, Answer answer) {

        private String here() {
            return account + '\n' + from.place();
        }

        @Override
        public String toString() {
            return "Try[" + answer + "]";
        }
    }

    /**
     * Counts a try as wrong, before it is looked at: many at once must not slip through.
     *
     * @param device the browser that it came from, if that signed in to this account before; else null
     */
    synchronized Try begin(String account, NetworkAddress from, @Nullable String device) {
        if (device != null && wrong.of(DEVICE, device) < FROM_A_DEVICE) {
            wrong.add(DEVICE, device);
            return new Try(account, from, device, Answer.GO_ON);
        }
        Try open = new Try(account, from, null, Answer.GO_ON);
        int here = wrong.of(HERE, open.here());
        int everywhere = hourly.of(EVERYWHERE, account);
        if (wrong.of(PLACE, from.place()) >= FROM_A_PLACE || here > FOR_AN_ACCOUNT || everywhere > FROM_EVERYWHERE)
            return new Try(account, from, null, Answer.STOP);
        if (here == FOR_AN_ACCOUNT || everywhere == FROM_EVERYWHERE) {
            if (here == FOR_AN_ACCOUNT) wrong.add(HERE, open.here());
            if (everywhere == FROM_EVERYWHERE) hourly.add(EVERYWHERE, account);
            return new Try(account, from, null, Answer.STOP_AND_RECORD);
        }
        wrong.add(HERE, open.here());
        wrong.add(PLACE, from.place());
        hourly.add(EVERYWHERE, account);
        return open;
    }

    /** Takes a try back that turned out right, and forgets the wrong ones before it from there. */
    synchronized void right(Try right) {
        if (right.device() != null) {
            wrong.forget(DEVICE, right.device());
            return;
        }
        wrong.forget(HERE, right.here());
        wrong.takeBack(PLACE, right.from().place());
        hourly.takeBack(EVERYWHERE, right.account());
    }
}
