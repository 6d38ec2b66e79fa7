package dev.lethe.query.projections;

import java.util.List;
import java.util.UUID;

/** Events of the tests' own. */
sealed interface NoteEvent {

    record NoteWritten(UUID note, String text, List<String> tags) implements NoteEvent {}

    record NoteClosed(UUID note) implements NoteEvent {}

    record NoteTorn(UUID note) implements NoteEvent {}

    /** Not read by any projection of the tests. */
    record Weather(String text) {}
}
