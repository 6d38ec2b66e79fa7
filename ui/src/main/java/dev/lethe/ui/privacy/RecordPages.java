package dev.lethe.ui.privacy;

import dev.lethe.query.records.PersonalRecord;
import dev.lethe.ui.accounts.StaffMember;
import java.util.Optional;
import java.util.function.Function;

/** Where records of one feature are seen, and erased one by one; a bean of each feature that has such pages. */
public interface RecordPages {

    /** The code of the feature whose records they are of. */
    String feature();

    /** Tells of each record the path of the page that shows it, if this member of staff may see it now. */
    Function<PersonalRecord, Optional<String>> readBy(StaffMember reader);

    /** The path of the page on which it can be erased with everybody in it. */
    Optional<String> erase(PersonalRecord record);
}
