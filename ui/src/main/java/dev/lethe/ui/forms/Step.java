package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Draft.Left;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.Problem;
import dev.lethe.command.submissions.SavedAnswers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a visitor is shown next on the way through a form. Text forms show nothing that was typed. */
public sealed interface Step {

    /** A step that shows a page which goes on. */
    sealed interface Showing extends Step permits Start, Ask, Check, Confirm {
        Page page();

        /** Which page it is, for its address and to be sent along as {@link Visit#AT}. */
        String at();
    }

    /**
     * What every page of a form carries along.
     *
     * @param form the version that is being filled in
     * @param token the submit token
     * @param link the secret of the link under which the answers would be saved, or are
     * @param typed all that was typed so far, by the names of the inputs; a field of no name in it was not visited yet
     * @param problems to be mended, by field, in the form's order
     * @param notice what else is to be said first, or null
     * @param left what was typed on an earlier version's page and has no place on this one's
     */
    record Page(
            Published form,
            String token,
            String link,
            Map<String, List<String>> typed,
            Map<FieldId, Problem> problems,
            @Nullable Notice notice,
            List<Left> left) {
        @Override
        public String toString() {
            return "Page[" + form.version() + ", " + problems.size() + " problems]";
        }
    }

    /** The page before the first question, of a form with a page for each. */
    record Start(Page page) implements Showing {
        @Override
        public String at() {
            return Visit.AT_START;
        }
    }

    /**
     * Questions to be answered: all of them, or one.
     *
     * @param at where the visitor is, to be sent along as {@link Visit#AT}
     * @param changing whether the visitor came back from checking the answers, to be sent along as {@link Visit#CHANGING}
     */
    record Ask(Page page, String at, boolean changing, List<Field> fields) implements Showing {
        public Ask {
            fields = List.copyOf(fields);
        }
    }

    /**
     * The answers, to be checked and sent.
     *
     * @param asked the questions that apply, in their order
     * @param answers to these, as they will be kept
     */
    record Check(Page page, List<Field> asked, Map<FieldId, List<String>> answers) implements Showing {
        public Check {
            asked = List.copyOf(asked);
            answers = Map.copyOf(answers);
        }

        @Override
        public String at() {
            return Visit.AT_CHECK;
        }

        @Override
        public String toString() {
            return "Check[" + page + "]";
        }
    }

    /**
     * Nothing is wrong with the answers, but the visitor is to confirm that they are to be sent.
     *
     * @param proof that this was asked, to be sent along as {@link Gatekeeper#CONFIRMED}
     */
    record Confirm(Page page, String proof) implements Showing {
        @Override
        public String at() {
            return Visit.AT_CONFIRM;
        }
    }

    /**
     * It is received, now or by an earlier click.
     *
     * @param current the form as visitors see it now
     * @param version what was sent
     */
    record Sent(Published current, FormVersion version, SubmissionId submission, String reference, Instant receivedAt)
            implements Step {}

    /**
     * What was typed so far is saved, to be gone on with later.
     *
     * @param page at which it was saved, and which can be gone on with now
     */
    record Saved(Showing page, SavedAnswers.Saving.Kept kept) implements Step {}

    /** What is said above a page. */
    sealed interface Notice {

        /** The page was not taken; it carries a fresh token now. */
        record Refused(Outcome.TokenRefused.Reason reason) implements Notice {}

        /**
         * Something else was sent from this page before; it carries a fresh token now.
         *
         * @param differing the fields whose answers differ; empty when that cannot be told
         */
        record SentBefore(String reference, Instant receivedAt, List<Field> differing) implements Notice {
            public SentBefore {
                differing = List.copyOf(differing);
            }
        }

        /** This very page was sent and received before: there is nothing to be saved for later. */
        record SentAlready() implements Notice {}

        /** It was not saved, since it is more than the form can take. */
        record TooMuchToSave() implements Notice {}

        /** The form takes nothing any more: what was typed is shown to be copied, and cannot be sent. */
        record Closed(Instant since) implements Notice {}

        /** It was more than can be taken: what could be read of it is on the page. */
        record TooMuch() implements Notice {}

        /** It was garbled: what could be read of it is on the page. */
        record Unreadable() implements Notice {}

        /** Too much came from the same network lately: the same page can be sent again after this time. */
        record Later(Duration in) implements Notice {}

        /** What was typed on earlier pages is not kept any more: what came with this one is on it. */
        record Earlier() implements Notice {}

        /**
         * It could not be stored just now: the same page can be sent again.
         *
         * @param certain whether nothing was received for sure
         */
        record NotStored(boolean certain) implements Notice {}
    }
}
