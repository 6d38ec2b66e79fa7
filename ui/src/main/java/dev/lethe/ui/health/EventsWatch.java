package dev.lethe.ui.health;

import dev.lethe.command.Clockwork;
import dev.lethe.command.eventstore.EventGaps;
import dev.lethe.command.eventstore.EventGaps.Gap;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks through all positions of the events at the start and every hour, aside: with very many events it takes a
 * while. What was found wrong stays said until a look finds nothing.
 */
@Component
class EventsWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(EventsWatch.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final EventGaps gaps;
    private final boolean serving;
    private final Clockwork clockwork = new Clockwork("event-gaps", this::tick);
    private volatile @Nullable Gap found;

    EventsWatch(EventGaps gaps, @Value("${server.port:8080}") int port) {
        this.gaps = gaps;
        this.serving = port >= 0;
    }

    /** What the last look found; empty when all was as it should be, or nobody has looked yet. */
    Optional<Gap> gap() {
        return Optional.ofNullable(found);
    }

    void tick() {
        try {
            Gap now = gaps.look().orElse(null);
            if (now != null && !now.equals(found))
                LOG.error(
                        "ALARM: the events are not what they were: first wrong at position {} ({}). Compare the events' database"
                                + " with a backup",
                        now.position(),
                        now.kind());
            found = now;
        } catch (RuntimeException e) {
            LOG.warn("The positions of the events could not be looked through: {}", e.getMessage());
        }
    }

    @Override
    public void start() {
        if (serving) clockwork.start(Duration.ZERO, EVERY);
    }

    @Override
    public void stop() {
        if (!clockwork.stop()) LOG.warn("A look through the positions of the events does not end");
    }

    @Override
    public boolean isRunning() {
        return clockwork.isRunning();
    }
}
