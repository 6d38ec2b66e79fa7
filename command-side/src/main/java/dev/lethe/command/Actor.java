package dev.lethe.command;

import dev.lethe.command.accounts.model.AccountId;
import java.util.UUID;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/** Who causes a command: in its metadata, from where every event that follows inherits it. Random ids only. */
public final class Actor {

    /** The metadata key; its value is the account's id as text. Absent for visitors and for the system itself. */
    public static final String KEY = "actor";

    /** Lethe itself, where an actor has to be named: in the vault's ledger, for what it destroys because its time is over. */
    public static final AccountId SYSTEM = new AccountId(new UUID(0, 0));

    private Actor() {}

    /** The metadata's value for a member of staff. */
    public static String of(AccountId account) {
        return account.toString();
    }

    /**
     * The metadata of what this account causes.
     *
     * @param account null, or {@link #SYSTEM}, for the system itself, of which events name nobody
     */
    public static MetaData metadata(@Nullable AccountId account) {
        return account == null || account.equals(SYSTEM) ? MetaData.emptyInstance() : MetaData.with(KEY, of(account));
    }
}
