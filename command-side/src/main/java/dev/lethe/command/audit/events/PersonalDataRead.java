package dev.lethe.command.audit.events;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.model.Occasion;
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
}
