package dev.lethe.command.privacy.model;

import dev.lethe.shredding.Ground;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why data is erased: the grounds of UK GDPR Article 17(1), in its order; those on which staff delete single submissions
 * without anybody having asked; and the end of the time for which it was to be kept, which nobody has to ask for. The codes
 * are in the ledger for good.
 */
public enum ErasureGround {
    /** (a) The data is no longer necessary for what it was collected for. */
    NO_LONGER_NECESSARY("gdpr-17-1-a"),
    /** (b) Consent was withdrawn, and there is no other legal ground. */
    CONSENT_WITHDRAWN("gdpr-17-1-b"),
    /** (c) The person objected under Article 21, and nothing overriding speaks for keeping it. */
    OBJECTION("gdpr-17-1-c"),
    /** (d) The data was processed unlawfully. */
    UNLAWFUL_PROCESSING("gdpr-17-1-d"),
    /** (e) The law obliges the council to erase it. */
    LEGAL_OBLIGATION("gdpr-17-1-e"),
    /** (f) It was collected from a child for an online service, under Article 8(1). */
    CHILD_ONLINE_SERVICE("gdpr-17-1-f"),
    /** Deleted by staff: what it was sent for is done, and nobody needs it any more. */
    DELETED_NOT_NEEDED("deleted-not-needed"),
    /** Deleted by staff: the same was sent more than once. */
    DELETED_DUPLICATE("deleted-duplicate"),
    /** Deleted by staff: somebody tried the form out. */
    DELETED_TEST("deleted-test"),
    /** Deleted by staff: it was not sent in earnest. */
    DELETED_SPAM("deleted-spam"),
    /** Deleted by staff: its sender did not mean to send it, or sent it to the wrong place. */
    DELETED_SENT_BY_MISTAKE("deleted-sent-by-mistake"),
    /** The time is over that the visitor was told, or that the form says now (Article 5(1)(e)). */
    RETENTION("retention");

    /** Those that a person's request is decided on: Article 17(1). */
    public static final List<ErasureGround> OF_THE_LAW = List.of(
            NO_LONGER_NECESSARY,
            CONSENT_WITHDRAWN,
            OBJECTION,
            UNLAWFUL_PROCESSING,
            LEGAL_OBLIGATION,
            CHILD_ONLINE_SERVICE);

    /** Those on which staff delete single submissions. */
    public static final List<ErasureGround> OF_DELETIONS =
            List.of(DELETED_NOT_NEEDED, DELETED_DUPLICATE, DELETED_TEST, DELETED_SPAM, DELETED_SENT_BY_MISTAKE);

    private final String code;

    ErasureGround(String code) {
        this.code = code;
    }

    /** How the vault's ledger names it. */
    public Ground code() {
        return new Ground(code);
    }

    /** The ground with this code; empty when it is another kind of ground. */
    public static Optional<ErasureGround> of(Ground code) {
        return Stream.of(values())
                .filter(ground -> ground.code.equals(code.code()))
                .findFirst();
    }
}
