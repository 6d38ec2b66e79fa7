package dev.lethe.ui.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.processes.schedule.Plan;
import dev.lethe.processes.schedule.Plans;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.support.ResourceBundleMessageSource;

class ProcessesCheckTest {

    private static Plan failing(String task) {
        Instant at = Instant.parse("2026-11-30T09:00:00Z");
        return new Plan(task, at, false, null, at, at, null);
    }

    @Test
    void what_another_version_does_is_named_and_hides_nothing() {
        var words = new ResourceBundleMessageSource();
        words.setBasename("messages/health");
        words.setDefaultEncoding("UTF-8");
        var check = new ProcessesCheck(
                new StaticListableBeanFactory().getBeanProvider(Plans.class),
                new HealthTexts(words),
                Clock.systemUTC());

        HealthLine unknown = check.line(failing("digest"));
        assertThat(unknown.state()).isEqualTo(HealthLine.State.GOOD);
        assertThat(unknown.text()).startsWith("digest: this version does not know it");
        assertThat(check.line(failing("vault-sweep")).state()).isEqualTo(HealthLine.State.WARNING);
    }
}
