package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Gatekeeper.Signs;
import dev.lethe.ui.forms.Gatekeeper.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The one way to the intake for all that comes from outside: past the gatekeeper. */
@Component
class Sending {

    private final SubmissionIntake intake;
    private final Gatekeeper gatekeeper;

    Sending(SubmissionIntake intake, Gatekeeper gatekeeper) {
        this.intake = intake;
        this.gatekeeper = gatekeeper;
    }

    /** What became of it. */
    sealed interface Result {

        /** The intake looked at it. */
        record Done(Outcome outcome) implements Result {}

        /**
         * Nothing is wrong with it, but the visitor is to confirm first.
         *
         * @param proof that this was asked, to be sent along as {@link Gatekeeper#CONFIRMED}
         */
        record Confirm(String proof) implements Result {}

        /** Too much came from there lately; nothing was stored. */
        record Later(Duration in) implements Result {}
    }

    /**
     * Sends what was typed. What is wrong with it is said before anybody is asked to confirm it.
     *
     * @param current the form as it is published now, whose spam control counts
     * @param shown the version that was filled in
     */
    Result send(Published current, Published shown, String token, Map<String, List<String>> typed, Signs signs) {
        FormId form = current.version().form();
        Optional<Duration> later = lookingAgain(signs);
        if (later.isPresent()) return new Result.Later(later.get());
        if (!isAcceptable(form, shown, token, typed)) return done(intake.submit(form, token, typed), signs);
        return switch (gatekeeper.judge(form, current.definition().spamControl(), token, signs)) {
            case Verdict.Later(Duration in) -> new Result.Later(in);
            case Verdict.Confirm(String proof) -> new Result.Confirm(proof);
            case Verdict.Welcome _ -> {
                Outcome outcome = intake.submit(form, token, typed);
                if (!(outcome instanceof Outcome.Accepted)) gatekeeper.notStored(signs);
                yield done(outcome, signs);
            }
        };
    }

    private Result done(Outcome outcome, Signs signs) {
        switch (outcome) {
            case Outcome.Invalid _, Outcome.Changed _, Outcome.TokenRefused _, Outcome.Closed _ -> refused(signs);
            case Outcome.Accepted _, Outcome.AlreadyReceived _, Outcome.NotStored _ -> {}
        }
        return new Result.Done(outcome);
    }

    /** How long to wait before answers from there are looked at again, after so many were refused; empty when they may be now. */
    Optional<Duration> lookingAgain(Signs signs) {
        return gatekeeper.lookingAgain(signs.address());
    }

    /** Counts answers that were looked at and refused on their way through the pages. */
    void refused(Signs signs) {
        gatekeeper.refused(signs.address());
    }

    /** How long to wait before more is saved from there; empty when it may be saved now, and then it counts. */
    Optional<Duration> saving(Signs signs) {
        return gatekeeper.saving(signs.address());
    }

    /** What cannot be told now is the intake's to say: it answers in a way that keeps what was typed. */
    private boolean isAcceptable(FormId form, Published shown, String token, Map<String, List<String>> typed) {
        try {
            return intake.refusal(form, token).isEmpty()
                    && intake.review(shown.version(), shown.definition(), typed)
                            .problems()
                            .isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
