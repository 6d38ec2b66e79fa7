package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.submissions.NoteOutcome.Added;
import dev.lethe.command.submissions.NoteOutcome.Changed;
import dev.lethe.command.submissions.NoteOutcome.SenderErased;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Sealed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes with the real vault: in the lane of what lasts, and in one that expires. */
class NotesTest {

    private static final AccountId AUTHOR = new AccountId(UUID.randomUUID());

    @TempDir
    static Path root;

    private static IntakeApplication application;

    @BeforeAll
    static void start() {
        application = new IntakeApplication(root);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static SubmissionId sent(int days, String email) {
        FormVersion version = application.publish((days == 0 ? form() : form().kept(days))
                .slug("notes-" + UUID.randomUUID())
                .field(1, FieldType.EMAIL, 0, Identifies.EMAIL)
                .build());
        SubmissionId id = new SubmissionId(UUID.randomUUID());
        application.intake().bring(id, version, Instant.now(), Map.of("q1", List.of(email)));
        return id;
    }

    private static Sealed<Answers> sender(SubmissionId id) {
        return Answers.ANSWERS.at(
                id, application.received(id).parts().getFirst().answers());
    }

    private static NoteOutcome add(SubmissionId id, NoteId note, String text) {
        return application.notes().add(id, sender(id), note, text, AUTHOR);
    }

    private static Sealed<Note> only(SubmissionId id) {
        List<NoteAdded> added = application.events(id, NoteAdded.class);
        assertThat(added).hasSize(1);
        return Note.NOTE.at(id, added.getFirst().text());
    }

    @Test
    void a_note_is_sealed_and_the_same_one_again_costs_no_key() {
        String email = "once." + UUID.randomUUID() + "@example.org";
        SubmissionId id = sent(0, email);
        NoteId note = new NoteId(UUID.randomUUID());
        assertThat(add(id, note, "Rang back")).isEqualTo(new Added());
        assertThat(add(id, note, "Rang back")).isEqualTo(new Added());
        assertThat(application.vault().open(only(id))).isEqualTo(new Known<>(new Note("Rang back")));
        assertThat(application
                        .vault()
                        .enquire(Identifier.email(email), Population.PUBLIC)
                        .orElseThrow()
                        .keys())
                .hasSize(2);
        assertThat(only(id).toString()).doesNotContain("Rang");
    }

    @Test
    void another_text_under_the_id_of_a_note_is_not_that_note() {
        SubmissionId id = sent(0, "changed." + UUID.randomUUID() + "@example.org");
        NoteId note = new NoteId(UUID.randomUUID());
        add(id, note, "Rang back");
        assertThat(add(id, note, "Rang back twice")).isEqualTo(new Changed());
        assertThat(application.vault().open(only(id))).isEqualTo(new Known<>(new Note("Rang back")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void a_note_dies_with_its_person_and_nothing_is_sealed_for_the_erased(int days) {
        String email = "gone." + UUID.randomUUID() + "@example.org";
        SubmissionId id = sent(days, email);
        SubmissionId other = sent(days, "other." + UUID.randomUUID() + "@example.org");
        add(id, new NoteId(UUID.randomUUID()), "About the person");
        add(other, new NoteId(UUID.randomUUID()), "About another");
        UUID enquiry = application
                .vault()
                .enquire(Identifier.email(email), Population.PUBLIC)
                .orElseThrow()
                .id();
        erase(new ErasureOrder.Person(enquiry, Map.of()));

        assertThat(application.vault().open(only(id))).isInstanceOf(Erased.class);
        assertThat(application.vault().open(only(other))).isEqualTo(new Known<>(new Note("About another")));
        assertThat(add(id, new NoteId(UUID.randomUUID()), "Too late")).isEqualTo(new SenderErased());
        assertThat(application.events(id, NoteAdded.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void a_note_dies_with_its_record_and_not_with_the_persons_others(int days) {
        String email = "record." + UUID.randomUUID() + "@example.org";
        SubmissionId id = sent(days, email);
        SubmissionId stays = sent(days, email);
        add(id, new NoteId(UUID.randomUUID()), "Goes");
        add(stays, new NoteId(UUID.randomUUID()), "Stays");
        erase(new ErasureOrder.Records(
                Set.of(sender(id).token().keyId(), only(id).token().keyId())));
        assertThat(application.vault().open(only(id))).isInstanceOf(Erased.class);
        assertThat(application.vault().open(sender(id))).isInstanceOf(Erased.class);
        assertThat(application.vault().open(only(stays))).isEqualTo(new Known<>(new Note("Stays")));
        assertThat(add(id, new NoteId(UUID.randomUUID()), "Too late")).isEqualTo(new SenderErased());
    }

    @Test
    void what_is_no_note_is_refused_before_anything_is_sealed() {
        SubmissionId id = sent(0, "none." + UUID.randomUUID() + "@example.org");
        for (String text : List.of("", " ", "x".repeat(Notes.LONGEST + 1)))
            assertThatThrownBy(() -> add(id, new NoteId(UUID.randomUUID()), text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("xx");
    }

    private static void erase(ErasureOrder.Scope scope) {
        UUID erasure = UUID.randomUUID();
        application
                .vault()
                .order(new ErasureOrder(erasure, scope, new Ground("gdpr-17-1-c"), AUTHOR.value(), Instant.now()));
        application.vault().carryOut(erasure);
    }
}
