package dev.lethe.command.accounts.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lethe.shredding.RecordId;
import java.util.UUID;

/** The identity of an account. */
public record AccountId(@JsonValue UUID value) implements RecordId {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AccountId {}

    @Override
    public String toString() {
        return value.toString();
    }
}
