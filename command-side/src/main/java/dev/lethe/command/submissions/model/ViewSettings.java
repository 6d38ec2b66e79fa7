package dev.lethe.command.submissions.model;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a saved view shows. Nothing personal: a reference is never saved.
 *
 * @param form the one form, or null for all that its owner may read
 * @param version only this version of the form; null for all
 * @param from received on this day or later; null for any
 * @param to received on this day or before; null for any
 * @param statuses with one of these; empty for all
 * @param archived those that are out of the way, or those that are not
 * @param columns the questions to show; null for all
 * @param newestFirst else oldest first
 * @param size how many are on a page
 */
public record ViewSettings(
        @Nullable FormId form,
        @Nullable Integer version,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        Set<SubmissionStatus> statuses,
        boolean archived,
        @Nullable List<FieldId> columns,
        boolean newestFirst,
        int size) {

    public ViewSettings {
        statuses = Set.copyOf(statuses);
        columns = columns == null ? null : List.copyOf(columns);
    }
}
