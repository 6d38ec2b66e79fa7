package dev.lethe.ui.health;

import dev.lethe.processes.Processes;
import dev.lethe.ui.health.HealthLine.State;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Whether what runs by itself is done here, and how it goes. */
@Component
@Order(35)
class ProcessesCheck implements HealthCheck {

    private final boolean here;
    private final HealthTexts texts;

    ProcessesCheck(ObjectProvider<Processes> processes, HealthTexts texts) {
        this.here = processes.getIfAvailable() != null;
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        return here ? List.of() : List.of(texts.line("health.processes", State.GOOD, "elsewhere"));
    }
}
