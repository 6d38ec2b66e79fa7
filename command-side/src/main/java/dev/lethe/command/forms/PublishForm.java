package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Make the draft what visitors see, as the form's next version; the answer is its number. Publishing what is published
 * already changes nothing.
 *
 * @param draft the number of the draft that the editor saw. When it is not the last one's, somebody saved in between, and
 *     nothing is published, so that nobody publishes what they have not seen
 */
public record PublishForm(@TargetAggregateIdentifier FormId form, int draft) {}
