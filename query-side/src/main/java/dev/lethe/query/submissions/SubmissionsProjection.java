package dev.lethe.query.submissions;

import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import dev.lethe.shredding.Personal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Copies tokens; opens nothing. */
@Component
class SubmissionsProjection implements Projection<SubmissionEvent> {

    private static final Table SUBMISSION =
            new Table("submission", "id", "form", "version", "reference", "received_at");
    private static final Table PART = new Table("part", "submission", "person", "key_id", "token");
    private static final Table NOTE =
            new Table("note", "submission", "note", "author", "key_id", "token", "written_at");
    private static final Table WORK = new Table("work", "submission", "position", "actor", "what", "status", "at");

    @Override
    public String name() {
        return "submissions";
    }

    @Override
    public int version() {
        return 4;
    }

    @Override
    public Class<SubmissionEvent> reads() {
        return SubmissionEvent.class;
    }

    @Override
    public void project(SubmissionEvent event, Recorded recorded, Rows rows) {
        switch (event) {
            case SubmissionReceived received -> {
                UUID id = received.submission().value();
                rows.insert(
                        SUBMISSION,
                        id,
                        received.form().form().value(),
                        received.form().version(),
                        received.reference(),
                        received.receivedAt());
                for (int person = 0; person < received.parts().size(); person++) {
                    Personal<Answers> part = received.parts().get(person).answers();
                    rows.insert(PART, id, person, part.keyId(), part.bytes());
                }
            }
            case StatusSet set -> {
                rows.change(
                        "UPDATE submission SET status = ?, status_at = ? WHERE id = ?",
                        set.status().name(),
                        set.at(),
                        set.submission().value());
                work(set.submission(), recorded, "STATUS", set.status().name(), set.at(), rows);
            }
            case NoteAdded added -> {
                rows.insert(
                        NOTE,
                        added.submission().value(),
                        added.note().value(),
                        recorded.actor(),
                        added.text().keyId(),
                        added.text().bytes(),
                        added.at());
                // One that was on its way while the rest was destroyed must be found again.
                rows.change(
                        "UPDATE submission SET living = true WHERE id = ?",
                        added.submission().value());
            }
            case SubmissionArchived archived -> {
                rows.change(
                        "UPDATE submission SET archived_at = ? WHERE id = ?",
                        archived.at(),
                        archived.submission().value());
                work(archived.submission(), recorded, "ARCHIVED", null, archived.at(), rows);
            }
            case SubmissionRestored restored -> {
                rows.change(
                        "UPDATE submission SET archived_at = NULL WHERE id = ?",
                        restored.submission().value());
                work(restored.submission(), recorded, "RESTORED", null, restored.at(), rows);
            }
        }
    }

    private static void work(
            SubmissionId submission, Recorded recorded, String what, @Nullable String status, Instant at, Rows rows) {
        rows.insert(WORK, submission.value(), recorded.position(), recorded.actor(), what, status, at);
    }
}
