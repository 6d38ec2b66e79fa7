package dev.lethe.query.projections;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lethe.query.projections.NoteEvent.NoteClosed;
import dev.lethe.query.projections.NoteEvent.NoteTorn;
import dev.lethe.query.projections.NoteEvent.NoteWritten;
import java.util.UUID;

/** Uses every type of value, rows that are there already, changes, and a change that needs an index. */
class NotesProjection implements Projection<NoteEvent> {

    private static final Rows.Table NOTE =
            new Rows.Table("note", "id", "text", "size", "place", "open", "at", "token", "tags", "related", "actor");
    private static final Rows.Table TAG = new Rows.Table("tag", "name", "first_note");

    @Override
    public String name() {
        return "notes";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<NoteEvent> reads() {
        return NoteEvent.class;
    }

    @Override
    public void project(NoteEvent event, Recorded recorded, Rows rows) {
        switch (event) {
            case NoteWritten written -> {
                rows.insert(
                        NOTE,
                        written.note(),
                        written.text(),
                        written.text().length(),
                        recorded.position(),
                        true,
                        recorded.at(),
                        written.text().isEmpty() ? null : written.text().getBytes(UTF_8),
                        written.tags().toArray(String[]::new),
                        new UUID[] {written.note(), new UUID(0, written.text().length())},
                        recorded.actor());
                for (String tag : written.tags()) rows.insert(TAG, tag, written.note());
            }
            case NoteClosed closed -> rows.change("UPDATE note SET open = false WHERE id = ?", closed.note());
            case NoteTorn torn -> {
                rows.change("DELETE FROM note WHERE id = ?", torn.note());
                rows.change(
                        "INSERT INTO total (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = greatest(total.count, excluded.count)",
                        "last torn",
                        recorded.position());
            }
        }
    }

    /** The same, made by other code. */
    static final class Renewed extends NotesProjection {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public void project(NoteEvent event, Recorded recorded, Rows rows) {
            super.project(
                    event instanceof NoteWritten(UUID id, String text, var tags)
                            ? new NoteWritten(id, text + "!", tags)
                            : event,
                    recorded,
                    rows);
        }
    }
}
