package dev.lethe.processes.privacy;

import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.processes.records.EndsWithKeys;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.query.projections.ReadModelRebuilt;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.DestroyedKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes tokens that open nothing any more out of the read models, and deletes files that do not, after the proof of an erasure. It
 * asks the vault which they are, so it is no projection: those must not know of keys. It may run as often as it likes.
 */
@Component
public class ErasureTidying {

    /** After so many keys it is asked whether to go on. */
    private static final int ASKED = 1_000;

    private final DestroyedKeys vault;
    private final AllRecords records;
    private final List<EndsWithKeys> ending;

    ErasureTidying(DestroyedKeys vault, AllRecords records, List<EndsWithKeys> ending) {
        this.vault = vault;
        this.records = records;
        this.ending = ending;
    }

    /** Tidies up after one erasure now, instead of in a moment. */
    public void tidy(ErasureId erasure) {
        tidyAndEnd(each -> vault.destroyedBy(erasure.value(), each));
    }

    /**
     * Tidies up whatever of these keys the vault calls destroyed, whichever erasure did it and however long ago: what was missed
     * when it was destroyed, or came after it, would be due for ever.
     */
    public void tidyAmong(Collection<UUID> keys) {
        records.tidy(each -> vault.destroyedAmong(keys, each));
    }

    /** A rebuild brings every token back from the events. */
    @EventListener
    void on(ReadModelRebuilt rebuilt) {
        for (PersonalRecords feature : records.features())
            if (feature.readModels().contains(rebuilt.name())) feature.tidy(vault::allDestroyed);
    }

    /** Tidies up after all erasures there ever were. */
    public void tidyAll() {
        tidyAll(() -> true);
    }

    /**
     * The same, as long as it is this node's to do.
     *
     * @throws CancellationException when it is no more
     */
    void tidyAll(Claim claim) {
        tidyAndEnd(each -> all(claim, each));
    }

    private void all(Claim claim, Consumer<DestroyedKey> each) {
        long[] keys = {0};
        vault.allDestroyed(key -> {
            if (keys[0]++ % ASKED == 0 && !claim.isHeld()) throw new CancellationException();
            each.accept(key);
        });
    }

    private void tidyAndEnd(Consumer<Consumer<DestroyedKey>> destroyed) {
        List<Runnable> all = new ArrayList<>();
        // What runs ends first: nothing more is to be done with what is gone
        ending.forEach(each -> all.add(() -> each.end(destroyed)));
        records.features().forEach(each -> all.add(() -> each.tidy(destroyed)));
        // What fails in one place keeps none of the others: it is all done again
        RuntimeException failed = null;
        for (Runnable each : all)
            try {
                each.run();
            } catch (CancellationException stopped) {
                throw stopped;
            } catch (RuntimeException e) {
                if (failed == null) failed = e;
            }
        if (failed != null) throw failed;
    }
}
