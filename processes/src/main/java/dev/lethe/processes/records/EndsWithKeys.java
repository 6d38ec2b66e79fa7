package dev.lethe.processes.records;

import dev.lethe.query.records.PersonalRecords;
import dev.lethe.shredding.DestroyedKey;
import java.util.function.Consumer;

/**
 * What runs or lies about for a person and has to end when their keys are destroyed: a session, a sealed file, later a
 * subscription or a queued mail. The read models are tidied by {@link PersonalRecords#tidy}.
 */
public interface EndsWithKeys {

    /**
     * Ends what is sealed under destroyed keys. It may be told of the same ones any number of times, after a restart of all there
     * ever were, and of keys that are not its own.
     *
     * @param destroyed tells the keys: {@code each -> vault.destroyedBy(erasure, each)}
     */
    void end(Consumer<Consumer<DestroyedKey>> destroyed);
}
