package dev.lethe.query.submissions;

import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewMoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import org.springframework.stereotype.Component;

/** Remembers the views of reports that members of staff keep. */
@Component
class ViewsProjection implements Projection<ViewEvent> {

    @Override
    public String name() {
        return "views";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Class<ViewEvent> reads() {
        return ViewEvent.class;
    }

    @Override
    public void project(ViewEvent event, Recorded recorded, Rows rows) {
        switch (event) {
            case ViewSaved saved ->
                rows.change(
                        "INSERT INTO view (id, owner, name, settings, saved_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner, id)"
                                + " DO UPDATE SET name = excluded.name, settings = excluded.settings,"
                                + " saved_at = excluded.saved_at",
                        saved.view().value(),
                        saved.owner().value(),
                        saved.name().bytes(),
                        Settings.write(saved.settings()),
                        saved.at());
            case ViewRemoved removed ->
                rows.change(
                        "DELETE FROM view WHERE id = ? AND owner = ?",
                        removed.view().value(),
                        removed.owner().value());
            case ViewMoved moved ->
                rows.change(
                        "UPDATE view SET name = ? WHERE id = ? AND owner = ?",
                        moved.name().bytes(),
                        moved.view().value(),
                        moved.owner().value());
        }
    }
}
