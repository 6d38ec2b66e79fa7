package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Personal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmissionTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final SubmissionId ID = new SubmissionId(UUID.fromString("c0ffee00-5a0c-4c3e-9a86-0d4f31f7f002"));
    private static final FormVersion FORM =
            new FormVersion(new FormId(UUID.fromString("0f7e8a8e-5a0c-4c3e-9a86-0d4f31f7f001")), 1);
    private static final ReceiveSubmission RECEIVE =
            new ReceiveSubmission(ID, FORM, "K7Q-F3MX-PRT", List.of(part(1), part(2)), null);

    private final FixtureConfiguration<Submission> submission = new AggregateTestFixture<>(Submission.class);

    @BeforeEach
    void wire() {
        submission.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void receiving_a_submission_records_its_sealed_parts_and_answers_when() {
        submission
                .givenNoPriorActivity()
                .when(RECEIVE)
                .expectEvents(new SubmissionReceived(ID, FORM, "K7Q-F3MX-PRT", List.of(part(1), part(2)), NOW))
                .expectResultMessagePayload(NOW);
    }

    @Test
    void one_that_arrived_elsewhere_keeps_its_time() {
        Instant then = NOW.minusSeconds(86_400);
        submission
                .givenNoPriorActivity()
                .when(new ReceiveSubmission(ID, FORM, "K7Q-F3MX-PRT", List.of(part(1)), then))
                .expectEvents(new SubmissionReceived(ID, FORM, "K7Q-F3MX-PRT", List.of(part(1)), then))
                .expectResultMessagePayload(then);
    }

    @Test
    void FW2_receiving_it_again_records_nothing() {
        submission
                .given(new SubmissionReceived(ID, FORM, "K7Q-F3MX-PRT", List.of(part(1)), NOW))
                .when(RECEIVE)
                .expectNoEvents();
    }

    private static final SubmissionReceived RECEIVED =
            new SubmissionReceived(ID, FORM, "K7Q-F3MX-PRT", List.of(part(1)), NOW);

    @Test
    void its_status_is_set_once_however_often_somebody_says_so() {
        submission
                .given(RECEIVED)
                .when(new SetStatus(ID, SubmissionStatus.DONE))
                .expectEvents(new StatusSet(ID, SubmissionStatus.DONE, NOW));
        submission
                .given(RECEIVED, new StatusSet(ID, SubmissionStatus.DONE, NOW))
                .when(new SetStatus(ID, SubmissionStatus.DONE))
                .expectNoEvents();
        submission.given(RECEIVED).when(new SetStatus(ID, SubmissionStatus.NEW)).expectNoEvents();
    }

    @Test
    void it_is_archived_and_brought_back_once() {
        submission.given(RECEIVED).when(new ArchiveSubmission(ID)).expectEvents(new SubmissionArchived(ID, NOW));
        submission
                .given(RECEIVED, new SubmissionArchived(ID, NOW))
                .when(new ArchiveSubmission(ID))
                .expectNoEvents();
        submission
                .given(RECEIVED, new SubmissionArchived(ID, NOW))
                .when(new RestoreSubmission(ID))
                .expectEvents(new SubmissionRestored(ID, NOW));
        submission.given(RECEIVED).when(new RestoreSubmission(ID)).expectNoEvents();
    }

    private static ReceivedPart part(int last) {
        byte[] token = new byte[77];
        token[0] = 1;
        token[76] = (byte) last;
        return new ReceivedPart(Personal.of(token), last);
    }
}
