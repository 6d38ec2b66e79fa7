package dev.lethe.ui.health;

import dev.lethe.ui.health.HealthLine.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What runs here. */
@Component
@Order(90)
class VersionCheck implements HealthCheck {

    private final HealthTexts texts;

    VersionCheck(HealthTexts texts) {
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        // Named in the manifest of a jar, so that what runs from a directory of classes has none
        @Nullable String version = VersionCheck.class.getPackage().getImplementationVersion();
        String java = Runtime.version().toString();
        return List.of(
                version == null
                        ? texts.line("health.version", State.GOOD, "unnamed", java)
                        : texts.line("health.version", State.GOOD, "good", version, java));
    }
}
