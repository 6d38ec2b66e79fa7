package dev.lethe.command.privacy.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The identity of an erasure, from its order to its proof. It comes from the page that orders, so that a double click is one. */
public record ErasureId(@JsonValue UUID value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ErasureId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
