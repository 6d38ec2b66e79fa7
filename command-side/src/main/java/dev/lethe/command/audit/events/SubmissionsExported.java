package dev.lethe.command.audit.events;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.model.ExportFormat;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A member of staff took submissions away in a file. Recorded before any of them is opened, so it holds also when the
 * download breaks off. Which ones they were follows from what was asked and the position in the store; that they can be
 * many is why they are not listed.
 *
 * @param reader who took them
 * @param forms of these forms
 * @param version of this version of the form; null for all
 * @param from received on this day or later, in Europe/London; null for any
 * @param to received on this day or before; null for any
 * @param statuses with one of these; empty for all
 * @param archived those that were out of the way, or those that were not
 * @param found the records that a reference led to, since the reference is not kept here; empty when none was asked for
 * @param questions whose answers were in the file, when it was one form's; one of several forms held those to all questions
 *     that may be exported
 * @param notes whether what staff wrote was in it too
 * @param count how many submissions
 * @param position the last event that was known to the read model they were taken from
 */
@Revision("1")
public record SubmissionsExported(
        AccountId reader,
        List<FormId> forms,
        @Nullable Integer version,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        List<SubmissionStatus> statuses,
        boolean archived,
        List<UUID> found,
        List<FieldId> questions,
        boolean notes,
        ExportFormat format,
        long count,
        long position,
        Instant at) {

    public SubmissionsExported {
        forms = List.copyOf(forms);
        statuses = List.copyOf(statuses);
        found = List.copyOf(found);
        questions = List.copyOf(questions);
    }
}
