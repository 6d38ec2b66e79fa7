package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Begin a form, which visitors do not see until it is published. Beginning one that was begun with the same draft changes nothing. */
public record CreateForm(@TargetAggregateIdentifier FormId form, FormDefinition draft) {}
