package dev.lethe.command.privacy;

import dev.lethe.command.Clockwork;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultUpkeep;
import java.time.Duration;
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

    private final VaultUpkeep vault;
    private final Clockwork clockwork = new Clockwork("vault-sweep", this::sweep);

    DailySweep(VaultUpkeep vault) {
        this.vault = vault;
    }

    @Override
    public synchronized void start() {
        clockwork.start(Duration.ofHours(1), Duration.ofDays(1));
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
        if (!clockwork.stop()) LOG.warn("A sweep of the vault is cut off, and made up for tomorrow");
    }

    @Override
    public synchronized boolean isRunning() {
        return clockwork.isRunning();
    }
}
