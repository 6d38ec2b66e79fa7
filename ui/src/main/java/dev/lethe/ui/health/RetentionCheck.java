package dev.lethe.ui.health;

import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.RunRow;
import dev.lethe.ui.health.HealthLine.State;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Whether what has had its time goes, or is held back. */
@Component
@Order(30)
class RetentionCheck implements HealthCheck {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);

    private final ExpiryRuns runs;
    private final HealthTexts texts;

    RetentionCheck(ExpiryRuns runs, HealthTexts texts) {
        this.runs = runs;
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        RunRow last = runs.last().orElse(null);
        if (last == null) return List.of(texts.line("health.retention", State.GOOD, "none"));
        String day = DAY.format(last.day());
        return List.of(
                last.refusal() == null
                        ? texts.line("health.retention", State.GOOD, "good", day)
                        : texts.line("health.retention", State.STOPPED, "refused", day));
    }
}
