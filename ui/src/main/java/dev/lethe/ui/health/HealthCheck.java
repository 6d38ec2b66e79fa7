package dev.lethe.ui.health;

import java.util.List;

/**
 * Looks at something that can stand still, for {@code /staff/health} and the log. Each feature has its own, as a bean; they are
 * shown in the order of {@link org.springframework.core.annotation.Order}.
 */
public interface HealthCheck {

    /**
     * What is to be said now; nothing where there is nothing to say. Asked every few seconds, so it must be cheap. Who throws is
     * shown as what could not be looked at.
     */
    List<HealthLine> look();
}
