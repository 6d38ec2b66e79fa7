package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.SlugEvent.SlugClaimed;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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
        form.given(CREATED).when(new PublishForm(ID)).expectEvents(PUBLISHED).expectResultMessagePayload(1);
    }

    @Test
    void publishing_again_makes_the_next_version() {
        FormDefinition next = form().title("Report a hole").build();
        form.given(CREATED, PUBLISHED, new DraftSaved(ID, next, NOW))
                .when(new PublishForm(ID))
                .expectEvents(new FormPublished(new FormVersion(ID, 2), next, NOW))
                .expectResultMessagePayload(2);
    }

    @Test
    void publishing_what_is_published_changes_nothing() {
        form.given(CREATED, PUBLISHED)
                .when(new PublishForm(ID))
                .expectNoEvents()
                .expectResultMessagePayload(1);
    }

    @Test
    void an_incomplete_draft_is_not_published() {
        FormDefinition incomplete = form().title(" ").build();
        form.given(new FormCreated(ID, incomplete, NOW))
                .when(new PublishForm(ID))
                .expectNoEvents()
                .expectExceptionDetails(details("title", "problem.form.title.required"));
    }

    @Test
    void publishing_claims_the_slug() {
        form.given(CREATED).when(new PublishForm(ID)).expectEvents(PUBLISHED);
        assertThat(slugs.readEvents(SlugClaim.idOf(DRAFT.slug()).toString()).asStream())
                .extracting(DomainEventMessage::getPayload)
                .hasToString("[" + new SlugClaimed(DRAFT.slug(), ID, NOW) + "]");
    }

    @Test
    void a_slug_that_another_form_has_is_refused() {
        claimed(OTHER);
        form.given(CREATED)
                .when(new PublishForm(ID))
                .expectNoEvents()
                .expectExceptionDetails(details("slug", "problem.form.slug.taken"));
    }

    @Test
    void a_slug_that_the_form_had_before_is_still_its_own() {
        claimed(ID);
        form.given(CREATED).when(new PublishForm(ID)).expectEvents(PUBLISHED);
    }

    private void claimed(FormId by) {
        slugs.publish(new GenericDomainEventMessage<>(
                "SlugClaim", SlugClaim.idOf(DRAFT.slug()).toString(), 0, new SlugClaimed(DRAFT.slug(), by, NOW)));
    }

    private static FormRefusedException.Details details(String where, String key) {
        return new FormRefusedException.Details(List.of(new FormProblem(where, key, List.of())));
    }
}
