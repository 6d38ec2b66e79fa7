package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.events.SlugEvent.SlugClaimed;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FormTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final FormId ID = new FormId(UUID.fromString("0f7e8a8e-5a0c-4c3e-9a86-0d4f31f7f001"));
    private static final FormId OTHER = new FormId(UUID.fromString("0f7e8a8e-5a0c-4c3e-9a86-0d4f31f7f002"));
    private static final FormDefinition DRAFT = form().build();
    private static final FormCreated CREATED = new FormCreated(ID, DRAFT, NOW);
    private static final FormPublished PUBLISHED = new FormPublished(new FormVersion(ID, 1), DRAFT, NOW);

    private FixtureConfiguration<Form> form;
    private EventStore slugs;

    @BeforeEach
    void wire() {
        slugs = EmbeddedEventStore.builder()
                .storageEngine(new InMemoryEventStorageEngine())
                .build();
        form = new AggregateTestFixture<>(Form.class);
        form.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
        form.registerInjectableResource(new Slugs(EventSourcingRepository.builder(SlugClaim.class)
                .eventStore(slugs)
                .build()));
    }

    @Test
    void creating_a_form_keeps_its_draft() {
        form.givenNoPriorActivity().when(new CreateForm(ID, DRAFT)).expectEvents(CREATED);
    }

    @Test
    void a_form_may_begin_with_hardly_anything() {
        FormDefinition bare = new FormDefinition("", "", "", List.of(), List.of(), "", "", "", DRAFT.processing());
        form.givenNoPriorActivity().when(new CreateForm(ID, bare)).expectEvents(new FormCreated(ID, bare, NOW));
    }

    @Test
    void a_malformed_draft_is_refused_with_its_problems() {
        form.givenNoPriorActivity()
                .when(new CreateForm(ID, form().slug("Not a slug").build()))
                .expectNoEvents()
                .expectExceptionDetails(details("slug", "problem.form.slug.shape"));
    }

    @Test
    void saving_a_draft_replaces_it() {
        FormDefinition next = form().title("Report a hole").build();
        form.given(CREATED).when(new SaveDraft(ID, 1, next)).expectEvents(new DraftSaved(ID, next, NOW));
    }

    @Test
    void saving_what_is_saved_changes_nothing() {
        form.given(CREATED).when(new SaveDraft(ID, 1, DRAFT)).expectNoEvents().expectSuccessfulHandlerExecution();
    }

    @Test
    void a_draft_made_from_an_older_one_is_refused_since_it_would_undo_what_was_saved_in_between() {
        FormDefinition theirs = form().title("Report a hole").build();
        FormDefinition ours = form().title("Report a crack").build();
        form.given(CREATED, new DraftSaved(ID, theirs, NOW))
                .when(new SaveDraft(ID, 1, ours))
                .expectNoEvents()
                .expectExceptionDetails(details("", "problem.form.changed-meanwhile"));
    }

    @Test
    void a_draft_made_from_the_last_one_is_saved_whatever_was_published_in_between() {
        FormDefinition second = form().title("Report a hole").build();
        FormDefinition third = form().title("Report a crack").build();
        form.given(CREATED, PUBLISHED, new DraftSaved(ID, second, NOW))
                .when(new SaveDraft(ID, 2, third))
                .expectEvents(new DraftSaved(ID, third, NOW));
    }

    @Test
    void a_draft_that_is_sent_twice_is_saved_once() {
        FormDefinition next = form().title("Report a hole").build();
        form.given(CREATED, new DraftSaved(ID, next, NOW))
                .when(new SaveDraft(ID, 1, next))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void a_form_that_is_begun_otherwise_under_the_same_id_is_refused() {
        form.given(CREATED)
                .when(new CreateForm(ID, form().title("Another").build()))
                .expectNoEvents()
                .expectException(FormRefusedException.class);
    }

    @Test
    void a_form_that_is_begun_twice_is_begun_once() {
        form.given(CREATED).when(new CreateForm(ID, DRAFT)).expectNoEvents().expectSuccessfulHandlerExecution();
    }

    @Test
    void a_malformed_draft_is_not_saved() {
        form.given(CREATED)
                .when(new SaveDraft(ID, 1, form().title("x".repeat(256)).build()))
                .expectNoEvents()
                .expectExceptionDetails(
                        new FormRefusedException.Details(List.of(FormProblem.at("title", "too-long", 255))));
    }

    @Test
    void F5_a_new_field_has_a_number_that_none_had_before() {
        FormDefinition without = form().field(2, FieldType.DATE).build();
        form.given(CREATED, new DraftSaved(ID, without, NOW))
                .when(new SaveDraft(
                        ID,
                        2,
                        form().field(2, FieldType.DATE)
                                .field(3, FieldType.EMAIL)
                                .build()))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void F5_the_id_of_a_removed_field_is_never_given_again() {
        FormDefinition two =
                form().field(1, FieldType.EMAIL).field(2, FieldType.DATE).build();
        FormDefinition one = form().field(1, FieldType.EMAIL).build();
        form.given(new FormCreated(ID, two, NOW), new DraftSaved(ID, one, NOW))
                .when(new SaveDraft(ID, 2, two))
                .expectNoEvents()
                .expectExceptionDetails(details("q2", "problem.form.field.reused"));
    }

    @Test
    void a_number_far_above_the_others_is_refused_since_it_would_use_them_up() {
        form.given(CREATED)
                .when(new SaveDraft(ID, 1, form().field(99_999, FieldType.EMAIL).build()))
                .expectNoEvents()
                .expectExceptionDetails(details("q99999", "problem.form.field.reused"));
    }

    @Test
    void publishing_makes_the_draft_the_first_version() {
        form.given(CREATED).when(new PublishForm(ID, 1)).expectEvents(PUBLISHED).expectResultMessagePayload(1);
    }

    @Test
    void publishing_again_makes_the_next_version() {
        FormDefinition next = form().title("Report a hole").build();
        form.given(CREATED, PUBLISHED, new DraftSaved(ID, next, NOW))
                .when(new PublishForm(ID, 2))
                .expectEvents(new FormPublished(new FormVersion(ID, 2), next, NOW))
                .expectResultMessagePayload(2);
    }

    @Test
    void publishing_what_is_published_changes_nothing() {
        form.given(CREATED, PUBLISHED)
                .when(new PublishForm(ID, 1))
                .expectNoEvents()
                .expectResultMessagePayload(1);
    }

    @Test
    void an_incomplete_draft_is_not_published() {
        FormDefinition incomplete = form().title(" ").build();
        form.given(new FormCreated(ID, incomplete, NOW))
                .when(new PublishForm(ID, 1))
                .expectNoEvents()
                .expectExceptionDetails(details("title", "problem.form.title.required"));
    }

    @Test
    void a_draft_that_somebody_changed_since_it_was_looked_at_is_not_published() {
        form.given(CREATED, new DraftSaved(ID, form().title("Later").build(), NOW))
                .when(new PublishForm(ID, 1))
                .expectNoEvents()
                .expectExceptionDetails(details("", "problem.form.changed-meanwhile"));
    }

    @Test
    void closing_and_reopening_a_published_form() {
        form.given(CREATED, PUBLISHED).when(new CloseForm(ID)).expectEvents(new FormClosed(ID, NOW));
        form.given(CREATED, PUBLISHED, new FormClosed(ID, NOW))
                .when(new CloseForm(ID))
                .expectNoEvents();
        form.given(CREATED, PUBLISHED, new FormClosed(ID, NOW))
                .when(new ReopenForm(ID))
                .expectEvents(new FormReopened(ID, NOW));
        form.given(CREATED, PUBLISHED).when(new ReopenForm(ID)).expectNoEvents();
    }

    @Test
    void a_form_that_was_never_published_is_not_closed() {
        form.given(CREATED)
                .when(new CloseForm(ID))
                .expectNoEvents()
                .expectExceptionDetails(details("", "problem.form.never-published"));
    }

    @Test
    void f18_a_form_is_archived_and_not_deleted_and_comes_back_closed() {
        form.given(CREATED, PUBLISHED).when(new ArchiveForm(ID)).expectEvents(new FormArchived(ID, NOW));
        form.given(CREATED, PUBLISHED, new FormArchived(ID, NOW))
                .when(new ReopenForm(ID))
                .expectNoEvents()
                .expectExceptionDetails(details("", "problem.form.archived"));
        form.given(CREATED, PUBLISHED, new FormArchived(ID, NOW))
                .when(new RestoreForm(ID))
                .expectEvents(new FormRestored(ID, NOW));
        form.given(CREATED, PUBLISHED, new FormArchived(ID, NOW), new FormRestored(ID, NOW))
                .when(new ReopenForm(ID))
                .expectEvents(new FormReopened(ID, NOW));
    }

    @Test
    void an_archived_form_is_changed_by_nobody() {
        FormDefinition next = form().title("Report a hole").build();
        for (Object command : List.of(
                new SaveDraft(ID, 2, next), new RevertDraft(ID, 2, 1), new UndoDraft(ID, 2), new PublishForm(ID, 2)))
            form.given(
                            CREATED,
                            PUBLISHED,
                            new DraftSaved(ID, form().title("Report a crack").build(), NOW),
                            new FormArchived(ID, NOW))
                    .when(command)
                    .expectNoEvents()
                    .expectExceptionDetails(details("", "problem.form.archived"));
    }

    @Test
    void f5_going_back_to_a_version_brings_its_questions_back_with_the_ids_that_they_had() {
        FormDefinition first =
                form().field(1, FieldType.EMAIL).field(2, FieldType.DATE).build();
        FormDefinition second =
                form().field(1, FieldType.EMAIL).field(3, FieldType.DATE).build();
        FormCreated created = new FormCreated(ID, first, NOW);
        FormPublished published = new FormPublished(new FormVersion(ID, 1), first, NOW);
        form.given(created, published, new DraftSaved(ID, second, NOW))
                .when(new RevertDraft(ID, 2, 1))
                .expectEvents(new DraftSaved(ID, first, NOW));
        // From then on they are the form's own again, and numbers go on above all that ever were.
        FormDefinition both = form().field(1, FieldType.EMAIL)
                .field(2, FieldType.DATE)
                .field(4, FieldType.URL)
                .build();
        form.given(created, published, new DraftSaved(ID, second, NOW), new DraftSaved(ID, first, NOW))
                .when(new SaveDraft(ID, 3, both))
                .expectEvents(new DraftSaved(ID, both, NOW));
        form.given(created, published, new DraftSaved(ID, second, NOW), new DraftSaved(ID, first, NOW))
                .when(new SaveDraft(
                        ID,
                        3,
                        form().field(1, FieldType.EMAIL).field(3, FieldType.URL).build()))
                .expectNoEvents()
                .expectExceptionDetails(details("q3", "problem.form.field.reused"));
    }

    @Test
    void going_back_from_a_draft_that_somebody_changed_meanwhile_is_refused() {
        form.given(CREATED, PUBLISHED, new DraftSaved(ID, form().title("Later").build(), NOW))
                .when(new RevertDraft(ID, 1, 1))
                .expectNoEvents()
                .expectExceptionDetails(details("", "problem.form.changed-meanwhile"));
    }

    @Test
    void going_back_to_what_the_draft_is_changes_nothing_and_to_what_never_was_is_refused() {
        form.given(CREATED, PUBLISHED)
                .when(new RevertDraft(ID, 1, 1))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
        for (int unknown : new int[] {0, 2, -1})
            form.given(CREATED, PUBLISHED)
                    .when(new RevertDraft(ID, 1, unknown))
                    .expectNoEvents()
                    .expectExceptionDetails(details("", "problem.form.version.unknown"));
    }

    @Test
    void the_last_change_can_be_undone_though_it_removed_a_question_that_was_never_published() {
        FormDefinition two =
                form().field(1, FieldType.EMAIL).field(2, FieldType.DATE).build();
        FormDefinition one = form().field(1, FieldType.EMAIL).build();
        form.given(new FormCreated(ID, two, NOW), new DraftSaved(ID, one, NOW))
                .when(new UndoDraft(ID, 2))
                .expectEvents(new DraftSaved(ID, two, NOW));
        form.given(new FormCreated(ID, two, NOW), new DraftSaved(ID, one, NOW), new DraftSaved(ID, two, NOW))
                .when(new UndoDraft(ID, 3))
                .expectEvents(new DraftSaved(ID, one, NOW));
        form.given(new FormCreated(ID, two, NOW), new DraftSaved(ID, one, NOW))
                .when(new UndoDraft(ID, 1))
                .expectNoEvents()
                .expectExceptionDetails(details("", "problem.form.changed-meanwhile"));
        form.given(CREATED).when(new UndoDraft(ID, 1)).expectNoEvents().expectSuccessfulHandlerExecution();
    }

    @Test
    void fw3_f5_questions_with_one_label_are_two_questions_and_any_label_is_just_a_label() {
        FormDefinition next = form().field(labelled(1, "Submit time"))
                .field(labelled(2, "Submit time"))
                .build();
        form.given(new FormCreated(ID, next, NOW))
                .when(new PublishForm(ID, 1))
                .expectEvents(new FormPublished(new FormVersion(ID, 1), next, NOW));
    }

    private static Field labelled(int number, String label) {
        return new Field(
                FieldId.of(number), FieldType.SINGLE_LINE, label, "", true, List.of(), null, 0, Identifies.NOBODY);
    }

    @Test
    void f17_readers_are_nobody_at_first_and_then_who_was_named() {
        AccountId reader = new AccountId(UUID.randomUUID());
        form.given(CREATED).when(new SetReaders(ID, Set.of(), Set.of())).expectNoEvents();
        form.given(CREATED)
                .when(new SetReaders(ID, Set.of(reader), Set.of(Role.CASEWORKER)))
                .expectEvents(new ReadersSet(ID, Set.of(reader), Set.of(Role.CASEWORKER), NOW));
        form.given(CREATED, new ReadersSet(ID, Set.of(reader), Set.of(), NOW))
                .when(new SetReaders(ID, Set.of(), Set.of()))
                .expectEvents(new ReadersSet(ID, Set.of(), Set.of(), NOW));
    }

    @Test
    void publishing_claims_the_slug() {
        form.given(CREATED).when(new PublishForm(ID, 1)).expectEvents(PUBLISHED);
        assertThat(slugs.readEvents(SlugClaim.idOf(DRAFT.slug()).toString()).asStream())
                .extracting(DomainEventMessage::getPayload)
                .hasToString("[" + new SlugClaimed(DRAFT.slug(), ID, NOW) + "]");
    }

    @Test
    void a_slug_that_another_form_has_is_refused() {
        claimed(OTHER);
        form.given(CREATED)
                .when(new PublishForm(ID, 1))
                .expectNoEvents()
                .expectExceptionDetails(details("slug", "problem.form.slug.taken"));
    }

    @Test
    void a_slug_that_the_form_had_before_is_still_its_own() {
        claimed(ID);
        form.given(CREATED).when(new PublishForm(ID, 1)).expectEvents(PUBLISHED);
    }

    private void claimed(FormId by) {
        slugs.publish(new GenericDomainEventMessage<>(
                "SlugClaim", SlugClaim.idOf(DRAFT.slug()).toString(), 0, new SlugClaimed(DRAFT.slug(), by, NOW)));
    }

    private static FormRefusedException.Details details(String where, String key) {
        return new FormRefusedException.Details(List.of(new FormProblem(where, key, List.of())));
    }
}
