package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Replace the draft. Visitors go on seeing the published version. Saving what is saved already changes nothing.
 *
 * @param madeFrom the number of the draft that this one was made from: the form began with 1, and each saved one is the
 *     next. When it is not the last one's, somebody saved in between, and nothing is saved, so that no change is lost
 */
public record SaveDraft(@TargetAggregateIdentifier FormId form, int madeFrom, FormDefinition draft) {}
