package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Say how far the work on a submission is. Setting what it is already changes nothing. */
public record SetStatus(@TargetAggregateIdentifier SubmissionId submission, SubmissionStatus status) {}
