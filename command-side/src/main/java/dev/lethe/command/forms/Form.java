package dev.lethe.command.forms;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import java.time.Clock;
import java.time.Instant;
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

    private FormDefinition draft;
    /** The first is 1. The read model counts the same events. */
    private int drafts;

    private @Nullable FormDefinition published;
    private int version;
    /** The highest number that any field ever had, removed ones included. */
    private int highestField;

    @SuppressWarnings("NullAway.Init") // the first event fills it
    Form() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(CreateForm command, Clock clock) {
        if (drafts > 0) return; // the same page was sent twice
        refuse(FormProblems.ofDraft(command.draft()));
        apply(new FormCreated(command.form(), command.draft(), clock.instant()));
    }

    @CommandHandler
    void handle(SaveDraft command, Clock clock) {
        if (command.draft().equals(draft)) return;
        if (command.madeFrom() != drafts) refuse(List.of(FormProblem.at("", "changed-meanwhile")));
        refuse(FormProblems.ofDraft(command.draft()));
        refuse(reused(command.draft()));
        apply(new DraftSaved(id, command.draft(), clock.instant()));
    }

    @CommandHandler
    int handle(PublishForm command, Clock clock, Slugs slugs) {
        if (draft.equals(published)) return version;
        refuse(FormProblems.ofPublication(draft));
        Instant now = clock.instant();
        slugs.claim(draft.slug(), id, now);
        apply(new FormPublished(new FormVersion(id, version + 1), draft, now));
        return version;
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
                drafted(created.draft());
            }
            case DraftSaved saved -> drafted(saved.draft());
            case FormPublished done -> {
                version = done.version().version();
                published = done.definition();
            }
        }
    }

    private void drafted(FormDefinition next) {
        draft = next;
        drafts++;
        for (Field field : next.fields())
            highestField = Math.max(highestField, field.id().number());
    }
}
