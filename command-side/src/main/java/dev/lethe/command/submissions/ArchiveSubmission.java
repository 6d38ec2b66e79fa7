package dev.lethe.command.submissions;

import dev.lethe.command.submissions.model.SubmissionId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Put a submission out of the way. It stays, and expires as before. */
public record ArchiveSubmission(@TargetAggregateIdentifier SubmissionId submission) {}
