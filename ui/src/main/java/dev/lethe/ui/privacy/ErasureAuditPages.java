package dev.lethe.ui.privacy;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.audit.AuditPages;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Privacy officers open erasures out of the audit trail. */
@Component
class ErasureAuditPages implements AuditPages {

    @Override
    public String about() {
        return "erasure";
    }

    @Override
    public Map<UUID, String> addresses(Collection<UUID> erasures, StaffMember reader) {
        if (!reader.is(Role.PRIVACY_OFFICER)) return Map.of();
        return erasures.stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), erasure -> "/staff/erasures/" + erasure));
    }

    /** What an erasure's lines say more is its ground. */
    @Override
    public String details(AuditKind kind) {
        return "privacy.ground";
    }
}
