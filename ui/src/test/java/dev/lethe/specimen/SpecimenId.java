package dev.lethe.specimen;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lethe.shredding.RecordId;
import java.util.UUID;

public record SpecimenId(@JsonValue UUID value) implements RecordId {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SpecimenId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
