package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What became of a form that was sent. None of these holds an answer. */
public sealed interface Outcome {

    /** It is stored, durably. */
    record Accepted(SubmissionId submission, String reference, Instant receivedAt) implements Outcome {}

    /** The same was stored before, by the same page: a double click, a reload, a retry. Nothing was added. */
    record AlreadyReceived(SubmissionId submission, String reference, Instant receivedAt) implements Outcome {}

    /**
     * Something else was stored before, by the same page. Nothing was added; to send this too, send it again with a fresh
     * token.
     *
     * @param differing the fields whose answers differ; empty when the earlier ones can no longer be read
     */
    record Changed(SubmissionId submission, String reference, Instant receivedAt, Set<FieldId> differing)
            implements Outcome {
        public Changed {
            differing = Set.copyOf(differing);
        }
    }

    /** Some answers cannot be taken; nothing was stored. The problems are in the order of the form's fields. */
    record Invalid(Map<FieldId, Problem> problems) implements Outcome {
        public Invalid {
            problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
        }
    }

    /** The page it came from is not accepted; nothing was stored. Show it again with a fresh token and the same answers. */
    record TokenRefused(Reason reason) implements Outcome {
        /** Why. */
        public enum Reason {
            /** It is missing, was changed, or was not made here. */
            NOT_OURS,
            /** It was made for another form. */
            OTHER_FORM,
            /** The page was opened too long ago. */
            EXPIRED
        }
    }

    /**
     * The form takes no submissions any more, and either the page was opened after it closed or the time to finish is over;
     * nothing was stored. Show the page again with the same answers, for the visitor to copy.
     */
    record Closed(Instant since) implements Outcome {}

    /**
     * It could not be stored now. Show the page again with the same answers and the same token, to be sent again later.
     *
     * @param certain whether nothing was stored for sure; else the store may have it all the same, and sending it again, with
     *     the same token, will tell
     */
    record NotStored(boolean certain) implements Outcome {}
}
