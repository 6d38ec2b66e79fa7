package dev.lethe.command.submissions.model;

import dev.lethe.shredding.Label;

/** What a member of staff calls a saved view. People write names of people there. Its text form does not show it. */
public record ViewName(String text) {

    /** What it is sealed as, in its view. */
    public static final Label<ViewName> VIEW_NAME = Label.of("submission.view-name", ViewName.class);

    @Override
    public String toString() {
        return "ViewName[…]";
    }
}
