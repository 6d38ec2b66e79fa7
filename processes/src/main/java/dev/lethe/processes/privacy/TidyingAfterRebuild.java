package dev.lethe.processes.privacy;

import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.OneTimeWork;
import dev.lethe.query.projections.ReadModelRebuilt;
import org.springframework.stereotype.Component;

/** Has a read model tidied up that was rebuilt on a node where nothing runs by itself. */
@Component
class TidyingAfterRebuild implements OneTimeWork {

    static final String NAME = "tidying-after-rebuild";

    private final ErasureTidying tidying;

    TidyingAfterRebuild(ErasureTidying tidying) {
        this.tidying = tidying;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(String id, Claim claim) {
        tidying.on(new ReadModelRebuilt(id.substring(0, Math.max(0, id.lastIndexOf('/')))));
    }
}
