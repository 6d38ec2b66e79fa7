package dev.lethe.command.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.histories.Histories;
import dev.lethe.command.histories.Standing;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** Who may read which forms' submissions, decided on the forms' events. */
@Component
public class FormReaders {

    private final Standing<Readers> readers;

    FormReaders(Histories histories, EventStore events) {
        this.readers = new Standing<>(
                histories,
                events,
                Readers.NOBODY,
                (before, event) -> event instanceof ReadersSet set ? new Readers(set.people(), set.roles()) : before);
    }

    /** Who may read a form's submissions: nobody when there is no such form. */
    public Readers of(FormId form) {
        return readers.of(form.toString()).orElse(Readers.NOBODY);
    }

    /** Those of these forms whose submissions this member of staff may read. */
    public Set<FormId> readable(Collection<FormId> forms, AccountId account, Set<Role> roles) {
        var known = readers.of(forms.stream().map(FormId::toString).toList());
        return forms.stream()
                .filter(form ->
                        known.getOrDefault(form.toString(), Readers.NOBODY).include(account, roles))
                .collect(Collectors.toSet());
    }
}
