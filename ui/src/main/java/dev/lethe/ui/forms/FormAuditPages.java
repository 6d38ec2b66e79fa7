package dev.lethe.ui.forms;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.audit.AuditPages;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Editors open forms out of the audit trail. */
@Component
class FormAuditPages implements AuditPages {

    @Override
    public String about() {
        return "form";
    }

    @Override
    public Map<UUID, String> addresses(Collection<UUID> forms, StaffMember reader) {
        if (!reader.is(Role.EDITOR)) return Map.of();
        return forms.stream().distinct().collect(Collectors.toMap(Function.identity(), form -> "/staff/forms/" + form));
    }
}
