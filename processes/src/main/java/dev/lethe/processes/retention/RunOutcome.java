package dev.lethe.processes.retention;

import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.query.retention.Outlook;

/** What became of a run that somebody asked for. */
public sealed interface RunOutcome {

    /** All that was due is destroyed. */
    record Done(ExpiryRunId run, long destroyed) implements RunOutcome {}

    /** Nothing was destroyed: somebody has to take a second look. */
    record Refused(ExpiryRunId run, ExpiryRefusal why, Outlook outlook) implements RunOutcome {}

    /** Nothing was destroyed: what is due is not what the second look saw. */
    record Changed(Outlook outlook) implements RunOutcome {}

    /** Some of it is destroyed; a batch is ordered and not complete, and the rest follows it. */
    record Held(ExpiryRunId run, String why) implements RunOutcome {}

    /** It was allowed, and goes on. */
    record UnderWay(ExpiryRunId run) implements RunOutcome {}

    /** Another run is under way. */
    record Busy() implements RunOutcome {}
}
