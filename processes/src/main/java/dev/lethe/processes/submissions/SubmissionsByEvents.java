package dev.lethe.processes.submissions;

import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.RecordedSubmission;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.processes.records.RecordsByEvents;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.RecordRef;
import dev.lethe.query.submissions.Lifetime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks up in the submissions' own events which form each was sent with, when, how far the work on it is, and which keys are its
 * own, each with what it seals, which must open.
 */
@Component
class SubmissionsByEvents implements RecordsByEvents {

    private static final Logger LOG = LoggerFactory.getLogger(SubmissionsByEvents.class);

    private final RecordedSubmissions recorded;
    private final PublishedForms forms;

    SubmissionsByEvents(RecordedSubmissions recorded, PublishedForms forms) {
        this.recorded = recorded;
        this.forms = forms;
    }

    @Override
    public String feature() {
        return "submissions";
    }

    @Override
    public Map<RecordRef, Set<UUID>> keys(Collection<RecordRef> records) {
        Map<SubmissionId, RecordedSubmission> all =
                recorded.of(records.stream().map(SubmissionsByEvents::id).toList());
        Set<SubmissionId> broken = recorded.broken(all.values());
        Map<RecordRef, Set<UUID>> keys = new HashMap<>();
        for (RecordRef each : records) {
            RecordedSubmission submission = all.get(id(each));
            if (submission != null && !broken.contains(submission.id())) keys.put(each, submission.keys());
        }
        return keys;
    }

    private static SubmissionId id(RecordRef record) {
        return new SubmissionId(record.id());
    }

    @Override
    public Found lookUp(List<DueRecord> told, LocalDate day, Instant since) {
        Map<SubmissionId, RecordedSubmission> all =
                recorded.of(told.stream().map(each -> id(each.ref())).toList());
        Set<SubmissionId> broken = recorded.broken(all.values());
        List<DueRecord> due = new ArrayList<>(told.size());
        List<DueRecord> changed = new ArrayList<>();
        for (DueRecord each : told) {
            RecordedSubmission submission = all.get(id(each.ref()));
            if (submission != null && submission.lastAt().isAfter(since) && !isDue(submission, day)) continue;
            String wrong = wrong(each, submission, broken, day);
            if (wrong.isEmpty() && submission != null) {
                due.add(each.with(List.copyOf(submission.keys())));
                continue;
            }
            changed.add(each);
            LOG.error(
                    "ALARM: submission {} is due as a read model has it, and {}. It stays. Compare the events' database with a"
                            + " backup, and rebuild the read model submissions",
                    each.ref().id(),
                    wrong);
        }
        return new Found(due, changed);
    }

    private String wrong(
            DueRecord told, @Nullable RecordedSubmission submission, Set<SubmissionId> broken, LocalDate day) {
        if (submission == null) return "its events are not there, or one of them is missing";
        if (!submission.form().form().toString().equals(told.group())) return "its events name another form";
        if (!submission.keys().containsAll(told.keys())) return "its events do not name a key that the row does";
        if (broken.contains(submission.id())) return "what its events name does not open where it stands";
        return isDue(submission, day) ? "" : "by its events its time is not over";
    }

    private boolean isDue(RecordedSubmission submission, LocalDate day) {
        return lifetime(submission)
                .flatMap(life -> life.lastDay(submission.receivedAt(), submission.status(), submission.statusAt()))
                .filter(last -> CouncilDay.isDue(last, day))
                .isPresent();
    }

    private Optional<Lifetime> lifetime(RecordedSubmission submission) {
        Optional<FormDefinition> told = forms.definition(submission.form());
        Optional<FormDefinition> now = forms.current(submission.form().form()).flatMap(forms::definition);
        return told.flatMap(then -> now.map(current -> new Lifetime(then.processing(), current.processing())));
    }
}
