package dev.lethe.command.forms;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.forms.events.SlugEvent;
import dev.lethe.command.forms.events.SlugEvent.SlugClaimed;
import dev.lethe.command.forms.model.FormId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One address and the form that has it. Its id follows from the slug, so that two forms cannot both be first. */
@Aggregate
class SlugClaim {

    @AggregateIdentifier
    private @Nullable UUID id;

    private @Nullable FormId form;

    static UUID idOf(String slug) {
        return UUID.nameUUIDFromBytes(("lethe/slug/" + slug).getBytes(StandardCharsets.UTF_8));
    }

    void take(String slug, FormId by, Instant at) {
        if (by.equals(form)) return;
        if (form != null) throw new FormRefusedException(List.of(FormProblem.at("slug", "slug.taken")));
        apply(new SlugClaimed(slug, by, at));
    }

    @EventSourcingHandler
    void on(SlugEvent event) {
        switch (event) {
            case SlugClaimed claimed -> {
                id = idOf(claimed.slug());
                form = claimed.form();
            }
        }
    }

    @Override
    public String toString() {
        return "SlugClaim[" + id + "]";
    }
}
