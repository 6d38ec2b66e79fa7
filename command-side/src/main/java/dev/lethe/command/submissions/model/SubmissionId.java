package dev.lethe.command.submissions.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lethe.shredding.RecordId;
import java.util.UUID;

/** The identity of a submission. It comes from the submit token, so that submitting twice is one submission. */
public record SubmissionId(@JsonValue UUID value) implements RecordId {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SubmissionId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
