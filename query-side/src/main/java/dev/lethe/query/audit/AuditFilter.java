package dev.lethe.query.audit;

import dev.lethe.command.accounts.model.AccountId;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the audit trail to show; null for all.
 *
 * @param from the first day, in Europe/London
 * @param to the last day, included
 * @param kind what happened
 * @param account who did it
 */
public record AuditFilter(
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable AuditKind kind,
        @Nullable AccountId account) {

    /** Everything. */
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null);
}
