package dev.lethe.command.audit.events;

import dev.lethe.command.accounts.events.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.serialization.Revision;

/**
 * A member of staff was shown personal data. Recorded before it is shown; holds no search terms and nothing of what was
 * shown.
 *
 * @param reader who looked
 * @param occasion in what view
 * @param records the records that were opened, or found by their reference, at most one page of them
 */
@Revision("1")
public record PersonalDataRead(AccountId reader, Occasion occasion, List<UUID> records, Instant at) {

    public PersonalDataRead {
        records = List.copyOf(records);
    }

    /** Where staff see personal data. */
    public enum Occasion {
        /** A page of a form's submissions. */
        SUBMISSION_LIST,
        /** One submission in full. */
        SUBMISSION,
        /** A file that was sent with a submission. */
        FILE,
        /** A person or a submission was looked for and found; what is held was not opened by that. */
        SEARCH_WITH_RESULT,
        /** A person or a submission was looked for and nothing was found. */
        SEARCH_WITHOUT_RESULT,
        /** Everything that is held of a person. */
        PERSON,
        /** The list of accounts. */
        ACCOUNTS
    }
}
