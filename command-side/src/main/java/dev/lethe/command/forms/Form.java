package dev.lethe.command.forms;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

@Aggregate
class Form {

    @AggregateIdentifier
    private FormId id;

    /** What it was begun with. */
    private @Nullable FormDefinition first;

    private FormDefinition draft;
    /** The first is 1. The read model counts the same events. */
    private int drafts;

    /** The draft before this one, so that the last change can be undone. */
    private @Nullable FormDefinition before;

    /** All of them, so that an editor can go back to one: the first at 0. They are few, and small beside the events. */
    private final List<FormDefinition> versions = new ArrayList<>();

    /** The highest number that any field ever had, removed ones included. */
    private int highestField;

    private boolean closed;
    private boolean archived;
    private @Nullable ReadersSet readers;

    @SuppressWarnings("NullAway.Init") // the first event fills it
    Form() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(CreateForm command, Clock clock) {
        if (command.draft().equals(first)) return; // the same page was sent twice
        if (first != null) refuse(List.of(FormProblem.at("", "begun-otherwise")));
        refuse(FormProblems.ofDraft(command.draft()));
        apply(new FormCreated(command.form(), command.draft(), clock.instant()));
    }

    @CommandHandler
    void handle(SaveDraft command, Clock clock) {
        if (command.draft().equals(draft)) return;
        refuseUnlessCurrent(command.madeFrom());
        refuse(FormProblems.ofDraft(command.draft()));
        refuse(reused(command.draft()));
        apply(new DraftSaved(id, command.draft(), clock.instant()));
    }

    /** The fields of back then are the same fields, removed meanwhile or not: their answers are found under these ids. */
    @CommandHandler
    void handle(RevertDraft command, Clock clock) {
        if (command.version() < 1 || command.version() > versions.size())
            refuse(List.of(FormProblem.at("", "version.unknown")));
        FormDefinition then = versions.get(command.version() - 1);
        if (then.equals(draft)) return;
        refuseUnlessCurrent(command.madeFrom());
        apply(new DraftSaved(id, then, clock.instant()));
    }

    @CommandHandler
    void handle(UndoDraft command, Clock clock) {
        refuseUnlessCurrent(command.madeFrom());
        if (before != null) apply(new DraftSaved(id, before, clock.instant()));
    }

    @CommandHandler
    int handle(PublishForm command, Clock clock, Slugs slugs) {
        if (!versions.isEmpty() && draft.equals(versions.getLast())) return versions.size();
        if (command.draft() != drafts) refuse(List.of(FormProblem.at("", "changed-meanwhile")));
        if (archived) refuse(List.of(FormProblem.at("", "archived")));
        refuse(FormProblems.ofPublication(draft));
        Instant now = clock.instant();
        slugs.claim(draft.slug(), id, now);
        apply(new FormPublished(new FormVersion(id, versions.size() + 1), draft, now));
        return versions.size();
    }

    @CommandHandler
    void handle(CloseForm command, Clock clock) {
        if (closed) return;
        if (versions.isEmpty()) refuse(List.of(FormProblem.at("", "never-published")));
        apply(new FormClosed(id, clock.instant()));
    }

    @CommandHandler
    void handle(ReopenForm command, Clock clock) {
        if (archived) refuse(List.of(FormProblem.at("", "archived")));
        if (closed) apply(new FormReopened(id, clock.instant()));
    }

    @CommandHandler
    void handle(ArchiveForm command, Clock clock) {
        if (!archived) apply(new FormArchived(id, clock.instant()));
    }

    @CommandHandler
    void handle(RestoreForm command, Clock clock) {
        if (archived) apply(new FormRestored(id, clock.instant()));
    }

    @CommandHandler
    void handle(SetReaders command, Clock clock) {
        boolean same = readers == null
                ? command.people().isEmpty() && command.roles().isEmpty()
                : readers.people().equals(command.people()) && readers.roles().equals(command.roles());
        if (!same) apply(new ReadersSet(id, command.people(), command.roles(), clock.instant()));
    }

    private void refuseUnlessCurrent(int madeFrom) {
        if (archived) refuse(List.of(FormProblem.at("", "archived")));
        if (madeFrom != drafts) refuse(List.of(FormProblem.at("", "changed-meanwhile")));
    }

    /** A field is either in the draft already or has a number that none had before it; far numbers would use them up. */
    private List<FormProblem> reused(FormDefinition next) {
        List<Field> known = draft.fields();
        return next.fields().stream()
                .filter(field -> known.stream().noneMatch(one -> one.id().equals(field.id())))
                .filter(field -> field.id().number() <= highestField
                        || field.id().number() > highestField + FormProblems.FIELDS_MAX)
                .map(field -> FormProblem.at(field.id().value(), "field.reused"))
                .toList();
    }

    private static void refuse(List<FormProblem> problems) {
        if (!problems.isEmpty()) throw new FormRefusedException(problems);
    }

    @EventSourcingHandler
    void on(FormEvent event) {
        switch (event) {
            case FormCreated created -> {
                id = created.form();
                first = created.draft();
                drafted(created.draft());
            }
            case DraftSaved saved -> drafted(saved.draft());
            case FormPublished done -> versions.add(done.definition());
            case FormClosed _ -> closed = true;
            case FormReopened _ -> closed = false;
            case FormArchived _ -> {
                archived = true;
                closed = true;
            }
            case FormRestored _ -> archived = false;
            case ReadersSet set -> readers = set;
        }
    }

    private void drafted(FormDefinition next) {
        before = draft;
        draft = next;
        drafts++;
        for (Field field : next.fields())
            highestField = Math.max(highestField, field.id().number());
    }
}
