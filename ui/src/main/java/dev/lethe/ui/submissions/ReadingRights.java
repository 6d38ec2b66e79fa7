package dev.lethe.ui.submissions;

import dev.lethe.command.forms.events.FormId;
import dev.lethe.query.forms.Forms;
import dev.lethe.ui.accounts.StaffMember;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Who may read, export and delete what was sent with which form: whoever the form names, by account or by role, and nobody
 * else whatever their role. To be asked on every route, for every form.
 */
@Component
class ReadingRights {

    private final Forms forms;

    ReadingRights(Forms forms) {
        this.forms = forms;
    }

    /** The forms whose submissions this member of staff may read, archived ones too. */
    Set<FormId> readable(StaffMember reader) {
        return forms.readableBy(reader.account(), reader.roles());
    }

    /** Whether this member of staff may read what was sent with this form. */
    boolean allow(FormId form, StaffMember reader) {
        return forms.readers(form).include(reader.account(), reader.roles());
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
