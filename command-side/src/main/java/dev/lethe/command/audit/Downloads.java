package dev.lethe.command.audit;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.events.SubmissionsExported;
import dev.lethe.command.audit.model.ExportFormat;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Records that staff are about to take personal data away. When it cannot be recorded, nothing must be handed out. */
@Component
public class Downloads {

    private final EventGateway events;
    private final Clock clock;

    Downloads(EventGateway events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /**
     * Which submissions are taken, in codes; {@link SubmissionsExported} says what each part means.
     *
     * @param found what a reference led to; empty when none was asked for
     * @param questions whose answers are taken, of one form; empty for several forms
     */
    public record Taken(
            Set<FormId> forms,
            @Nullable Integer version,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            Set<SubmissionStatus> statuses,
            boolean archived,
            List<UUID> found,
            List<FieldId> questions,
            boolean notes,
            long count,
            long position) {
        public Taken {
            forms = Set.copyOf(forms);
            statuses = Set.copyOf(statuses);
            found = List.copyOf(found);
            questions = List.copyOf(questions);
        }
    }

    /** Returns when it is durable. */
    public void record(AccountId reader, ExportFormat format, Taken taken) {
        events.publish(new SubmissionsExported(
                reader,
                taken.forms.stream()
                        .sorted((a, b) -> a.value().compareTo(b.value()))
                        .toList(),
                taken.version,
                taken.from,
                taken.to,
                taken.statuses.stream().sorted().toList(),
                taken.archived,
                taken.found,
                taken.questions,
                taken.notes,
                format,
                taken.count,
                taken.position,
                clock.instant()));
    }
}
