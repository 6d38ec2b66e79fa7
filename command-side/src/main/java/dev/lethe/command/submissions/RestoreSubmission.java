package dev.lethe.command.submissions;

import dev.lethe.command.submissions.model.SubmissionId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Bring an archived submission back among the others. */
public record RestoreSubmission(@TargetAggregateIdentifier SubmissionId submission) {}
