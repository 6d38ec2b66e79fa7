package dev.lethe.ui.accounts;

import dev.lethe.ui.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords, for each address that was typed and for each network address they came from, known or not, as a
 * {@link Tally} does: in memory, and without keeping whom the counts are about.
 */
@Component
class Throttle {

    /** How long a count lasts at least; at most twice as long. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    /** Wrong passwords for one account. */
    static final int FOR_AN_ACCOUNT = 10;

    /** Wrong passwords from one network address, which may be a whole office's. */
    static final int FROM_A_PLACE = 60;

    private final Tally wrong;

    Throttle(Clock clock) {
        this.wrong = new Tally(clock, WINDOW);
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
        if (wrong.of("place", place) >= FROM_A_PLACE) return Answer.STOP;
        int before = wrong.of("email", email);
        if (before > FOR_AN_ACCOUNT) return Answer.STOP;
        wrong.add("email", email);
        wrong.add("place", place);
        return before == FOR_AN_ACCOUNT ? Answer.STOP_AND_RECORD : Answer.GO_ON;
    }

    /** Takes a try back that turned out right, and forgets the wrong ones before it. */
    synchronized void right(String email, String place) {
        wrong.forget("email", email);
        wrong.takeBack("place", place);
    }

    /** Forgets the wrong passwords for an account: whoever chose a new one has shown another way that it is theirs. */
    synchronized void forget(String email) {
        wrong.forget("email", email);
    }
}
