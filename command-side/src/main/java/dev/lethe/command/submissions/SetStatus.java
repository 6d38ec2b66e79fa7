package dev.lethe.command.submissions;

import dev.lethe.command.forms.events.SubmissionStatus;
import dev.lethe.command.submissions.events.SubmissionId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Say how far the work on a submission is. Setting what it is already changes nothing. */
public record SetStatus(@TargetAggregateIdentifier SubmissionId submission, SubmissionStatus status) {}
