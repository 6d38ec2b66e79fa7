package dev.lethe.query.audit;

import dev.lethe.command.accounts.model.AccountId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event is in the audit trail. It holds ids, codes and numbers only, so it has nothing to lose when somebody is erased.
 *
 * @param actor the account that did it; null for visitors and for the system itself
 * @param subject what it is about, if it is about one thing
 * @param detail what the kind alone does not say
 * @param records what was looked at, or whose rights were said; null where the kind has none
 */
public record AuditLine(
        AuditKind kind,
        @Nullable UUID actor,
        @Nullable UUID subject,
        @Nullable String detail,
        @Nullable List<UUID> records) {

    public AuditLine {
        if (records != null) records = List.copyOf(records);
    }

    /** Without a detail and without records. */
    public AuditLine(AuditKind kind, @Nullable UUID actor, @Nullable UUID subject) {
        this(kind, actor, subject, null, null);
    }

    /** A code or a number; a code with a number after a space. */
    public AuditLine detail(String code) {
        return new AuditLine(kind, actor, subject, code, records);
    }

    public AuditLine detail(Enum<?> constant) {
        return detail(code(constant));
    }

    /** The codes of several constants, in their order. */
    public AuditLine detail(Collection<? extends Enum<?>> constants) {
        return detail(constants.stream().map(AuditLine::code).sorted().collect(Collectors.joining(" ")));
    }

    public AuditLine records(Collection<UUID> ids) {
        return new AuditLine(kind, actor, subject, detail, List.copyOf(ids));
    }

    /** By somebody else than the account that sent the command. */
    public AuditLine by(AccountId account) {
        return new AuditLine(kind, account.value(), subject, detail, records);
    }

    /** How a constant is written. */
    public static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
