package dev.lethe.processes.retention;

import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.RecordedSubmission;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.retention.DueSubmission;
import dev.lethe.query.retention.Lifetime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks up in the events themselves what a read model says is due: which form it was sent with, when, how far the work on it
 * is, and which keys are its own, each with what it seals, which must open. Who writes to a read model's rows can keep
 * something from going, and have nothing go.
 */
@Component
class DueByEvents {

    private static final Logger LOG = LoggerFactory.getLogger(DueByEvents.class);

    private final RecordedSubmissions recorded;
    private final PublishedForms forms;

    DueByEvents(RecordedSubmissions recorded, PublishedForms forms) {
        this.recorded = recorded;
        this.forms = forms;
    }

    /**
     * What was looked up.
     *
     * @param due with the keys that the events name
     * @param changed of which the read model does not say what the events do
     */
    record Found(List<DueSubmission> due, List<DueSubmission> changed) {}

    /** @param since when the read models were known to be current: what happened later is no sign that they were changed */
    Found lookUp(List<DueSubmission> told, LocalDate day, Instant since) {
        Map<SubmissionId, RecordedSubmission> all =
                recorded.of(told.stream().map(DueSubmission::id).toList());
        Set<SubmissionId> broken = recorded.broken(all.values());
        List<DueSubmission> due = new ArrayList<>(told.size());
        List<DueSubmission> changed = new ArrayList<>();
        for (DueSubmission each : told) {
            RecordedSubmission submission = all.get(each.id());
            if (submission != null && submission.lastAt().isAfter(since) && !isDue(submission, day)) continue;
            String wrong = wrong(each, submission, broken, day);
            if (wrong.isEmpty() && submission != null) {
                due.add(new DueSubmission(each.id(), each.form(), List.copyOf(submission.keys())));
                continue;
            }
            changed.add(each);
            LOG.error(
                    "ALARM: submission {} is due as a read model has it, and {}. It stays. Compare the events' database with a"
                            + " backup, and rebuild the read model submissions",
                    each.id(),
                    wrong);
        }
        return new Found(due, changed);
    }

    private String wrong(
            DueSubmission told, @Nullable RecordedSubmission submission, Set<SubmissionId> broken, LocalDate day) {
        if (submission == null) return "its events are not there, or one of them is missing";
        if (!submission.form().form().equals(told.form())) return "its events name another form";
        if (!submission.keys().containsAll(told.keys())) return "its events do not name a key that the row does";
        if (broken.contains(submission.id())) return "what its events name does not open where it stands";
        return isDue(submission, day) ? "" : "by its events its time is not over";
    }

    private boolean isDue(RecordedSubmission submission, LocalDate day) {
        return lifetime(submission)
                .flatMap(life -> life.lastDay(submission.receivedAt(), submission.status(), submission.statusAt()))
                .filter(last -> Lifetime.isDue(last, day))
                .isPresent();
    }

    private Optional<Lifetime> lifetime(RecordedSubmission submission) {
        Optional<FormDefinition> told = forms.definition(submission.form());
        Optional<FormDefinition> now = forms.current(submission.form().form()).flatMap(forms::definition);
        return told.flatMap(then -> now.map(current -> new Lifetime(then.processing(), current.processing())));
    }
}
