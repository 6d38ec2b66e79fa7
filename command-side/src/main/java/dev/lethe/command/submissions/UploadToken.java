package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.UploadedFile;

/**
 * What a page carries, signed, of a file that was attached: as which answer it was taken. As text it belongs into a hidden
 * field, never into a URL, since it holds the file's name.
 *
 * @param file its id is the upload's
 */
record UploadToken(FormVersion form, FieldId field, UploadedFile file) {}
