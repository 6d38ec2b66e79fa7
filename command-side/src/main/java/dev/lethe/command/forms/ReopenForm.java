package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Take submissions again. An archived form is restored first. Reopening what is open changes nothing. */
public record ReopenForm(@TargetAggregateIdentifier FormId form) {}
