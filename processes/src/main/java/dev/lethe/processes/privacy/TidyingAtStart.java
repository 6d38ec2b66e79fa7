package dev.lethe.processes.privacy;

import dev.lethe.shredding.VaultException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tidies up after all erasures once after the start, aside: events may have been restored from before an erasure whose keys
 * were swept since, a crash may have fallen between a rebuild and its tidying, and a note may have come after it.
 */
@Component
class TidyingAtStart implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TidyingAtStart.class);

    private final ErasureTidying tidying;
    private @Nullable ExecutorService aside;
    private volatile boolean running;

    TidyingAtStart(ErasureTidying tidying) {
        this.tidying = tidying;
    }

    @Override
    public synchronized void start() {
        if (running) return;
        running = true;
        aside = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("tidying-at-start").daemon().factory());
        aside.execute(this::tidy);
        aside.shutdown();
    }

    private void tidy() {
        try {
            tidying.tidyAll(() -> !running);
        } catch (CancellationException _) {
            LOG.debug("The tidying is cut off, and begins anew at the next start");
        } catch (VaultException e) {
            LOG.warn("What erasures left in the read models could not be tidied up: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("What erasures left in the read models could not be tidied up", e);
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (aside == null) return;
        try {
            if (!aside.awaitTermination(15, TimeUnit.SECONDS))
                LOG.warn("The tidying after the start is cut off, and begins anew at the next one");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        aside = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
