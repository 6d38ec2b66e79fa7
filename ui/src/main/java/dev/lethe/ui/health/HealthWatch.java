package dev.lethe.ui.health;

import dev.lethe.command.Clockwork;
import dev.lethe.ui.health.HealthLine.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Asks all checks every ten seconds ({@code lethe.health.every}), and writes to the log whatever changed: before something stands still, when it does, and
 * when it goes on. What there is to say at the start, the start says.
 */
@Component
class HealthWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private final List<HealthCheck> checks;
    private final HealthTexts texts;
    private final Duration every;
    private final boolean serving;
    private final Clockwork clockwork = new Clockwork("health", this::tick);
    private final Map<String, State> known = new HashMap<>();
    private boolean first = true;

    HealthWatch(
            List<HealthCheck> checks,
            HealthTexts texts,
            @Value("${lethe.health.every:10s}") Duration every,
            @Value("${server.port:8080}") int port) {
        if (!every.isPositive()) throw new IllegalArgumentException("lethe.health.every is a length of time, like 10s");
        this.checks = checks;
        this.texts = texts;
        this.every = every;
        this.serving = port >= 0;
    }

    /** All that there is to say now, in the order of the checks. */
    List<HealthLine> lines() {
        List<HealthLine> lines = new ArrayList<>();
        for (HealthCheck check : checks) {
            try {
                lines.addAll(check.look());
            } catch (RuntimeException e) {
                // Without its message, which may quote a value
                lines.add(new HealthLine(
                        texts.say("health.check", check.getClass().getSimpleName()),
                        State.STOPPED,
                        texts.say("health.check.failed", e.getClass().getSimpleName())));
            }
        }
        return lines;
    }

    /** Looks, and tells what changed. */
    synchronized void tick() {
        Map<String, HealthLine> now = new HashMap<>();
        lines().forEach(line -> now.merge(line.name(), line, (one, _) -> one));
        if (!first) now.values().forEach(line -> tell(line, known.get(line.name())));
        // What is not spoken of any more is well
        for (var before : known.entrySet())
            if (!first && before.getValue() != State.GOOD && !now.containsKey(before.getKey()))
                LOG.info("{}: {}", before.getKey(), texts.say("health.over"));
        known.clear();
        now.forEach((name, line) -> known.put(name, line.state()));
        first = false;
    }

    private static void tell(HealthLine line, @Nullable State before) {
        State was = Optional.ofNullable(before).orElse(State.GOOD);
        if (line.state() == was) return;
        switch (line.state()) {
            case GOOD -> LOG.info("{}: {}", line.name(), line.text());
            case WARNING -> LOG.warn("{}: {}", line.name(), line.text());
            case STOPPED -> LOG.error("{}: {}", line.name(), line.text());
        }
    }

    @Override
    public synchronized void start() {
        if (serving) clockwork.start(Duration.ZERO, every);
    }

    @Override
    public void stop() {
        if (!clockwork.stop()) LOG.warn("A look at the health of this Lethe does not end");
    }

    @Override
    public boolean isRunning() {
        return clockwork.isRunning();
    }
}
