package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Take the last change of the draft back. Doing so twice brings the change back.
 *
 * @param madeFrom the number of the draft that the editor saw, as in {@link SaveDraft}
 */
public record UndoDraft(@TargetAggregateIdentifier FormId form, int madeFrom) {}
