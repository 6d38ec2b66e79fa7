package dev.lethe.query.submissions;

import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewMoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditLine;
import dev.lethe.query.audit.AuditWords;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Submissions and saved views, in the audit trail. */
@Component
class SubmissionWords implements AuditWords {

    private static final String SUBMISSION = "submission";
    private static final AuditKind RECEIVED = new AuditKind("submission.received", SUBMISSION, true);
    private static final AuditKind STATUS_SET = new AuditKind("submission.status-set", SUBMISSION);
    private static final AuditKind NOTE_ADDED = new AuditKind("submission.note-added", SUBMISSION);
    private static final AuditKind ARCHIVED = new AuditKind("submission.archived", SUBMISSION);
    private static final AuditKind RESTORED = new AuditKind("submission.restored", SUBMISSION);
    private static final AuditKind VIEW_SAVED = new AuditKind("submission.view-saved", "");
    private static final AuditKind VIEW_MOVED = new AuditKind("submission.view-moved", "");
    private static final AuditKind VIEW_REMOVED = new AuditKind("submission.view-removed", "");

    @Override
    public int order() {
        return 200;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(RECEIVED, STATUS_SET, NOTE_ADDED, ARCHIVED, RESTORED, VIEW_SAVED, VIEW_MOVED, VIEW_REMOVED);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(
                new Telling<>(SubmissionEvent.class, SubmissionWords::submission),
                new Telling<>(ViewEvent.class, SubmissionWords::view));
    }

    private static AuditLine submission(SubmissionEvent event, @Nullable UUID actor) {
        UUID submission = event.submission().value();
        return switch (event) {
            case SubmissionReceived _ -> new AuditLine(RECEIVED, actor, submission);
            case StatusSet e -> new AuditLine(STATUS_SET, actor, submission).detail(e.status());
            case NoteAdded _ -> new AuditLine(NOTE_ADDED, actor, submission);
            case SubmissionArchived _ -> new AuditLine(ARCHIVED, actor, submission);
            case SubmissionRestored _ -> new AuditLine(RESTORED, actor, submission);
        };
    }

    private static AuditLine view(ViewEvent event, @Nullable UUID actor) {
        UUID view = event.view().value();
        return switch (event) {
            case ViewSaved _ -> new AuditLine(VIEW_SAVED, actor, view);
            case ViewMoved _ -> new AuditLine(VIEW_MOVED, actor, view);
            case ViewRemoved _ -> new AuditLine(VIEW_REMOVED, actor, view);
        };
    }
}
