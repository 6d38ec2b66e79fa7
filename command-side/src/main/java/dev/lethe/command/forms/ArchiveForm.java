package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Close a form and put it out of the way. Its submissions stay, and expire as before. */
public record ArchiveForm(@TargetAggregateIdentifier FormId form) {}
