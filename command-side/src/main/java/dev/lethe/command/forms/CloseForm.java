package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Take no more submissions. Closing what is closed changes nothing; a form that was never published cannot be closed. */
public record CloseForm(@TargetAggregateIdentifier FormId form) {}
