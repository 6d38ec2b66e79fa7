package dev.lethe.processes.privacy;

import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.processes.schedule.Claim;
import dev.lethe.processes.schedule.OneTimeTasks;
import dev.lethe.processes.schedule.OneTimeWork;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.stereotype.Component;

/** Has what an erasure left tidied up once its proof is recorded. It is asked for in the transaction of the processor's token. */
@Component
@ProcessingGroup(TidyingAfterErasure.PROCESSOR)
class TidyingAfterErasure implements OneTimeWork {

    static final String PROCESSOR = "erasure-tidying";

    private final ErasureTidying tidying;
    private final OneTimeTasks tasks;

    TidyingAfterErasure(ErasureTidying tidying, OneTimeTasks tasks) {
        this.tidying = tidying;
        this.tasks = tasks;
    }

    @EventHandler
    void on(ErasureEvent event) {
        switch (event) {
            case PersonErased _, RecordErased _, RecordsExpired _ ->
                tasks.add(this, event.erasure().value().toString());
            case ErasureOrdered _, ErasureFoundInLedger _ -> {}
        }
    }

    @Override
    public String name() {
        return "tidying-after-erasure";
    }

    @Override
    public void run(String id, Claim claim) {
        tidying.tidy(new ErasureId(UUID.fromString(id)));
    }
}
