package dev.lethe.shredding;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** For tests that need one day from their beginning to their end. */
public final class Midnight {

    private static final Duration CLOSE = Duration.ofMinutes(3);

    private Midnight() {}

    /** Waits until midnight is over if it is close, in London or in UTC: a few minutes, for runs that are so unlucky. */
    public static void keepAway() {
        for (ZoneId zone : new ZoneId[] {ZoneId.of("Europe/London"), ZoneOffset.UTC}) {
            ZonedDateTime now = Instant.now().atZone(zone);
            Duration left = Duration.between(now, now.toLocalDate().plusDays(1).atStartOfDay(zone));
            if (left.compareTo(CLOSE) > 0) continue;
            try {
                Thread.sleep(left.plusSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
