package dev.lethe.processes.retention;

import dev.lethe.command.Clockwork;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.processes.retention.RunOutcome.Busy;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Held;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.RunOutcome.UnderWay;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.Lifetime;
import dev.lethe.query.retention.RunRow;
import dev.lethe.shredding.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the retention once a day, at its hour. It asks every minute what the records of the runs say, and not a timer: so a run
 * that was missed is caught up once, a clock that is set is noticed, and several nodes make one run.
 */
@Component
class DailyExpiry implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DailyExpiry.class);

    private final Expiry expiry;
    private final ExpiryRuns runs;
    private final Clock clock;
    private final LocalTime at;
    private final boolean serving;
    private final Clockwork clockwork = new Clockwork("retention", this::tick);

    /** After something failed, by the JVM's own clock: the other one may be what failed. */
    private long notBefore = System.nanoTime();

    DailyExpiry(
            Expiry expiry,
            ExpiryRuns runs,
            Clock clock,
            @Value("${lethe.retention.at:03:00}") String at,
            @Value("${server.port:8080}") int port) {
        this.expiry = expiry;
        this.runs = runs;
        this.clock = clock;
        this.at = hour(at);
        this.serving = port >= 0;
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
        ZonedDateTime local = now.atZone(Lifetime.ZONE);
        LocalDate today = local.toLocalDate();
        if (last != null && last.day().equals(today)) return false;
        ZonedDateTime hour = today.atTime(at).atZone(Lifetime.ZONE);
        if (hour.isAfter(local)) hour = today.minusDays(1).atTime(at).atZone(Lifetime.ZONE);
        // Where there was never a run, none was missed before there was anything
        Instant since = last != null ? last.startedAt() : firstEver;
        // A clock that was set back is for the run to notice: it is refused then, and that is said
        return since != null && (since.isBefore(hour.toInstant()) || since.isAfter(now));
    }

    /** Does what is to be done now, if there is anything. */
    void tick() {
        if (System.nanoTime() - notBefore < 0) return;
        try {
            if (runs.underWay().isPresent()) expiry.carryOn().ifPresent(this::tell);
            else if (isTime(
                    clock.instant(),
                    at,
                    runs.last().orElse(null),
                    runs.firstEver().orElse(null)))
                tell(expiry.run(ExpiryCause.DAILY, null, null, new Expiry.Progress() {}));
        } catch (VaultException e) {
            LOG.warn("The retention could not be run: {}. It is tried again", e.getMessage());
            later();
        } catch (RuntimeException e) {
            LOG.error("The retention could not be run. It is tried again", e);
            later();
        }
    }

    private void later() {
        notBefore = System.nanoTime() + TimeUnit.MINUTES.toNanos(15);
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
                later();
            }
            case Changed _, UnderWay _, Busy _ -> {}
        }
    }

    @Override
    public synchronized void start() {
        if (serving) clockwork.start(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Override
    public synchronized void stop() {
        expiry.stop();
        if (!clockwork.stop())
            LOG.warn("The retention is still at a batch. What is cut off is completed at the next start");
    }

    @Override
    public synchronized boolean isRunning() {
        return clockwork.isRunning();
    }
}
