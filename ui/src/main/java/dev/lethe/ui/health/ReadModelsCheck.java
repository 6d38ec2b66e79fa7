package dev.lethe.ui.health;

import static dev.lethe.ui.health.HealthTexts.number;

import dev.lethe.query.projections.Progress;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.ui.health.HealthLine.State;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The store of the events, and the read models that follow it. */
@Component
@Order(20)
class ReadModelsCheck implements HealthCheck {

    /** So far behind is no read model that only follows a busy store. */
    private static final long FAR = 1_000;

    private final ReadModels models;
    private final EventsWatch events;
    private final HealthTexts texts;

    ReadModelsCheck(ReadModels models, EventsWatch events, HealthTexts texts) {
        this.models = models;
        this.events = events;
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        List<Progress> all;
        try {
            all = models.progress();
        } catch (RuntimeException e) {
            return List.of(texts.line(
                    "health.events", State.STOPPED, "silent", e.getClass().getSimpleName()));
        }
        List<HealthLine> lines = new ArrayList<>();
        long head = all.stream().mapToLong(Progress::head).max().orElse(0);
        lines.add(events.gap()
                .map(gap -> texts.line(
                        "health.events", State.STOPPED, "gap." + gap.kind().name(), number(gap.position())))
                .orElseGet(() -> texts.line("health.events", State.GOOD, "good", number(head))));
        for (Progress model : all) {
            String failure = model.failure();
            String behind = number(Math.max(0, model.head() - model.position()));
            String name = texts.say("health.model", model.name());
            if (failure != null)
                lines.add(new HealthLine(
                        name, State.STOPPED, texts.say("health.model.stopped", failure, behind, model.name())));
            else if (!model.current() && model.head() - model.position() > FAR)
                lines.add(new HealthLine(name, State.WARNING, texts.say("health.model.behind", behind)));
            else lines.add(new HealthLine(name, State.GOOD, texts.say("health.model.good")));
        }
        return lines;
    }
}
