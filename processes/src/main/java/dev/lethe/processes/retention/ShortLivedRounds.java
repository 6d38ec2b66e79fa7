package dev.lethe.processes.retention;

import dev.lethe.command.retention.ShortLivedExpiry;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Lets what lives for minutes go once it has had its time, every ten minutes. */
@Component
class ShortLivedRounds implements RecurringWork {

    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final ShortLivedExpiry expiry;

    ShortLivedRounds(ShortLivedExpiry expiry) {
        this.expiry = expiry;
    }

    @Override
    public String name() {
        return "short-lived";
    }

    @Override
    public Duration first() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Duration longest() {
        return PAUSE;
    }

    @Override
    public Duration run(Claim claim) {
        expiry.runIfTrusted();
        return PAUSE;
    }

    @Override
    public Duration retry() {
        return PAUSE;
    }
}
