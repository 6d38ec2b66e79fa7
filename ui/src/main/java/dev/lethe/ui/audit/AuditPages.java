package dev.lethe.ui.audit;

import dev.lethe.query.audit.AuditKind;
import dev.lethe.ui.accounts.StaffMember;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** The pages that lines of the audit trail are about. A feature that has some implements it, as a bean in its own package. */
public interface AuditPages {

    /** What they begin with where a feature says nothing else; the kind's code follows. */
    String DETAIL = "audit.detail.";

    /** What they are about: {@link AuditKind#about}. */
    String about();

    /** The addresses of the pages about these, of those that this reader may open. */
    Map<UUID, String> addresses(Collection<UUID> subjects, StaffMember reader);

    /** What the keys of the texts of its lines' details begin with. */
    default String details(AuditKind kind) {
        return DETAIL + kind.code();
    }
}
