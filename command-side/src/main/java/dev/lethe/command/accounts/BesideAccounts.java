package dev.lethe.command.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordKeys;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values that a feature keeps beside the accounts of the staff, under keys of theirs: they move with an account. */
public interface BesideAccounts {

    /**
     * A value that was sealed anew.
     *
     * @param id of the record that it stands in
     * @param value null where it cannot be opened any more, since it was lost with events that moved it: it is let go
     */
    record Moved(UUID id, @Nullable Personal<?> value) {}

    /** Seals anew, under the only key of these, all that there is beside an account. */
    List<Moved> sealAnew(AccountId account, RecordKeys keys);

    /**
     * Has the events say where it stands now. In the unit of work, and so in the commit, that moves the account.
     *
     * @return false when that is not all that there is any more
     */
    boolean move(AccountId account, List<Moved> moved);
}
