package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.eventstore.StandInAxonServer;
import dev.lethe.command.forms.FormBuilder;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.NotStored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a visitor sends is received once, whatever happens to the Axon Server meanwhile. */
class IntakeOnAxonServerTest {

    private static final Map<String, List<String>> TYPED = Map.of("q1", List.of("x"));

    @Test
    void a_submission_is_received_once_also_when_the_server_breaks_off(@TempDir Path root) throws InterruptedException {
        try (var server = new StandInAxonServer();
                var application = new IntakeApplication(root, "axon.axonserver.servers=" + server.address())) {
            SubmissionIntake intake = application.intake();
            FormVersion form = application.publish(form().build());

            String token = intake.begin(form);
            assertThat(intake.submit(form.form(), token, TYPED)).isInstanceOf(Accepted.class);
            assertThat(intake.submit(form.form(), token, TYPED)).isInstanceOf(AlreadyReceived.class);
            assertThat(intake.submit(form.form(), token, Map.of("q1", List.of("y"))))
                    .isInstanceOf(Changed.class);

            String unconfirmed = intake.begin(form);
            server.loseAnswers(true);
            assertThat(intake.submit(form.form(), unconfirmed, TYPED)).isInstanceOf(Accepted.class);
            server.loseAnswers(false);
            assertThat(intake.submit(form.form(), unconfirmed, TYPED)).isInstanceOf(AlreadyReceived.class);

            String interrupted = intake.begin(form);
            long before = server.stored().size();
            server.stop();
            assertThat(intake.closedSince(form.form()))
                    .isEmpty(); // the page can be opened, and says at sending what is wrong
            assertThat(intake.submit(form.form(), interrupted, TYPED)).isInstanceOf(NotStored.class);
            server.start();
            assertThat(sentAgain(intake, form, interrupted)).isInstanceOf(Accepted.class);
            assertThat(server.stored()).hasSize((int) before + 1);
        }
    }

    /** One message of the protocol takes four megabytes, if nobody says otherwise. */
    @Test
    void the_longest_answers_arrive(@TempDir Path root) {
        FormBuilder many = form();
        Map<String, List<String>> typed = new HashMap<>();
        for (int field = 1; field <= 60; field++) {
            many = many.field(field, FieldType.MULTI_LINE);
            typed.put("q" + field, List.of("€".repeat(20_000)));
        }
        try (var server = new StandInAxonServer();
                var application = new IntakeApplication(root, "axon.axonserver.servers=" + server.address())) {
            FormVersion form = application.publish(many.build());
            SubmissionIntake intake = application.intake();
            Accepted accepted = (Accepted) intake.submit(form.form(), intake.begin(form), typed);
            assertThat(application.received(accepted.submission()).reference()).isEqualTo(accepted.reference());
        }
    }

    /** As a visitor would, until the connector is connected again, which it tries every two seconds. */
    private static Outcome sentAgain(SubmissionIntake intake, FormVersion form, String token)
            throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            Outcome outcome = intake.submit(form.form(), token, TYPED);
            if (!(outcome instanceof NotStored) || System.nanoTime() > deadline) return outcome;
            Thread.sleep(100);
        }
    }
}
