package dev.lethe.ui.submissions;

import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.privacy.RecordPages;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Where a submission is seen, by who may read those of its form, and erased. */
@Component
class SubmissionPages implements RecordPages {

    private final FormReaders readers;
    private final Forms forms;

    SubmissionPages(FormReaders readers, Forms forms) {
        this.readers = readers;
        this.forms = forms;
    }

    @Override
    public String feature() {
        return "submissions";
    }

    @Override
    public Function<PersonalRecord, Optional<String>> readBy(StaffMember reader) {
        Set<FormId> readable = readers.readable(forms.ids(), reader.account(), reader.roles());
        return record -> readable.contains(new FormId(UUID.fromString(record.group())))
                ? Optional.of(path(record))
                : Optional.empty();
    }

    @Override
    public Optional<String> erase(PersonalRecord record) {
        return Optional.of(path(record) + "/erase");
    }

    private static String path(PersonalRecord record) {
        return "/staff/submissions/" + record.ref().id();
    }
}
