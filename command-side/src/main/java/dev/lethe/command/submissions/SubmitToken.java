package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;

/**
 * What a form's page carries, signed, so that visitors need no session: which version it shows, since when, and which
 * submission it will become. As text it belongs into a hidden field, never into a URL.
 *
 * @param issuedAt in whole seconds
 */
record SubmitToken(FormVersion form, Instant issuedAt, SubmissionId submission) {}
