package dev.lethe.query.retention;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Processing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is due on a day, and what follows.
 *
 * @param day the council's day
 * @param living how many submissions there are of which something can be read
 * @param forms those that have any, by title
 */
public record Outlook(LocalDate day, long living, List<OfForm> forms) {

    public Outlook {
        forms = List.copyOf(forms);
    }

    /** How many are due. */
    public long due() {
        return forms.stream().mapToLong(OfForm::due).sum();
    }

    /** The forms of which something is due. */
    public List<OfForm> dueForms() {
        return forms.stream().filter(form -> form.due() > 0).toList();
    }

    /**
     * The same for one form.
     *
     * @param says what the form says now
     * @param toldShorter whether visitors who answered an earlier version were told that it is deleted sooner
     * @param living how many there are
     * @param due how many go on this day
     * @param within7 how many go on it or within the next seven days
     * @param within30 how many go on it or within the next thirty days
     * @param held how many would be due and stay, since something of them was kept on a ground when a person was erased
     * @param oldest when the first of those that are due came; null when none is
     * @param newest when the last of them came
     */
    public record OfForm(
            FormId form,
            String title,
            Processing says,
            boolean toldShorter,
            long living,
            long due,
            long within7,
            long within30,
            long held,
            @Nullable Instant oldest,
            @Nullable Instant newest) {}
}
