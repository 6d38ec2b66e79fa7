package dev.lethe.ui.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at every health indicator every two seconds, at each in a thread of its own. Whoever asks for the health is told what
 * was seen last, and waits for nothing: probes that did would keep all threads of the health's port, and liveness with them,
 * for as long as a database is away. What does not answer counts as down. Each change is one line in the log.
 */
@Component
class IndicatorWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IndicatorWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** When a look takes longer than this, what was seen before tells nothing any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration STOPPING = Duration.ofSeconds(15);

    private final List<Watched> indicators = new ArrayList<>();
    private final Duration every;
    private final Duration patience;
    private @Nullable ScheduledExecutorService executor;

    @Autowired
    IndicatorWatch(HealthContributorRegistry registry, @Value("${server.port:8080}") int port) {
        this(EVERY, PATIENCE);
        if (port >= 0) watch(registry);
    }

    IndicatorWatch(Duration every, Duration patience) {
        this.every = every;
        this.patience = patience;
    }

    /** Puts in the place of each indicator what tells how it was seen last. */
    final void watch(HealthContributorRegistry registry) {
        for (Entry entry : registry.stream().toList()) {
            registry.unregisterContributor(entry.name());
            registry.registerContributor(entry.name(), watched(entry.name(), entry.contributor()));
        }
    }

    private HealthContributor watched(String name, HealthContributor contributor) {
        return switch (contributor) {
            // Liveness, and whether it starts or stops: these are known here, and hold at once
            case AvailabilityStateHealthIndicator known -> known;
            case HealthIndicator indicator -> {
                var watched = new Watched(name, indicator);
                indicators.add(watched);
                yield watched;
            }
            case CompositeHealthContributor parts -> {
                Map<String, HealthContributor> all = new LinkedHashMap<>();
                parts.stream()
                        .forEach(part ->
                                all.put(part.name(), watched(name + " (" + part.name() + ")", part.contributor())));
                yield CompositeHealthContributor.fromMap(all);
            }
            default -> contributor;
        };
    }

    private final class Watched implements HealthIndicator {

        private final String name;
        private final HealthIndicator indicator;
        private final CountDownLatch looked = new CountDownLatch(1);
        private Status told = Status.UP;
        private volatile Health seen = Health.down().build();
        private volatile @Nullable Long began;

        Watched(String name, HealthIndicator indicator) {
            this.name = name;
            this.indicator = indicator;
        }

        void look() {
            began = System.nanoTime();
            try {
                Health found = indicator.health();
                seen = found == null ? Health.unknown().build() : found;
            } catch (RuntimeException | Error e) {
                // Also after an error: who is not looked at any more would stay as it was. The health check says why.
                seen = Health.down().build();
            }
            began = null;
            looked.countDown();
            health();
        }

        /** One at a time: who looked before a change and tells after it would tell the change twice, or back. */
        @Override
        public synchronized Health health() {
            Long since = began;
            boolean hangs = since != null && System.nanoTime() - since > patience.toNanos();
            Health now = hangs ? Health.down().build() : seen;
            tell(now.getStatus());
            return now;
        }

        private void tell(Status now) {
            if (told.equals(now)) return;
            told = now;
            if (now.equals(Status.UP)) LOG.info("Health: {} is up again", name);
            else LOG.warn("Health: {} is {}", name, now);
        }
    }

    @Override
    public synchronized void start() {
        if (executor != null || indicators.isEmpty()) return;
        // Threads of the operating system: what carries the others may be busy
        executor = Executors.newScheduledThreadPool(
                indicators.size(),
                Thread.ofPlatform().name("health-indicator-", 0).daemon().factory());
        for (Watched each : indicators) {
            var unused = executor.scheduleWithFixedDelay(each::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        }
        awaitFirstLooks();
    }

    /** So that nobody is told that it is down before it was looked at. */
    private void awaitFirstLooks() {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Watched each : indicators)
                if (!each.looked.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without an interrupt, as it could hit a file of the vault. */
    @Override
    public synchronized void stop() {
        ScheduledExecutorService stopping = executor;
        executor = null;
        if (stopping == null) return;
        stopping.shutdown();
        try {
            if (!stopping.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS))
                LOG.warn("A look at the health does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }

    /** After all that is looked at, and just before the web server, which is where somebody can ask. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }
}
