package dev.lethe.query.forms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.query.forms.Forms.Listed;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.projections.ProjectionFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FormsProjectionTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00.123456Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T09:00:00Z");
    private static final FormId POTHOLES = new FormId(new UUID(1, 1));
    private static final FormId BINS = new FormId(new UUID(2, 2));

    private ProjectionFixture<FormEvent> read;
    private Forms forms;

    @BeforeEach
    void wire() {
        read = ProjectionFixture.of(new FormsProjection());
        forms = new Forms(read.database());
    }

    @Test
    void a_closed_form_is_found_and_said_to_be_closed_and_no_longer_listed_as_open() {
        FormDefinition first = form("Potholes", "potholes", 1);
        read.given(
                new FormCreated(POTHOLES, first, MONDAY),
                new FormPublished(new FormVersion(POTHOLES, 1), first, MONDAY),
                new FormClosed(POTHOLES, TUESDAY));
        assertThat(forms.open()).isEmpty();
        assertThat(forms.bySlug("potholes").orElseThrow().open()).isFalse();
        assertThat(forms.edited(POTHOLES).orElseThrow().closedAt()).isEqualTo(TUESDAY);
        read.given(new FormReopened(POTHOLES, TUESDAY));
        assertThat(forms.open()).hasSize(1);
        read.given(
                new FormArchived(POTHOLES, TUESDAY),
                new FormRestored(POTHOLES, TUESDAY),
                new FormArchived(POTHOLES, TUESDAY));
        assertThat(forms.open()).isEmpty();
        assertThat(forms.all().getFirst().archived()).isTrue();
        read.allWaysAgree();
    }

    @Test
    void a_draft_is_for_editors_only() {
        read.given(new FormCreated(POTHOLES, form("Potholes", "potholes", 2), MONDAY));
        assertThat(forms.open()).isEmpty();
        assertThat(forms.bySlug("potholes")).isEmpty();
        assertThat(forms.versions(POTHOLES)).isEmpty();
        Forms.Edited edited = forms.edited(POTHOLES).orElseThrow();
        assertThat(edited.draft()).isEqualTo(form("Potholes", "potholes", 2));
        assertThat(edited.published()).isNull();
        assertThat(edited.unpublished()).isTrue();
        assertThat(edited.nextField()).isEqualTo(FieldId.of(3));
        assertThat(edited.createdAt()).isEqualTo(MONDAY);
        assertThat(forms.all())
                .containsExactly(new Listed(POTHOLES, "Potholes", "potholes", null, true, MONDAY, 0, true, false));
        read.allWaysAgree();
    }

    @Test
    void F5_the_next_id_is_above_all_that_ever_were() {
        read.given(
                new FormCreated(POTHOLES, form("Potholes", "potholes", 5), MONDAY),
                new DraftSaved(POTHOLES, form("Potholes", "potholes", 2), TUESDAY));
        assertThat(forms.edited(POTHOLES).orElseThrow().nextField()).isEqualTo(FieldId.of(6));
        read.allWaysAgree();
    }

    @Test
    void drafts_are_numbered_as_the_form_itself_numbers_them() {
        FormDefinition first = form("Potholes", "potholes", 1);
        FormDefinition second = form("Holes", "holes", 2);
        read.given(new FormCreated(POTHOLES, first, MONDAY));
        assertThat(forms.edited(POTHOLES).orElseThrow().number()).isEqualTo(1);
        read.given(
                new FormPublished(new FormVersion(POTHOLES, 1), first, MONDAY),
                new DraftSaved(POTHOLES, second, TUESDAY),
                new DraftSaved(POTHOLES, first, TUESDAY));
        assertThat(forms.edited(POTHOLES).orElseThrow().number()).isEqualTo(3);
        read.allWaysAgree();
    }

    @Test
    void visitors_see_the_last_published_version() {
        FormDefinition first = form("Potholes", "potholes", 1);
        FormDefinition second = form("Holes", "holes", 2);
        FormDefinition third = form("Holes in roads", "holes", 3);
        read.given(
                new FormCreated(POTHOLES, first, MONDAY),
                new FormPublished(new FormVersion(POTHOLES, 1), first, MONDAY),
                new DraftSaved(POTHOLES, second, TUESDAY),
                new FormPublished(new FormVersion(POTHOLES, 2), second, TUESDAY),
                new DraftSaved(POTHOLES, third, TUESDAY));
        Published current = new Published(new FormVersion(POTHOLES, 2), second, TUESDAY, true, true, null);
        Published former = new Published(new FormVersion(POTHOLES, 1), first, MONDAY, false, true, null);
        assertThat(forms.open()).containsExactly(current);
        assertThat(forms.bySlug("holes")).contains(current);
        assertThat(forms.versions(POTHOLES)).containsExactly(current, former);
        assertThat(forms.version(new FormVersion(POTHOLES, 1))).contains(former);
        assertThat(forms.version(new FormVersion(POTHOLES, 3))).isEmpty();
        assertThat(forms.edited(POTHOLES).orElseThrow().published()).isEqualTo(current);
        assertThat(forms.edited(POTHOLES).orElseThrow().unpublished()).isTrue();
        read.allWaysAgree();
    }

    @Test
    void each_version_tells_who_published_it() {
        AccountId editor = new AccountId(UUID.randomUUID());
        FormDefinition first = form("Potholes", "potholes", 1);
        FormDefinition second = form("Holes", "potholes", 2);
        read.given(new FormCreated(POTHOLES, first, MONDAY));
        read.given(new FormPublished(new FormVersion(POTHOLES, 1), first, MONDAY));
        read.givenBy(
                editor.value(),
                new DraftSaved(POTHOLES, second, TUESDAY),
                new FormPublished(new FormVersion(POTHOLES, 2), second, TUESDAY));
        assertThat(forms.versions(POTHOLES)).extracting(Published::publishedBy).containsExactly(editor, null);
        assertThat(forms.edited(POTHOLES).orElseThrow().published().publishedBy())
                .isEqualTo(editor);
        read.allWaysAgree();
    }

    @Test
    void what_is_in_use_is_every_published_form_closed_and_archived_ones_too() {
        FormDefinition first = form("Potholes", "potholes", 1);
        FormDefinition bins = form("Bins", "bins", 1);
        FormDefinition later = form("Holes", "potholes", 1);
        read.given(
                new FormCreated(POTHOLES, first, MONDAY),
                new FormPublished(new FormVersion(POTHOLES, 1), first, MONDAY),
                new DraftSaved(POTHOLES, later, TUESDAY),
                new FormPublished(new FormVersion(POTHOLES, 2), later, TUESDAY),
                new FormCreated(BINS, bins, MONDAY));
        assertThat(forms.inUse()).extracting(Published::definition).containsExactly(later);
        read.given(new FormPublished(new FormVersion(BINS, 1), bins, TUESDAY), new FormArchived(POTHOLES, TUESDAY));
        assertThat(forms.inUse()).extracting(Published::definition).containsExactly(bins, later);
    }

    @Test
    void an_address_that_the_form_had_before_still_leads_to_it() {
        FormDefinition first = form("Potholes", "potholes", 1);
        FormDefinition second = form("Potholes", "holes", 1);
        read.given(
                new FormCreated(POTHOLES, first, MONDAY),
                new FormPublished(new FormVersion(POTHOLES, 1), first, MONDAY),
                new DraftSaved(POTHOLES, second, TUESDAY),
                new FormPublished(new FormVersion(POTHOLES, 2), second, TUESDAY));
        assertThat(forms.bySlug("potholes").orElseThrow().definition().slug()).isEqualTo("holes");
    }

    @Test
    void lists_are_in_the_order_of_titles() {
        for (FormId id : List.of(POTHOLES, BINS)) {
            FormDefinition form = form(id.equals(BINS) ? "bins" : "Potholes", "slug-" + id, 1);
            read.given(new FormCreated(id, form, MONDAY), new FormPublished(new FormVersion(id, 1), form, MONDAY));
        }
        assertThat(forms.open()).extracting(form -> form.version().form()).containsExactly(BINS, POTHOLES);
        assertThat(forms.all()).extracting(Listed::form).containsExactly(BINS, POTHOLES);
        assertThat(forms.all()).extracting(Listed::unpublished).containsOnly(false);
        read.allWaysAgree();
    }

    private static FormDefinition form(String title, String slug, int fields) {
        List<Field> all = new ArrayList<>();
        for (int i = 1; i <= fields; i++)
            all.add(new Field(
                    FieldId.of(i),
                    FieldType.RADIOS,
                    "Question " + i,
                    "",
                    true,
                    List.of("Yes", "Nö\n\"'\\"),
                    null,
                    0,
                    Identifies.NOBODY));
        return new FormDefinition(
                title,
                slug,
                "",
                List.of("You"),
                all,
                "Send",
                "Thank you",
                "",
                new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", 30));
    }
}
