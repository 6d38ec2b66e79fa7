package dev.lethe.command.submissions.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The identity of a note. It comes from the page it was written on, so that sending it twice writes it once. */
public record NoteId(@JsonValue UUID value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public NoteId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
