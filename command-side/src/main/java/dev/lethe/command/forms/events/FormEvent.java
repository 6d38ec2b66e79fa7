package dev.lethe.command.forms.events;

import java.time.Instant;
import org.axonframework.serialization.Revision;

/** Everything that can happen to a form. */
public sealed interface FormEvent {

    /** The form it happened to. */
    FormId form();

    /** An editor began a form. */
    @Revision("1")
    record FormCreated(FormId form, FormDefinition draft, Instant at) implements FormEvent {}

    /** An editor saved changes that visitors do not see yet. */
    @Revision("1")
    record DraftSaved(FormId form, FormDefinition draft, Instant at) implements FormEvent {}

    /** The draft became what visitors see. Submissions stay bound to the version they were made with. */
    @Revision("1")
    record FormPublished(FormVersion version, FormDefinition definition, Instant at) implements FormEvent {
        @Override
        public FormId form() {
            return version.form();
        }
    }
}
