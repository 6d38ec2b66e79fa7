package dev.lethe.ui.submissions;

import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.ui.accounts.StaffMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Who may read, export and delete what was sent with which form: whoever the form names, by account or by role, and nobody
 * else whatever their role. To be asked on every route, for every form.
 */
@Component
class ReadingRights {

    private static final Logger LOG = LoggerFactory.getLogger(ReadingRights.class);

    private final Forms forms;
    private final FormReaders readers;
    private final RecordedSubmissions recorded;

    ReadingRights(Forms forms, FormReaders readers, RecordedSubmissions recorded) {
        this.forms = forms;
        this.readers = readers;
        this.recorded = recorded;
    }

    /** The forms whose submissions this member of staff may read, archived ones too. */
    Set<FormId> readable(StaffMember reader) {
        return readers.readable(forms.ids(), reader.account(), reader.roles());
    }

    /** Whether this member of staff may read what was sent with this form. */
    boolean allow(FormId form, StaffMember reader) {
        return readers.of(form).include(reader.account(), reader.roles());
    }

    /**
     * Lets only readers of this form go on.
     *
     * @throws NotAReaderException for everybody else: shown as a page that says whom to ask
     */
    void require(FormId form, StaffMember reader) {
        if (allow(form, reader)) return;
        if (forms.edited(form).isEmpty()) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        throw new NotAReaderException(form);
    }

    /** Whether this member of staff may read what was sent, by the form that the events name. */
    boolean allow(SubmissionRow row, StaffMember reader) {
        return asSent(List.of(row)).stream().anyMatch(each -> allow(each.form().form(), reader));
    }

    /**
     * Those of these rows that name the form with which their submission was sent. Others were changed by somebody who writes to
     * the database, and would be read by those who may read another form: an alarm, and nothing of them is shown.
     */
    List<SubmissionRow> asSent(List<SubmissionRow> rows) {
        Map<SubmissionId, FormId> sent =
                recorded.formsOf(rows.stream().map(SubmissionRow::id).toList());
        List<SubmissionRow> same = new ArrayList<>(rows.size());
        for (SubmissionRow row : rows) {
            if (row.form().form().equals(sent.get(row.id()))) same.add(row);
            else
                LOG.error(
                        "ALARM: the row of submission {} does not name the form with which its event says that it was sent, and"
                                + " is not shown. Compare the events' database with a backup, and rebuild the read model"
                                + " submissions",
                        row.id());
        }
        return same;
    }

    /**
     * The forms that a report may show to this reader.
     *
     * @throws NotAReaderException when it is about one form that the reader may not read
     */
    Set<FormId> formsOf(ReportQuery query, StaffMember reader) {
        if (query.form() == null) return readable(reader);
        require(query.form(), reader);
        return Set.of(query.form());
    }

    /** This member of staff is not among those whom the form names. */
    static final class NotAReaderException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient FormId form;

        NotAReaderException(FormId form) {
            super("Not a reader of form " + form);
            this.form = form;
        }

        FormId form() {
            return form;
        }
    }
}
