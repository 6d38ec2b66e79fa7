package dev.lethe.command.forms.events;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import java.time.Instant;
import java.util.Set;
import org.axonframework.serialization.Revision;

/** Everything that can happen to a form. */
public sealed interface FormEvent {

    /** The form it happened to. */
    FormId form();

    /** An editor began a form. */
    @Revision("2")
    record FormCreated(FormId form, FormDefinition draft, Instant at) implements FormEvent {}

    /** An editor saved changes that visitors do not see yet. */
    @Revision("2")
    record DraftSaved(FormId form, FormDefinition draft, Instant at) implements FormEvent {}

    /** The draft became what visitors see. Submissions stay bound to the version they were made with. */
    @Revision("2")
    record FormPublished(FormVersion version, FormDefinition definition, Instant at) implements FormEvent {
        @Override
        public FormId form() {
            return version.form();
        }
    }

    /** No more submissions are taken, but for those that were begun before. */
    @Revision("1")
    record FormClosed(FormId form, Instant at) implements FormEvent {}

    /** Submissions are taken again. */
    @Revision("1")
    record FormReopened(FormId form, Instant at) implements FormEvent {}

    /** It is closed and out of everybody's way. Its submissions stay. */
    @Revision("1")
    record FormArchived(FormId form, Instant at) implements FormEvent {}

    /** It is back among the others, closed. */
    @Revision("1")
    record FormRestored(FormId form, Instant at) implements FormEvent {}

    /** Who may read its submissions, from now on: these people, and everybody with one of these roles. At first nobody. */
    @Revision("1")
    record ReadersSet(FormId form, Set<AccountId> people, Set<Role> roles, Instant at) implements FormEvent {
        public ReadersSet {
            people = Set.copyOf(people);
            roles = Set.copyOf(roles);
        }
    }
}
