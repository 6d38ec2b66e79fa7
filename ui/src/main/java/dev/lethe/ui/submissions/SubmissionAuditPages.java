package dev.lethe.ui.submissions;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.audit.AuditPages;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Whoever may read a submission opens it out of the audit trail. */
@Component
class SubmissionAuditPages implements AuditPages {

    /** Those whom submissions are shown to, where the form lets them. */
    private static final Set<Role> READING = Set.of(Role.EDITOR, Role.CASEWORKER, Role.PRIVACY_OFFICER);

    private final RecordedSubmissions recorded;
    private final Forms forms;
    private final FormReaders readers;

    SubmissionAuditPages(RecordedSubmissions recorded, Forms forms, FormReaders readers) {
        this.recorded = recorded;
        this.forms = forms;
        this.readers = readers;
    }

    @Override
    public String about() {
        return "submission";
    }

    @Override
    public Map<UUID, String> addresses(Collection<UUID> submissions, StaffMember reader) {
        if (Collections.disjoint(reader.roles(), READING)) return Map.of();
        Set<FormId> allowed = readers.readable(forms.ids(), reader.account(), reader.roles());
        Map<UUID, String> readable = new HashMap<>();
        recorded.formsOf(submissions.stream().map(SubmissionId::new).distinct().toList())
                .forEach((submission, form) -> {
                    if (allowed.contains(form)) readable.put(submission.value(), "/staff/submissions/" + submission);
                });
        return readable;
    }
}
