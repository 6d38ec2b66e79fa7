package dev.lethe.query.audit;

import dev.lethe.command.accounts.model.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit trail. Ids, codes and numbers; nothing personal.
 *
 * @param position the event's place in the store's order
 * @param actor who did it; null for visitors and for the system itself
 * @param subject what it is about, if it is about one thing: the kind says what that is
 * @param detail what the kind alone does not say: a form's version, a ground's code, where somebody looked
 * @param records the records that were looked at
 */
public record AuditEntry(
        long position,
        Instant at,
        @Nullable AccountId actor,
        AuditKind kind,
        @Nullable UUID subject,
        @Nullable String detail,
        List<UUID> records) {

    public AuditEntry {
        records = List.copyOf(records);
    }
}
