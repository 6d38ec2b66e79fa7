package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Bring an archived form back among the others. It stays closed. */
public record RestoreForm(@TargetAggregateIdentifier FormId form) {}
