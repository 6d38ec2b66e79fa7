package dev.lethe.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.events.AccountEvent;
import dev.lethe.command.accounts.events.AccountEvent.SignedIn;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.events.PersonalDataRead;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.Proof;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.projections.ProjectionFixture;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class AuditProjectionTest {

    private static final Instant AT = Instant.parse("2026-11-20T10:15:30Z");
    private static final AccountId EDITOR = new AccountId(UUID.randomUUID());
    private static final AccountId OFFICER = new AccountId(UUID.randomUUID());
    private static final SubmissionId SUBMISSION = new SubmissionId(UUID.randomUUID());
    private static final ErasureId ERASURE = new ErasureId(UUID.randomUUID());

    private static final Vocabulary VOCABULARY = AuditLinesTest.vocabulary();

    private final ProjectionFixture<Object> events = ProjectionFixture.of(new AuditProjection(VOCABULARY));
    private final AuditTrail trail = new AuditTrail(events.database(), VOCABULARY);

    private static SubmissionReceived received(SubmissionId id) {
        return new SubmissionReceived(
                id, new FormVersion(new FormId(UUID.randomUUID()), 1), "K7QF-3MXP", List.of(), AT);
    }

    private static final ErasureOrdered ORDERED = new ErasureOrdered(
            ERASURE, ErasureScope.PERSON, ErasureGround.OBJECTION, OFFICER, List.of(), List.of(), AT);
    private static final PersonErased ERASED = new PersonErased(ERASURE, new Proof(1, "ab".repeat(32), 2, AT, 1, 1, 0));

    private void everything() {
        events.given(received(SUBMISSION))
                .givenBy(
                        EDITOR.value(),
                        new PersonalDataRead(EDITOR, Occasion.SUBMISSION, List.of(SUBMISSION.value()), AT))
                .given(new SignedIn(OFFICER, AT))
                .givenBy(OFFICER.value(), ORDERED);
    }

    @Test
    void every_event_is_a_line_in_whatever_way_it_comes() {
        everything();
        events.given("an event that nobody here knows");
        events.allWaysAgree();

        assertThat(trail.page(AuditFilter.ALL, null).entries())
                .extracting(AuditEntry::kind, AuditEntry::actor, AuditEntry::subject, AuditEntry::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(AuditKind.OTHER, null, null, "String"),
                        org.assertj.core.groups.Tuple.tuple(
                                VOCABULARY.kind("erasure.ordered"), OFFICER, ERASURE.value(), "gdpr-17-1-c"),
                        org.assertj.core.groups.Tuple.tuple(
                                VOCABULARY.kind("account.signed-in"), OFFICER, OFFICER.value(), null),
                        org.assertj.core.groups.Tuple.tuple(VOCABULARY.kind("data.read"), EDITOR, null, "submission"),
                        org.assertj.core.groups.Tuple.tuple(
                                VOCABULARY.kind("submission.received"), null, SUBMISSION.value(), null));
        assertThat(trail.page(AuditFilter.ALL, null).entries().get(3).records()).containsExactly(SUBMISSION.value());
    }

    @Test
    void an_erasure_adds_a_line_and_changes_none() {
        everything();
        var before = trail.page(AuditFilter.ALL, null).entries();

        events.givenBy(OFFICER.value(), ERASED);

        var after = trail.page(AuditFilter.ALL, null).entries();
        assertThat(after.getFirst().kind()).isEqualTo(VOCABULARY.kind("erasure.person-erased"));
        assertThat(after.subList(1, after.size())).isEqualTo(before);
    }

    @Test
    void it_can_be_asked_by_kind_account_and_day() {
        everything();

        assertThat(trail.page(new AuditFilter(null, null, VOCABULARY.kind("submission.received"), null), null)
                        .entries())
                .hasSize(1);
        assertThat(trail.page(new AuditFilter(null, null, VOCABULARY.kind("data.read"), EDITOR), null)
                        .entries())
                .hasSize(1);
        assertThat(trail.page(new AuditFilter(null, null, VOCABULARY.kind("data.read"), OFFICER), null)
                        .entries())
                .isEmpty();
        var day = LocalDate.of(2026, 3, 1); // when the fixture's events are stored
        assertThat(trail.page(new AuditFilter(day, day, null, null), null).entries())
                .hasSize(4);
        assertThat(trail.page(new AuditFilter(day.plusDays(1), null, null, null), null)
                        .entries())
                .isEmpty();
        assertThat(trail.page(new AuditFilter(null, day.minusDays(1), null, null), null)
                        .entries())
                .isEmpty();
    }

    @Test
    void it_is_read_in_pages_newest_first_without_leaving_out_a_line() {
        events.given(IntStream.range(0, AuditTrail.PAGE + 3)
                .mapToObj(_ -> received(new SubmissionId(UUID.randomUUID())))
                .toArray());

        var newest = trail.page(AuditFilter.ALL, null);
        var older = trail.page(AuditFilter.ALL, newest.older());

        assertThat(newest.entries()).hasSize(AuditTrail.PAGE);
        assertThat(newest.entries().getFirst().position()).isEqualTo(AuditTrail.PAGE + 3);
        assertThat(older.entries()).extracting(AuditEntry::position).containsExactly(3L, 2L, 1L);
        assertThat(older.older()).isNull();
    }

    /** A newer version ran on these databases before. */
    @Test
    void a_line_of_a_kind_that_this_version_does_not_know_is_shown_by_its_code() {
        everything();
        new JdbcTemplate(events.database())
                .update("UPDATE read_audit.entry SET kind = 'newer.kind' WHERE kind = 'data.read'");

        assertThat(trail.page(AuditFilter.ALL, null).entries())
                .extracting(each -> each.kind().code())
                .contains("newer.kind");
    }

    @Test
    void two_features_that_tell_of_one_event_or_have_one_kind_fail_the_start() {
        AuditWords accounts = words(List.of(new AuditKind("account.seen", "")), SignedIn.class);

        assertThatThrownBy(() -> new Vocabulary(List.of(accounts, words(List.of(), AccountEvent.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SignedIn.class.getName());
        assertThatThrownBy(() -> new Vocabulary(List.of(accounts, words(accounts.kinds(), ErasureOrdered.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("account.seen");
    }

    private static AuditWords words(List<AuditKind> kinds, Class<?> events) {
        return new AuditWords() {
            @Override
            public int order() {
                return 1;
            }

            @Override
            public List<AuditKind> kinds() {
                return kinds;
            }

            @Override
            public List<Telling<?>> tellings() {
                return List.of(new Telling<>(events, (_, actor) -> new AuditLine(AuditKind.OTHER, actor, null)));
            }
        };
    }
}
