package dev.lethe.ui.health;

import dev.lethe.processes.schedule.Plan;
import dev.lethe.processes.schedule.Plans;
import dev.lethe.ui.health.HealthLine.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What runs by itself: when each is done next, and how it went. */
@Component
@Order(35)
class ProcessesCheck implements HealthCheck {

    /** What is due is taken within seconds; a node that died has half a minute more. */
    private static final Duration LATE = Duration.ofMinutes(10);

    /** A clock that was set, or a machine that slept, makes all late for a moment. */
    private static final long A_MOMENT = TimeUnit.MINUTES.toNanos(1);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.UK).withZone(ZoneId.of("Europe/London"));

    private final @Nullable Plans plans;
    private final HealthTexts texts;
    private final Clock clock;
    private final Map<String, Long> lateFrom = new ConcurrentHashMap<>();

    ProcessesCheck(ObjectProvider<Plans> plans, HealthTexts texts, Clock clock) {
        this.plans = plans.getIfAvailable();
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public List<HealthLine> look() {
        if (plans == null) return List.of(texts.line("health.processes", State.GOOD, "elsewhere"));
        List<HealthLine> lines = new ArrayList<>();
        Plans.Waiting waiting = plans.waiting();
        String all = HealthTexts.number(waiting.all());
        lines.add(
                waiting.failing() == 0
                        ? texts.line("health.processes", State.GOOD, "good", all)
                        : texts.line(
                                "health.processes",
                                State.WARNING,
                                "failing",
                                all,
                                HealthTexts.number(waiting.failing())));
        for (Plan plan : plans.all()) lines.add(line(plan));
        return lines;
    }

    HealthLine line(Plan plan) {
        String name = texts.sayIfKnown("health.task." + plan.task());
        // Another version's: how it goes is for that one to say
        if (name == null) return texts.line("health.plan.unknown", State.GOOD, "why", plan.task());
        if (plan.failingSince() != null) return line(plan, State.WARNING, "failing", plan.failingSince());
        if (plan.putRight() != null) return line(plan, State.WARNING, "changed", plan.putRight());
        if (plan.running()) return line(plan, State.GOOD, "running", null);
        return isLate(plan) ? line(plan, State.STOPPED, "late", null) : line(plan, State.GOOD, "good", null);
    }

    private boolean isLate(Plan plan) {
        if (!plan.next().plus(LATE).isBefore(clock.instant())) {
            lateFrom.remove(plan.task());
            return false;
        }
        long now = System.nanoTime();
        return now - lateFrom.computeIfAbsent(plan.task(), _ -> now) >= A_MOMENT;
    }

    private HealthLine line(Plan plan, State state, String text, @Nullable Instant since) {
        return new HealthLine(
                texts.say("health.task." + plan.task()),
                state,
                texts.say(
                        "health.plan." + text, time(plan.next()), time(plan.done()), time(plan.failed()), time(since)));
    }

    private String time(@Nullable Instant at) {
        return at == null ? texts.say("health.plan.never") : MINUTE.format(at);
    }
}
