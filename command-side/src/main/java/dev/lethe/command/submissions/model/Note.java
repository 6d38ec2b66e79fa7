package dev.lethe.command.submissions.model;

import dev.lethe.shredding.Label;

/**
 * What a member of staff wrote about a submission. It is about the sender, so it is sealed beside the sender's answers and
 * goes with them. Its text form does not show it.
 *
 * @param text several lines, trimmed
 */
public record Note(String text) {

    /** What a note is sealed as, in its submission. */
    public static final Label<Note> NOTE = Label.of("submission.note", Note.class);

    @Override
    public String toString() {
        return "Note[…]";
    }
}
