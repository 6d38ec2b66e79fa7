package dev.lethe.query.privacy;

import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.VaultException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets the vault blank the rows of destroyed keys once a day: they open nothing, and an emptied row tells less. An hour
 * after the start, so that read models have tidied up first, and after that each day.
 */
@Component
class DailySweep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DailySweep.class);

    private final KeyVault vault;
    private @Nullable ScheduledExecutorService clockwork;

    DailySweep(KeyVault vault) {
        this.vault = vault;
    }

    @Override
    public synchronized void start() {
        if (clockwork != null) return;
        clockwork = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("vault-sweep").daemon().factory());
        var unused = clockwork.scheduleWithFixedDelay(this::sweep, 1, 24, TimeUnit.HOURS);
    }

    private void sweep() {
        try {
            vault.sweep();
        } catch (VaultException e) {
            LOG.warn("The vault could not be swept today: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The vault could not be swept today", e);
        }
    }

    @Override
    public synchronized void stop() {
        if (clockwork != null) clockwork.shutdownNow();
        clockwork = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return clockwork != null;
    }
}
