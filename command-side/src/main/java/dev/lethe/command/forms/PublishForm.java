package dev.lethe.command.forms;

import dev.lethe.command.forms.events.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Make the draft what visitors see, as the form's next version; the answer is its number. Publishing what is published
 * already changes nothing.
 */
public record PublishForm(@TargetAggregateIdentifier FormId form) {}
