package dev.lethe.command.submissions.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lethe.shredding.RecordId;
import java.util.UUID;

/** The identity of a saved view. It comes from the page it was saved on, so that saving twice saves it once. */
public record ViewId(@JsonValue UUID value) implements RecordId {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ViewId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
