package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.command.forms.CloseForm;
import dev.lethe.command.forms.FormBuilder;
import dev.lethe.command.forms.ReopenForm;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Outcome.TokenRefused.Reason;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Population;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class SubmissionIntakeTest {

    private static final FieldId Q1 = FieldId.of(1);
    private static final FieldId Q2 = FieldId.of(2);

    private static IntakeApplication application;

    @BeforeAll
    static void start() throws IOException {
        application = new IntakeApplication(Files.createTempDirectory("lethe-intake"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void what_was_submitted_is_what_opens() {
        FormVersion form = publish(form().field(1, FieldType.SINGLE_LINE)
                .field(2, FieldType.CHECKBOXES, "A", "B")
                .build());
        Accepted accepted = accepted(submit(form, Map.of("q1", List.of(" José "), "q2", List.of("B", "A"))));

        SubmissionReceived stored = application.stored(accepted.submission()).getFirst();
        assertThat(stored.form()).isEqualTo(form);
        assertThat(stored.reference()).isEqualTo(accepted.reference());
        assertThat(stored.receivedAt()).isEqualTo(accepted.receivedAt());
        assertThat(Reference.parse(accepted.reference())).isPresent();
        assertThat(known(accepted, 0)).isEqualTo(Map.of(Q1, List.of("José"), Q2, List.of("A", "B")));
    }

    @Test
    void F7_an_invalid_submission_stores_nothing_and_the_same_page_can_be_sent_again() {
        FormVersion form = publish(form().build());
        String token = intake().begin(form);
        Outcome refused = intake().submit(form.form(), token, Map.of("q1", List.of("")));
        assertThat(refused).isEqualTo(new Invalid(Map.of(Q1, Problem.of("required.single-line"))));
        assertThat(intake().submit(form.form(), token, Map.of("q1", List.of("x"))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void F6_a_submission_is_bound_to_the_version_that_its_page_showed() {
        FormVersion form = publish(form().build());
        assertThat(intake().shown(form.form(), intake().begin(form))).contains(form);
        FormVersion later = new FormVersion(form.form(), 2);
        assertThat(intake().submit(form.form(), intake().begin(later), Map.of("q1", List.of("x"))))
                .isEqualTo(new TokenRefused(Reason.NOT_OURS));
    }

    @Test
    void a_token_that_is_not_ours_or_of_another_form_is_refused() {
        FormVersion form = publish(form().build());
        Map<String, List<String>> typed = Map.of("q1", List.of("x"));
        String token = intake().begin(form);
        assertThat(intake().submit(form.form(), "", typed)).isEqualTo(new TokenRefused(Reason.NOT_OURS));
        assertThat(intake().submit(form.form(), token.substring(1), typed))
                .isEqualTo(new TokenRefused(Reason.NOT_OURS));
        FormId other = new FormId(UUID.randomUUID());
        assertThat(intake().submit(other, token, typed)).isEqualTo(new TokenRefused(Reason.OTHER_FORM));
        assertThat(intake().shown(other, token)).isEmpty();
    }

    @Test
    void a_page_that_was_open_too_long_is_refused_unless_it_was_received() {
        FormVersion form = publish(form().build());
        Map<String, List<String>> typed = Map.of("q1", List.of("x"));
        String token = intake().begin(form);
        String sent = intake().begin(form);
        String inTime = intake().begin(form);
        Accepted first = accepted(intake().submit(form.form(), sent, typed));
        IntakeApplication.CLOCK.later(Duration.ofHours(24).plusMinutes(50));
        assertThat(intake().submit(form.form(), inTime, typed)).isInstanceOf(Accepted.class);
        IntakeApplication.CLOCK.later(Duration.ofMinutes(11));
        assertThat(intake().submit(form.form(), token, typed)).isEqualTo(new TokenRefused(Reason.EXPIRED));
        assertThat(intake().submit(form.form(), token, Map.of())).isEqualTo(new TokenRefused(Reason.EXPIRED));
        assertThat(intake().submit(form.form(), sent, typed))
                .isEqualTo(new AlreadyReceived(first.submission(), first.reference(), first.receivedAt()));
    }

    @Test
    void a_page_that_was_open_during_a_restart_can_still_be_sent() throws IOException {
        try (var own = new IntakeApplication(Files.createTempDirectory("lethe-intake"))) {
            FormVersion form = own.publish(form().build());
            String token = own.intake().begin(form);
            own.restart();
            assertThat(own.intake().submit(form.form(), token, Map.of("q1", List.of("x"))))
                    .isInstanceOf(Accepted.class);
            own.restart();
            assertThat(own.intake().submit(form.form(), token, Map.of("q1", List.of("x"))))
                    .isInstanceOf(AlreadyReceived.class);
            assertThat(own.intake().submit(form.form(), token, Map.of("q1", List.of("y"))))
                    .isInstanceOf(Changed.class);
        }
    }

    @Test
    void FW2_the_same_page_sent_twice_is_one_submission() {
        FormVersion form = publish(form().build());
        String token = intake().begin(form);
        Accepted first = accepted(intake().submit(form.form(), token, Map.of("q1", List.of("x"))));
        assertThat(intake().submit(form.form(), token, Map.of("q1", List.of(" x "))))
                .isEqualTo(new AlreadyReceived(first.submission(), first.reference(), first.receivedAt()));
        assertThat(application.stored(first.submission())).hasSize(1);
    }

    @Test
    void FW2_the_same_page_with_other_answers_is_not_swallowed() {
        FormVersion form = publish(form().field(1, FieldType.SINGLE_LINE)
                .field(2, FieldType.SINGLE_LINE, 0, Identifies.NOBODY)
                .build());
        String token = intake().begin(form);
        Accepted first = accepted(intake().submit(form.form(), token, Map.of("q1", List.of("x"))));
        Map<String, List<String>> changed = Map.of("q1", List.of("x"), "q2", List.of("more"));
        assertThat(intake().submit(form.form(), token, changed))
                .isEqualTo(new Changed(first.submission(), first.reference(), first.receivedAt(), Set.of(Q2)));
        assertThat(application.stored(first.submission())).hasSize(1);
        Accepted second = accepted(submit(form, changed));
        assertThat(second.submission()).isNotEqualTo(first.submission());
        assertThat(known(first, 0)).isEqualTo(Map.of(Q1, List.of("x")));
    }

    @Test
    void FW2_of_clicks_at_the_same_moment_one_is_accepted_and_the_others_know_it() throws Exception {
        FormVersion form = publish(form().build());
        for (int round = 0; round < 5; round++) {
            String token = intake().begin(form);
            List<Outcome> outcomes =
                    atOnce(8, click -> intake().submit(form.form(), token, Map.of("q1", List.of("x"))));
            List<Accepted> accepted = outcomes.stream()
                    .filter(Accepted.class::isInstance)
                    .map(Accepted.class::cast)
                    .toList();
            assertThat(accepted).hasSize(1);
            Accepted first = accepted.getFirst();
            assertThat(outcomes.stream().filter(AlreadyReceived.class::isInstance))
                    .hasSize(7)
                    .containsOnly(new AlreadyReceived(first.submission(), first.reference(), first.receivedAt()));
            assertThat(application.stored(first.submission())).hasSize(1);
        }
    }

    @Test
    void FW2_of_different_answers_at_the_same_moment_one_is_accepted_and_none_is_swallowed() throws Exception {
        FormVersion form = publish(form().build());
        String token = intake().begin(form);
        List<Outcome> outcomes =
                atOnce(8, click -> intake().submit(form.form(), token, Map.of("q1", List.of("answer " + click))));
        Accepted first = outcomes.stream()
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(outcomes.stream().filter(Changed.class::isInstance))
                .hasSize(7)
                .containsOnly(new Changed(first.submission(), first.reference(), first.receivedAt(), Set.of(Q1)));
    }

    @Test
    void several_spellings_of_an_address_are_one_person() {
        FormVersion form = publish(identified().build());
        Accepted one = accepted(submit(form, Map.of("q1", List.of(" Several.Spellings@EXAMPLE.com "))));
        Accepted other = accepted(submit(form, Map.of("q1", List.of("several.spellings@example.com"))));
        assertThat(keysOf("SEVERAL.spellings@example.COM")).containsExactlyInAnyOrder(key(one, 0), key(other, 0));
    }

    @Test
    void a_person_is_found_in_two_forms() {
        FormVersion lasting = publish(identified().build());
        FormVersion kept = publish(identified().slug("bins").kept(30).build());
        Accepted one = accepted(submit(lasting, Map.of("q1", List.of("two.forms@example.com"))));
        Accepted other = accepted(submit(kept, Map.of("q1", List.of("two.forms@example.com"))));
        assertThat(keysOf("two.forms@example.com")).containsExactlyInAnyOrder(key(one, 0), key(other, 0));
    }

    @Test
    void F12_a_record_that_expires_lies_in_the_lane_of_its_period_and_a_lasting_one_with_its_person() {
        FormVersion kept = publish(identified().slug("kept").kept(90).build());
        FormVersion lasting = publish(identified().slug("lasting").build());
        accepted(submit(kept, Map.of("q1", List.of("lane.kept@example.com"))));
        accepted(submit(lasting, Map.of("q1", List.of("lane.lasting@example.com"))));
        assertThat(enquire("lane.kept@example.com").keys())
                .extracting(key -> key.lane().purpose())
                .containsExactly("retention-90d");
        assertThat(enquire("lane.lasting@example.com").keys())
                .extracting(key -> key.lane().purpose())
                .containsExactly("people");
    }

    @Test
    void two_people_in_one_form_have_a_key_each() {
        FormVersion form = publish(form().people("You", "Your neighbour")
                .field(1, FieldType.EMAIL, 0, Identifies.EMAIL)
                .field(2, FieldType.EMAIL, 1, Identifies.EMAIL)
                .field(3, FieldType.SINGLE_LINE, 1, Identifies.NOBODY)
                .build());
        Accepted accepted = accepted(submit(
                form,
                Map.of(
                        "q1", List.of("sender@example.com"),
                        "q2", List.of("neighbour@example.com"),
                        "q3", List.of("loud"))));
        assertThat(keysOf("sender@example.com")).containsExactly(key(accepted, 0));
        assertThat(keysOf("neighbour@example.com")).containsExactly(key(accepted, 1));
        assertThat(known(accepted, 0)).isEqualTo(Map.of(Q1, List.of("sender@example.com")));
        assertThat(known(accepted, 1))
                .isEqualTo(Map.of(Q2, List.of("neighbour@example.com"), FieldId.of(3), List.of("loud")));

        erase("neighbour@example.com");
        assertThat(application.opened(accepted.submission()).get(0)).isInstanceOf(Known.class);
        assertThat(application.opened(accepted.submission()).get(1)).isInstanceOf(Erased.class);
    }

    @Test
    void after_an_erasure_the_same_page_is_answered_and_a_new_one_makes_a_new_person() {
        FormVersion form = publish(identified().build());
        String token = intake().begin(form);
        Map<String, List<String>> typed = Map.of("q1", List.of("back.again@example.com"));
        Accepted first = accepted(intake().submit(form.form(), token, typed));
        erase("back.again@example.com");

        assertThat(intake().submit(form.form(), token, typed))
                .isEqualTo(new Changed(first.submission(), first.reference(), first.receivedAt(), Set.of()));
        Accepted second = accepted(submit(form, typed));
        assertThat(keysOf("back.again@example.com")).containsExactly(key(second, 0));
        assertThat(application.opened(first.submission()).getFirst()).isInstanceOf(Erased.class);
        assertThat(known(second, 0)).isEqualTo(Map.of(Q1, List.of("back.again@example.com")));
    }

    @Test
    void the_event_says_how_many_identifiers_came_with_each_part() {
        FormVersion form = publish(identified()
                .field(2, FieldType.TELEPHONE, 0, Identifies.PHONE)
                .field(3, FieldType.SINGLE_LINE, 0, Identifies.NOBODY)
                .build());
        for (Map<String, List<String>> typed : List.of(
                Map.of("q1", List.of("a@example.com"), "q2", List.of("07700 900123"), "q3", List.of("x")),
                Map.of("q3", List.of("x")))) {
            Accepted sent = accepted(submit(form, typed));
            assertThat(application.stored(sent.submission()).getFirst().parts())
                    .extracting(ReceivedPart::identifiers)
                    .containsExactly(typed.size() == 3 ? 2 : 0);
        }
        assertThat(application.vault().countIdentifiers(application.bean(EventHistory.class)))
                .isZero();
    }

    @Test
    void nothing_of_what_was_typed_is_in_the_event_store() {
        String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
        FormVersion form = publish(identified()
                .field(2, FieldType.MULTI_LINE, 0, Identifies.NOBODY)
                .build());
        accepted(submit(form, Map.of("q1", List.of(canary + "@example.com"), "q2", List.of(canary))));
        String search =
                "SELECT count(*) FROM event WHERE position(? IN encode(payload, 'escape') || encode(metadata, 'escape')) > 0";
        JdbcClient events = JdbcClient.create(application.events());
        assertThat(events.sql(search).param(canary).query(Long.class).single()).isZero();
        assertThat(events.sql(search)
                        .param("Report a pothole")
                        .query(Long.class)
                        .single())
                .as("what is there is found")
                .isPositive();
    }

    @Test
    void F6_what_is_stored_is_the_answers_the_version_and_the_time_and_nothing_about_who_sent_it() {
        FormVersion form = publish(form().build());
        Accepted sent = accepted(submit(form, Map.of("q1", List.of("x"))));
        String stored = JdbcClient.create(application.events())
                .sql("SELECT encode(payload, 'escape') || ' ' || encode(metadata, 'escape') FROM event"
                        + " WHERE aggregate_id = ?")
                .param(sent.submission().toString())
                .query(String.class)
                .single();
        assertThat(Pattern.compile("\"(\\w+)\":").matcher(stored).results().map(found -> found.group(1)))
                .containsOnly(
                        "submission", "form", "version", "reference", "parts", "answers", "identifiers", "receivedAt");
    }

    @Test
    void F3_hostile_input_is_refused_and_nothing_is_stored() {
        FormVersion form = publish(form().build());
        long before = events();
        for (String typed : List.of("a\u0000b", "\uD800", "x".repeat(1_000_000)))
            assertThat(submit(form, Map.of("q1", List.of(typed)))).isInstanceOf(Invalid.class);
        assertThat(submit(form, Map.of("q1", List.of("a", "b")))).isInstanceOf(Invalid.class);
        assertThat(submit(form, Map.of("q1", List.of("a"), "q77", List.of("b"))))
                .isInstanceOf(Invalid.class);
        assertThat(events()).isEqualTo(before);
    }

    @Test
    void what_cannot_be_stored_says_so_without_a_word_of_it_and_can_be_sent_again(CapturedOutput output)
            throws IOException {
        try (var own = new IntakeApplication(Files.createTempDirectory("lethe-intake"))) {
            FormVersion form = own.publish(identified()
                    .field(2, FieldType.SINGLE_LINE, 0, Identifies.NOBODY)
                    .build());
            String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
            Map<String, List<String>> typed = Map.of("q1", List.of(canary + "@example.com"), "q2", List.of(canary));
            own.intake().submit(form.form(), own.intake().begin(form), Map.of("q1", List.of("warm@example.com")));
            String token = own.intake().begin(form);
            JdbcClient events = JdbcClient.create(own.events());
            events.sql("ALTER TABLE event RENAME TO gone").update();
            assertThat(own.intake().submit(form.form(), token, typed)).isEqualTo(new NotStored(true));
            events.sql("ALTER TABLE gone RENAME TO event").update();
            assertThat(own.intake().submit(form.form(), token, typed)).isInstanceOf(Accepted.class);
            assertThat(output.getAll())
                    .contains("A submission could not be stored")
                    .doesNotContain(canary);
        }
    }

    @Test
    void FW1_when_the_answer_of_the_store_is_lost_on_the_way_the_submission_is_still_known_as_accepted() {
        FormVersion form = publish(form().build());
        SubmissionIntake unlucky = application.intakeWhoseAnswersAreLost();
        String token = unlucky.begin(form);
        Accepted accepted = accepted(unlucky.submit(form.form(), token, Map.of("q1", List.of("x"))));
        assertThat(application.stored(accepted.submission()))
                .extracting(SubmissionReceived::reference)
                .containsExactly(accepted.reference());
    }

    @Test
    void whoever_began_before_a_form_closed_has_an_hour_and_what_was_received_stays_received() {
        FormVersion form = publish(form().build());
        Map<String, List<String>> typed = Map.of("q1", List.of("x"));
        String begun = intake().begin(form);
        String late = intake().begin(form);
        String sent = intake().begin(form);
        Accepted first = accepted(intake().submit(form.form(), sent, typed));
        IntakeApplication.CLOCK.later(Duration.ofSeconds(2));
        application.send(new CloseForm(form.form()));
        IntakeApplication.CLOCK.later(Duration.ofSeconds(2));
        assertThat(intake().submit(form.form(), intake().begin(form), typed)).isInstanceOf(Outcome.Closed.class);
        IntakeApplication.CLOCK.later(Duration.ofMinutes(59));
        assertThat(intake().submit(form.form(), begun, typed)).isInstanceOf(Accepted.class);
        IntakeApplication.CLOCK.later(Duration.ofMinutes(1));
        assertThat(intake().submit(form.form(), late, typed)).isInstanceOf(Outcome.Closed.class);
        assertThat(intake().submit(form.form(), sent, typed))
                .isEqualTo(new AlreadyReceived(first.submission(), first.reference(), first.receivedAt()));
        application.send(new ReopenForm(form.form()));
        assertThat(intake().submit(form.form(), late, typed)).isInstanceOf(Accepted.class);
        application.send(new ArchiveForm(form.form()));
        assertThat(intake().closedSince(form.form())).isPresent();
    }

    @Test
    void a_copy_tells_what_is_there_from_what_was_erased() {
        FormVersion form = publish(identified()
                .people("You", "The other")
                .field(2, FieldType.EMAIL, 1, Identifies.EMAIL)
                .build());
        String mine = UUID.randomUUID() + "@example.com";
        String theirs = UUID.randomUUID() + "@example.com";
        Accepted accepted = accepted(submit(form, Map.of("q1", List.of(mine), "q2", List.of(theirs))));
        OwnCopies.Copy before =
                application.copies().open(accepted.submission(), form).orElseThrow();
        assertThat(before.form()).isEqualTo(form);
        assertThat(before.reference()).isEqualTo(accepted.reference());
        assertThat(before.parts()).allMatch(OwnCopies.Part.Held.class::isInstance);
        erase(theirs);
        OwnCopies.Copy after =
                application.copies().open(accepted.submission(), form).orElseThrow();
        assertThat(after.parts().get(0)).isEqualTo(before.parts().get(0));
        assertThat(after.parts().get(1)).isInstanceOf(OwnCopies.Part.Gone.class);
        assertThat(application.copies().open(new SubmissionId(UUID.randomUUID()), form))
                .isEmpty();
    }

    @Test
    void a_copy_is_opened_of_the_version_that_was_sent_and_only_soon_after_it_was_received() {
        FormVersion form = publish(form().build());
        SubmissionId sent = accepted(submit(form, Map.of("q1", List.of("x")))).submission();
        FormVersion another = publish(form().build());
        assertThat(application.copies().open(sent, form)).isPresent();
        assertThat(application.copies().open(sent, another)).isEmpty();
        assertThat(application.copies().open(sent, new FormVersion(form.form(), 2)))
                .isEmpty();
        IntakeApplication.CLOCK.later(Receipts.COPY_FOR.plusSeconds(1));
        assertThat(application.copies().open(sent, form)).isEmpty();
    }

    @Test
    void what_arrived_elsewhere_is_brought_in_once_and_keeps_its_time() {
        FormVersion form = publish(form().build());
        SubmissionId id = new SubmissionId(UUID.randomUUID());
        Instant then = Instant.parse("2026-01-02T03:04:05Z");
        Map<String, List<String>> typed = Map.of("q1", List.of("on paper"));
        Accepted accepted = accepted(intake().bring(id, form, then, typed));
        assertThat(accepted.receivedAt()).isEqualTo(then);
        assertThat(intake().bring(id, form, then, typed))
                .isEqualTo(new AlreadyReceived(id, accepted.reference(), then));
        assertThat(known(accepted, 0)).isEqualTo(Map.of(Q1, List.of("on paper")));
        assertThat(intake().bring(new SubmissionId(UUID.randomUUID()), form, then, Map.of()))
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> intake().bring(id, form, Instant.parse("2999-01-01T00:00:00Z"), typed))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static FormBuilder identified() {
        return form().slug("slug-" + UUID.randomUUID()).field(1, FieldType.EMAIL, 0, Identifies.EMAIL);
    }

    private static FormVersion publish(FormDefinition form) {
        return application.publish(form.slug().equals("report-a-pothole") ? unique(form) : form);
    }

    private static FormDefinition unique(FormDefinition form) {
        return new FormDefinition(
                form.title(),
                "slug-" + UUID.randomUUID(),
                form.introduction(),
                form.people(),
                form.fields(),
                form.actionText(),
                form.thankYouHeading(),
                form.thankYouText(),
                form.processing());
    }

    private static SubmissionIntake intake() {
        return application.intake();
    }

    private static Outcome submit(FormVersion form, Map<String, List<String>> typed) {
        return intake().submit(form.form(), intake().begin(form), typed);
    }

    private static Accepted accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Accepted.class);
        return (Accepted) outcome;
    }

    private static Map<FieldId, List<String>> known(Accepted accepted, int person) {
        Opened<Answers> opened = application.opened(accepted.submission()).get(person);
        return ((Known<Answers>) opened).value().values();
    }

    private static UUID key(Accepted accepted, int person) {
        return application
                .stored(accepted.submission())
                .getFirst()
                .parts()
                .get(person)
                .answers()
                .keyId();
    }

    private static Enquiry enquire(String email) {
        return application
                .vault()
                .enquire(Identifier.email(email), Population.PUBLIC)
                .orElseThrow();
    }

    private static List<UUID> keysOf(String email) {
        return enquire(email).keys().stream().map(Enquiry.HeldKey::keyId).toList();
    }

    private static void erase(String email) {
        UUID erasure = UUID.randomUUID();
        application
                .vault()
                .order(new ErasureOrder(
                        erasure,
                        new ErasureOrder.Person(enquire(email).id(), Map.of()),
                        new Ground("gdpr-17-1-b"),
                        UUID.randomUUID(),
                        Instant.now()));
        application.vault().carryOut(erasure);
    }

    private static long events() {
        return JdbcClient.create(application.events())
                .sql("SELECT count(*) FROM event")
                .query(Long.class)
                .single();
    }

    private interface Click {
        Outcome number(int click);
    }

    private static List<Outcome> atOnce(int clicks, Click click) throws Exception {
        CyclicBarrier together = new CyclicBarrier(clicks);
        List<Callable<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < clicks; i++) {
            int number = i;
            all.add(() -> {
                together.await();
                return click.number(number);
            });
        }
        List<Outcome> outcomes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(clicks)) {
            for (var result : threads.invokeAll(all)) outcomes.add(result.get());
        }
        return outcomes;
    }
}
