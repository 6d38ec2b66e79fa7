package dev.lethe.query.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewMoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.query.submissions.Views.ViewRow;
import dev.lethe.shredding.Personal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewsProjectionTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");
    private static final AccountId ANN = new AccountId(new UUID(1, 1));
    private static final AccountId BOB = new AccountId(new UUID(1, 2));
    private static final ViewSettings ALL = new ViewSettings(null, null, null, null, Set.of(), false, null, true, 50);
    private static final ViewSettings MUCH = new ViewSettings(
            new FormId(new UUID(2, 2)),
            3,
            LocalDate.of(2026, 1, 31),
            LocalDate.of(2026, 2, 1),
            Set.of(SubmissionStatus.WAITING),
            true,
            List.of(new FieldId("q7"), new FieldId("q1")),
            false,
            200);

    private ProjectionFixture<ViewEvent> read;
    private Views views;

    @BeforeEach
    void wire() {
        read = ProjectionFixture.of(new ViewsProjection());
        views = new Views(read.database());
    }

    @Test
    void a_view_is_its_owners_the_latest_first_with_its_name_sealed_as_it_came() {
        read.given(
                new ViewSaved(id(1), ANN, name(1), ALL, MONDAY),
                new ViewSaved(id(2), BOB, name(2), ALL, MONDAY),
                new ViewSaved(id(3), ANN, name(3), MUCH, MONDAY.plusSeconds(1)));
        assertThat(views.of(ANN)).extracting(ViewRow::id).containsExactly(id(3), id(1));
        assertThat(views.of(ANN).getFirst().settings()).isEqualTo(MUCH);
        assertThat(views.of(ANN).getFirst().name()).isEqualTo(ViewName.VIEW_NAME.at(id(3), name(3)));
        assertThat(views.byId(id(2), ANN)).isEmpty();
        assertThat(views.byId(id(2), BOB)).isPresent();
        read.allWaysAgree();
    }

    @Test
    void a_view_that_is_saved_again_is_another_and_one_that_is_removed_is_gone() {
        read.given(
                new ViewSaved(id(1), ANN, name(1), ALL, MONDAY),
                new ViewSaved(id(1), ANN, name(2), MUCH, MONDAY),
                new ViewSaved(id(2), ANN, name(3), ALL, MONDAY),
                new ViewSaved(id(2), BOB, name(4), ALL, MONDAY),
                new ViewMoved(id(1), ANN, name(5), MONDAY.plusSeconds(9)),
                new ViewRemoved(id(2), ANN, MONDAY));
        assertThat(views.of(ANN)).hasSize(1);
        assertThat(views.of(ANN).getFirst().settings()).isEqualTo(MUCH);
        assertThat(views.of(ANN).getFirst().name().token()).isEqualTo(name(5));
        assertThat(views.of(BOB)).extracting(ViewRow::id).containsExactly(id(2));
        read.allWaysAgree();
    }

    private static ViewId id(int number) {
        return new ViewId(new UUID(5, number));
    }

    private static Personal<ViewName> name(int last) {
        byte[] token = new byte[77];
        token[0] = 1;
        token[76] = (byte) last;
        return Personal.of(token);
    }
}
