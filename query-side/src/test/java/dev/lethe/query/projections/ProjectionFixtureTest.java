package dev.lethe.query.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.query.projections.NoteEvent.NoteClosed;
import dev.lethe.query.projections.NoteEvent.NoteTorn;
import dev.lethe.query.projections.NoteEvent.NoteWritten;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProjectionFixtureTest {

    private static final UUID ONE = new UUID(1, 1);
    private static final UUID TWO = new UUID(2, 2);
    private static final UUID THREE = new UUID(3, 3);

    @Test
    void all_ways_to_write_rows_agree_for_every_type_of_value() {
        var notes = ProjectionFixture.of(new NotesProjection());

        notes.given(
                        new NoteWritten(ONE, "Bins \"and\" \\ {braces}, ünïcode", List.of("a,b", "c\"d\\", "NULL")),
                        new NoteWritten(TWO, "", List.of()),
                        new NoteClosed(ONE))
                .givenBy(THREE, new NoteWritten(THREE, "later", List.of("a,b")))
                .given(new NoteTorn(TWO));

        assertThat(notes.rows("note")).extracting(row -> row.get("id")).containsExactly(ONE, THREE);
        assertThat(notes.rows("note").getFirst()).containsEntry("open", false).containsEntry("size", 30);
        assertThat(notes.rows("note").getLast()).containsEntry("actor", THREE);
        assertThat(notes.rows("tag")).extracting(row -> row.get("first_note")).containsOnly(ONE);
        assertThat(notes.rows("total")).extracting(row -> row.get("count")).containsExactly(5L);
        notes.allWaysAgree();
    }

    @Test
    void a_projection_that_is_not_idempotent_is_found_out() {
        var counting = ProjectionFixture.of(new NotesProjection() {
            @Override
            public void project(NoteEvent event, Recorded recorded, Rows rows) {
                rows.change(
                        "INSERT INTO total VALUES ('all', 1) ON CONFLICT (name) DO UPDATE SET count = total.count + 1");
            }
        });
        counting.given(new NoteClosed(ONE));

        assertThatThrownBy(counting::allWaysAgree).hasMessageContaining("once more");
    }
}
