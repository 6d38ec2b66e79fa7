package dev.lethe.command.submissions;

import dev.lethe.command.submissions.model.UploadedFile;

/** What became of a file that a visitor attached. */
public sealed interface Upload {

    /** It is stored, sealed, until the form is sent or the page is too old. */
    record Stored(UploadedFile file) implements Upload {}

    /** It is not taken; nothing of it was stored. */
    record Refused(Problem problem) implements Upload {}
}
