package dev.lethe.query.audit;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can have happened, as the audit trail names it. */
public enum AuditKind {
    FORM_CREATED("form.created"),
    FORM_DRAFT_SAVED("form.draft-saved"),
    FORM_PUBLISHED("form.published"),
    FORM_ADDRESS_CLAIMED("form.address-claimed"),
    FORM_CLOSED("form.closed"),
    FORM_REOPENED("form.reopened"),
    FORM_ARCHIVED("form.archived"),
    FORM_RESTORED("form.restored"),
    FORM_READERS_SET("form.readers-set"),
    SUBMISSION_RECEIVED("submission.received"),
    SUBMISSION_STATUS_SET("submission.status-set"),
    SUBMISSION_NOTE_ADDED("submission.note-added"),
    SUBMISSION_ARCHIVED("submission.archived"),
    SUBMISSION_RESTORED("submission.restored"),
    VIEW_SAVED("submission.view-saved"),
    VIEW_MOVED("submission.view-moved"),
    VIEW_REMOVED("submission.view-removed"),
    DATA_READ("data.read"),
    DATA_EXPORTED("data.exported"),
    SEARCHED_IN_VAIN("data.searched-in-vain"),
    ERASURE_ORDERED("erasure.ordered"),
    ERASURE_FOUND_IN_LEDGER("erasure.found-in-ledger"),
    PERSON_ERASED("erasure.person-erased"),
    RECORD_ERASED("erasure.record-erased"),
    RECORDS_EXPIRED("erasure.records-expired"),
    EXPIRY_STARTED("expiry.started"),
    EXPIRY_REFUSED("expiry.refused"),
    EXPIRY_BATCH_ORDERED("expiry.batch-ordered"),
    EXPIRY_COMPLETED("expiry.completed"),
    SHORT_LIVED_EXPIRED("expiry.short-lived"),
    ACCOUNT_OPENED("account.opened"),
    LINK_ISSUED("account.link-issued"),
    PASSWORD_CHOSEN("account.password-chosen"),
    PROFILE_CHANGED("account.profile-changed"),
    ADDRESS_CHANGED("account.address-changed"),
    ROLES_CHANGED("account.roles-changed"),
    ACCOUNT_SUSPENDED("account.suspended"),
    ACCOUNT_REINSTATED("account.reinstated"),
    ADMINISTRATOR_APPOINTED("account.administrator-appointed"),
    ADMINISTRATOR_DISMISSED("account.administrator-dismissed"),
    SIGNED_IN("account.signed-in"),
    SIGN_IN_REFUSED("account.sign-in-refused"),
    SIGNED_OUT("account.signed-out"),
    /** An event that this version does not know; its type is the entry's detail. */
    OTHER("other");

    private static final Map<String, AuditKind> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(AuditKind::code, Function.identity()));

    private final String code;

    AuditKind(String code) {
        this.code = code;
    }

    /** How the read model and addresses name it. */
    public String code() {
        return code;
    }

    /** @throws IllegalArgumentException when nothing has this code */
    public static AuditKind of(String code) {
        AuditKind kind = BY_CODE.get(code);
        if (kind == null) throw new IllegalArgumentException("Not a kind of audit entry");
        return kind;
    }
}
