package dev.lethe.command.forms;

import dev.lethe.command.forms.events.SlugEvent.SlugClaimed;
import dev.lethe.command.forms.model.FormId;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.Test;

class SlugClaimTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final FormId FIRST = new FormId(UUID.fromString("0f7e8a8e-5a0c-4c3e-9a86-0d4f31f7f001"));
    private static final FormId SECOND = new FormId(UUID.fromString("0f7e8a8e-5a0c-4c3e-9a86-0d4f31f7f002"));
    private static final SlugClaimed CLAIMED = new SlugClaimed("jobs", FIRST, NOW);
    private static final String ID = SlugClaim.idOf("jobs").toString();

    private final FixtureConfiguration<SlugClaim> claim = new AggregateTestFixture<>(SlugClaim.class);

    @Test
    void the_first_form_gets_the_slug() {
        claim.givenNoPriorActivity()
                .whenConstructing(() -> {
                    SlugClaim fresh = new SlugClaim();
                    fresh.take("jobs", FIRST, NOW);
                    return fresh;
                })
                .expectEvents(CLAIMED);
    }

    @Test
    void claiming_ones_own_slug_changes_nothing() {
        claim.given(CLAIMED)
                .whenInvoking(ID, one -> one.take("jobs", FIRST, NOW))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void the_second_form_is_refused() {
        claim.given(CLAIMED)
                .whenInvoking(ID, one -> one.take("jobs", SECOND, NOW))
                .expectNoEvents()
                .expectException(FormRefusedException.class);
    }
}
