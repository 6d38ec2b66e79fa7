package dev.lethe.ui.submissions;

import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.submissions.NoteRow;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Unsealing;
import dev.lethe.ui.accounts.StaffMember;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Opens what is about to be shown, once it is recorded that it will be: what cannot be recorded is not shown. */
@Component
class Looking {

    private static final Logger log = LoggerFactory.getLogger(Looking.class);

    private final Looks looks;
    private final Unsealing vault;

    Looking(Looks looks, Unsealing vault) {
        this.looks = looks;
        this.vault = vault;
    }

    /** Records a look at these submissions. */
    void record(StaffMember reader, Occasion occasion, Collection<SubmissionId> submissions) {
        try {
            looks.record(
                    reader.account(),
                    occasion,
                    submissions.stream().map(SubmissionId::value).toList());
        } catch (RuntimeException failure) {
            log.error("A look at submissions could not be recorded, so nothing is shown", failure);
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
        }
    }

    /** Records a look at a page of submissions, if there are any, and opens all of it at once. */
    Openings list(StaffMember reader, List<SubmissionRow> rows) {
        if (!rows.isEmpty())
            record(
                    reader,
                    Occasion.SUBMISSION_LIST,
                    rows.stream().map(SubmissionRow::id).toList());
        return vault.openAll(rows.stream().flatMap(SubmissionRow::sealed).toList());
    }

    /** Records a look at one submission, and opens it with the notes about it. */
    Openings one(StaffMember reader, SubmissionRow row, List<NoteRow> notes) {
        record(reader, Occasion.SUBMISSION, List.of(row.id()));
        return vault.openAll(
                Stream.<Sealed<?>>concat(row.sealed(), notes.stream().flatMap(NoteRow::sealed))
                        .toList());
    }
}
