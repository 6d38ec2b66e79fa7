package dev.lethe.processes.privacy;

import dev.lethe.processes.Processes;
import dev.lethe.processes.schedule.OneTimeTasks;
import dev.lethe.query.projections.ReadModelRebuilt;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/**
 * A read model can be rebuilt on a node where nothing runs by itself, which brings every token back from the events. Another node is
 * asked to tidy it up, instead of each day's round.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = Processes.ENABLED, havingValue = false)
@Import(OneTimeTasks.class)
public class TidyingElsewhere {

    private final OneTimeTasks tasks;

    TidyingElsewhere(OneTimeTasks tasks) {
        this.tasks = tasks;
    }

    /** Each rebuild for itself: one before it may be being tidied up now. */
    @EventListener
    void on(ReadModelRebuilt rebuilt) {
        tasks.add(TidyingAfterRebuild.NAME, rebuilt.name() + "/" + UUID.randomUUID());
    }
}
