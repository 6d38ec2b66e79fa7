package dev.lethe.query.audit;

/**
 * What can have happened, as the audit trail names it. A feature names its own, in its {@link AuditWords}.
 *
 * @param code how the read model and addresses name it, for ever: small letters, digits, hyphens and dots. Its texts have it in their
 *     keys
 * @param about what a line's subject is, by which its page is found: {@code form}, say; empty where it leads nowhere
 * @param visitors whether those who do it are visitors, where no account did
 */
public record AuditKind(String code, String about, boolean visitors) {

    /** An event that this version does not know; its type is the entry's detail. */
    public static final AuditKind OTHER = new AuditKind("other", "");

    public AuditKind {
        if (!code.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*")) throw new IllegalArgumentException("Not a code: " + code);
    }

    /** What members of staff do, or the system by itself. */
    public AuditKind(String code, String about) {
        this(code, about, false);
    }
}
