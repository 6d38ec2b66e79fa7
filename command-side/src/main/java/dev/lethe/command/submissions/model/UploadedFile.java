package dev.lethe.command.submissions.model;

import dev.lethe.shredding.FileLabel;
import java.util.List;
import java.util.UUID;

/**
 * A file among the answers: what names it. Its content is sealed beside the submission. Its text form shows neither name nor
 * type.
 *
 * @param id of the sealed content
 * @param name as the visitor's computer named it, without folders
 * @param mediaType what its content is, not what it said it was
 * @param size in bytes
 */
public record UploadedFile(UUID id, String name, String mediaType, long size) {

    /** What its content is sealed under, beside the submission. The part is the field's number. */
    public static final FileLabel CONTENT = FileLabel.of("submission.file");

    /** How it stands among the answers. */
    public List<String> answer() {
        return List.of(id.toString(), name, mediaType, Long.toString(size));
    }

    /** @throws IllegalArgumentException when the answer is not that of a field for files */
    public static UploadedFile of(List<String> answer) {
        if (answer.size() != 4) throw new IllegalArgumentException("Not the answer of a field for files");
        return new UploadedFile(
                UUID.fromString(answer.get(0)), answer.get(1), answer.get(2), Long.parseLong(answer.get(3)));
    }

    @Override
    public String toString() {
        return "UploadedFile[" + id + "]";
    }
}
