package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Make a published version the draft again, its questions with the ids that they had. Going back to what the draft is already
 * changes nothing.
 *
 * @param madeFrom the number of the draft that the editor saw, as in {@link SaveDraft}
 * @param version from 1
 */
public record RevertDraft(@TargetAggregateIdentifier FormId form, int madeFrom, int version) {}
