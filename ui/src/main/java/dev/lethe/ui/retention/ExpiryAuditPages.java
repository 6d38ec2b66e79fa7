package dev.lethe.ui.retention;

import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.audit.AuditPages;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Whoever reads the audit trail may open the runs of the retention. */
@Component
class ExpiryAuditPages implements AuditPages {

    @Override
    public String about() {
        return "expiry-run";
    }

    @Override
    public Map<UUID, String> addresses(Collection<UUID> runs, StaffMember reader) {
        return runs.stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), run -> "/staff/retention/runs/" + run));
    }
}
