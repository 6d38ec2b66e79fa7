package dev.lethe.query.forms;

import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import org.springframework.stereotype.Component;

@Component
class FormsProjection implements Projection<FormEvent> {

    private static final Table FORM = new Table(
            "form", "id", "title", "slug", "draft", "drafts", "highest_field", "created_at", "changed_at", "seen");
    private static final Table VERSION =
            new Table("version", "form", "version", "title", "slug", "definition", "published_at", "published_by");

    @Override
    public String name() {
        return "forms";
    }

    @Override
    public int version() {
        return 5;
    }

    @Override
    public Class<FormEvent> reads() {
        return FormEvent.class;
    }

    @Override
    public void project(FormEvent event, Recorded recorded, Rows rows) {
        switch (event) {
            case FormCreated created -> {
                FormDefinition draft = created.draft();
                rows.insert(
                        FORM,
                        created.form().value(),
                        draft.title(),
                        draft.slug(),
                        Definitions.write(draft),
                        1,
                        highestField(draft),
                        created.at(),
                        created.at(),
                        recorded.position());
            }
            case DraftSaved saved -> {
                FormDefinition draft = saved.draft();
                // An event that comes again was counted already.
                rows.change(
                        "UPDATE form SET title = ?, slug = ?, draft = ?, highest_field = greatest(highest_field, ?),"
                                + " changed_at = ?, drafts = drafts + 1, seen = ? WHERE id = ? AND seen < ?",
                        draft.title(),
                        draft.slug(),
                        Definitions.write(draft),
                        highestField(draft),
                        saved.at(),
                        recorded.position(),
                        saved.form().value(),
                        recorded.position());
            }
            case FormPublished published -> {
                FormDefinition definition = published.definition();
                rows.insert(
                        VERSION,
                        published.form().value(),
                        published.version().version(),
                        definition.title(),
                        definition.slug(),
                        Definitions.write(definition),
                        published.at(),
                        recorded.actor());
                rows.change(
                        "UPDATE form SET published_version = ? WHERE id = ?",
                        published.version().version(),
                        published.form().value());
            }
            case FormClosed closed ->
                rows.change(
                        "UPDATE form SET closed_at = ? WHERE id = ?",
                        closed.at(),
                        closed.form().value());
            case FormReopened reopened ->
                rows.change(
                        "UPDATE form SET closed_at = NULL WHERE id = ?",
                        reopened.form().value());
            case FormArchived archived ->
                rows.change(
                        "UPDATE form SET archived_at = ?, closed_at = coalesce(closed_at, ?) WHERE id = ?",
                        archived.at(),
                        archived.at(),
                        archived.form().value());
            case FormRestored restored ->
                rows.change(
                        "UPDATE form SET archived_at = NULL WHERE id = ?",
                        restored.form().value());
            case ReadersSet _ -> {} // a right, and no row says what somebody may
        }
    }

    private static int highestField(FormDefinition draft) {
        return draft.fields().stream()
                .map(Field::id)
                .mapToInt(id -> id.number())
                .max()
                .orElse(0);
    }
}
