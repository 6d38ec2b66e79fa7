package dev.lethe.command.retention.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The identity of a run of the retention. */
public record ExpiryRunId(@JsonValue UUID value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ExpiryRunId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
