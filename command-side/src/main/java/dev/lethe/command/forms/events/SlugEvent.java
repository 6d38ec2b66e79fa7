package dev.lethe.command.forms.events;

import dev.lethe.command.forms.model.FormId;
import java.time.Instant;
import org.axonframework.serialization.Revision;

/** Everything that can happen to the last part of a form's address. */
public sealed interface SlugEvent {

    /** A form was published at this address, which is its own from then on, also when it moves to another. */
    @Revision("1")
    record SlugClaimed(String slug, FormId form, Instant at) implements SlugEvent {}
}
