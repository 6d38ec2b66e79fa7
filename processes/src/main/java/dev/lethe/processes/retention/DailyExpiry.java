package dev.lethe.processes.retention;

import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.processes.retention.RunOutcome.Busy;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Held;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.RunOutcome.UnderWay;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.RecurringWork;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.RunRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Runs the retention once a day, at its hour. It asks every minute what the records of the runs say, and not the schedule: so a run
 * that was missed is caught up once, a clock that is set is noticed, and who changes the schedule changes nothing.
 */
@Component
class DailyExpiry implements RecurringWork {

    private static final Logger LOG = LoggerFactory.getLogger(DailyExpiry.class);

    private static final Duration LOOK = Duration.ofMinutes(1);

    /** For a vault, or a mirror, that takes nothing now. */
    private static final Duration HELD = Duration.ofMinutes(15);

    private final Expiry expiry;
    private final ExpiryRuns runs;
    private final Clock clock;
    private final LocalTime at;

    DailyExpiry(Expiry expiry, ExpiryRuns runs, Clock clock, @Value("${lethe.retention.at:03:00}") String at) {
        this.expiry = expiry;
        this.runs = runs;
        this.clock = clock;
        this.at = hour(at);
    }

    private static LocalTime hour(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "lethe.retention.at (LETHE_RETENTION_AT) takes a time of the day like 03:00", e);
        }
    }

    /** Whether it is time for a run: its hour has come since the last one, and today has had none. */
    static boolean isTime(Instant now, LocalTime at, @Nullable RunRow last, @Nullable Instant firstEver) {
        ZonedDateTime local = now.atZone(CouncilDay.ZONE);
        LocalDate today = local.toLocalDate();
        if (last != null && last.day().equals(today)) return false;
        ZonedDateTime hour = today.atTime(at).atZone(CouncilDay.ZONE);
        if (hour.isAfter(local)) hour = today.minusDays(1).atTime(at).atZone(CouncilDay.ZONE);
        // Where there was never a run, none was missed before there was anything
        Instant since = last != null ? last.startedAt() : firstEver;
        // A clock that was set back is for the run to notice: it is refused then, and that is said
        return since != null && (since.isBefore(hour.toInstant()) || since.isAfter(now));
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Duration first() {
        return Duration.ZERO;
    }

    @Override
    public Duration longest() {
        return HELD;
    }

    /** Does what is to be done now, if there is anything. */
    @Override
    public Duration run(Claim claim) {
        var progress = new Expiry.Progress() {
            @Override
            public boolean goesOn() {
                return claim.isHeld();
            }
        };
        RunOutcome outcome = null;
        if (runs.underWay().isPresent()) outcome = expiry.carryOn(progress).orElse(null);
        else if (isTime(
                clock.instant(), at, runs.last().orElse(null), runs.firstEver().orElse(null)))
            outcome = expiry.run(ExpiryCause.DAILY, null, null, progress);
        if (outcome == null) return LOOK;
        tell(outcome);
        return next(outcome, claim);
    }

    /** One that was cut off is given back, and goes on at once elsewhere or after the next start. */
    static Duration next(RunOutcome outcome, Claim claim) {
        if (!(outcome instanceof Held)) return LOOK;
        if (!claim.isHeld()) throw new CancellationException();
        return HELD;
    }

    @Override
    public Duration retry() {
        return HELD;
    }

    private void tell(RunOutcome outcome) {
        switch (outcome) {
            case Done(var run, long destroyed) ->
                LOG.info("The retention ran: {} records had had their time and are destroyed ({})", destroyed, run);
            case Refused(var run, var why, var outlook) ->
                LOG.warn(
                        "The retention was refused ({}), and nothing was destroyed: {} records are due on {}. A privacy"
                                + " officer has to take a second look at /staff/retention ({})",
                        why,
                        outlook.due(),
                        outlook.day(),
                        run);
            case Held(var run, String why) -> {
                LOG.warn("The retention waits for a batch that is not complete ({}): {}", run, why);
            }
            case Changed _, UnderWay _, Busy _ -> {}
        }
    }

    @Override
    public void stop() {
        expiry.stop();
    }
}
