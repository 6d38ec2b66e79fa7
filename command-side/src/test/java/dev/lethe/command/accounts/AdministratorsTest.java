package dev.lethe.command.accounts;

import dev.lethe.command.accounts.AdministratorsCommand.AppointAdministrator;
import dev.lethe.command.accounts.AdministratorsCommand.AppointFirstAdministrator;
import dev.lethe.command.accounts.AdministratorsCommand.DismissAdministrator;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorAppointed;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorDismissed;
import dev.lethe.command.accounts.events.AdministratorsEvent.FirstAdministratorAppointed;
import dev.lethe.command.accounts.model.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdministratorsTest {

    private static final AccountId ADA = new AccountId(UUID.fromString("00000000-0000-4000-8000-00000000000a"));
    private static final AccountId BEN = new AccountId(UUID.fromString("00000000-0000-4000-8000-00000000000b"));
    private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
    private static final FirstAdministratorAppointed FIRST = new FirstAdministratorAppointed(ADA, NOW);
    private static final AdministratorAppointed SECOND = new AdministratorAppointed(BEN, NOW);

    private final FixtureConfiguration<Administrators> administrators =
            new AggregateTestFixture<>(Administrators.class);

    @BeforeEach
    void time_stands_still() {
        administrators.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void there_is_a_first() {
        administrators
                .givenNoPriorActivity()
                .when(new AppointFirstAdministrator(ADA))
                .expectEvents(FIRST);
    }

    @Test
    void one_who_was_to_be_first_and_never_came_to_be_does_not_count() {
        administrators
                .given(FIRST, new FirstAdministratorAppointed(BEN, NOW))
                .when(new DismissAdministrator(BEN))
                .expectResultMessagePayload(false)
                .expectNoEvents();
    }

    @Test
    void others_are_appointed_once() {
        administrators.given(FIRST).when(new AppointAdministrator(BEN)).expectEvents(SECOND);
        administrators.given(FIRST, SECOND).when(new AppointAdministrator(BEN)).expectNoEvents();
    }

    @Test
    void an_operator_can_appoint_where_there_was_nobody() {
        administrators
                .givenNoPriorActivity()
                .when(new AppointAdministrator(BEN))
                .expectEvents(SECOND);
    }

    @Test
    void one_of_two_can_go() {
        administrators
                .given(FIRST, SECOND)
                .when(new DismissAdministrator(ADA))
                .expectResultMessagePayload(true)
                .expectEvents(new AdministratorDismissed(ADA, NOW));
    }

    @Test
    void the_last_one_cannot_go() {
        administrators
                .given(FIRST, SECOND, new AdministratorDismissed(ADA, NOW))
                .when(new DismissAdministrator(BEN))
                .expectResultMessagePayload(false)
                .expectNoEvents();
    }

    @Test
    void one_who_is_none_can_go_without_a_trace() {
        administrators
                .given(FIRST)
                .when(new DismissAdministrator(BEN))
                .expectResultMessagePayload(true)
                .expectNoEvents();
    }
}
