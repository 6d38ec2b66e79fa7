package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.ViewsCommand.RemoveView;
import dev.lethe.command.submissions.ViewsCommand.RenameView;
import dev.lethe.command.submissions.ViewsCommand.SaveView;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.shredding.Personal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewsOfAccountTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final ViewId ID = new ViewId(new UUID(1, 1));
    private static final AccountId OWNER = new AccountId(new UUID(2, 2));
    private static final AccountId OTHER = new AccountId(new UUID(2, 3));
    private static final ViewSettings ALL = new ViewSettings(null, null, null, null, Set.of(), false, null, true, 50);
    private static final ViewSaved SAVED = new ViewSaved(ID, OWNER, name(1), ALL, NOW);

    private final FixtureConfiguration<ViewsOfAccount> view = new AggregateTestFixture<>(ViewsOfAccount.class);

    @BeforeEach
    void wire() {
        view.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void a_view_is_saved_and_renamed() {
        view.givenNoPriorActivity()
                .when(new SaveView(ID, OWNER, name(1), ALL))
                .expectEvents(SAVED)
                .expectResultMessagePayload(true);
        view.given(SAVED)
                .when(new RenameView(ID, OWNER, name(2)))
                .expectEvents(new ViewSaved(ID, OWNER, name(2), ALL, NOW));
    }

    @Test
    void what_is_saved_under_the_id_of_a_view_does_not_take_its_place() {
        view.given(SAVED)
                .when(new SaveView(ID, OWNER, name(2), ALL))
                .expectNoEvents()
                .expectResultMessagePayload(false);
    }

    @Test
    void a_view_is_its_owners_affair_alone() {
        assertThat(new RenameView(ID, OTHER, name(2)).views()).isNotEqualTo(ViewsOfAccount.of(OWNER));
        view.givenNoPriorActivity()
                .when(new RenameView(ID, OTHER, name(2)))
                .expectNoEvents()
                .expectResultMessagePayload(false);
        view.givenNoPriorActivity().when(new RemoveView(ID, OTHER)).expectNoEvents();
    }

    @Test
    void a_view_that_was_removed_stays_removed() {
        view.given(SAVED).when(new RemoveView(ID, OWNER)).expectEvents(new ViewRemoved(ID, OWNER, NOW));
        view.given(SAVED, new ViewRemoved(ID, OWNER, NOW))
                .when(new RemoveView(ID, OWNER))
                .expectNoEvents();
        view.given(SAVED, new ViewRemoved(ID, OWNER, NOW))
                .when(new SaveView(ID, OWNER, name(2), ALL))
                .expectNoEvents()
                .expectResultMessagePayload(false);
        view.given(SAVED, new ViewRemoved(ID, OWNER, NOW))
                .when(new RenameView(ID, OWNER, name(2)))
                .expectNoEvents()
                .expectResultMessagePayload(false);
    }

    private static Personal<ViewName> name(int last) {
        byte[] token = new byte[77];
        token[0] = 1;
        token[76] = (byte) last;
        return Personal.of(token);
    }
}
