package dev.lethe.command.forms;

import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Replace the draft. Visitors go on seeing the published version. Saving what is saved already changes nothing. */
public record SaveDraft(@TargetAggregateIdentifier FormId form, FormDefinition draft) {}
