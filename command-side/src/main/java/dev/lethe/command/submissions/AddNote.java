package dev.lethe.command.submissions;

import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Personal;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Record a note that is sealed already. Answers false, and does nothing, when there is one with this id. */
public record AddNote(@TargetAggregateIdentifier SubmissionId submission, NoteId note, Personal<Note> text) {}
