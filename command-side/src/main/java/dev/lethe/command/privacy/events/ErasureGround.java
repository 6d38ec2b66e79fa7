package dev.lethe.command.privacy.events;

import dev.lethe.shredding.Ground;
import java.util.Optional;
import java.util.stream.Stream;

/** Why data is erased: the grounds of UK GDPR Article 17(1), in its order. The codes are in the ledger for good. */
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
    CHILD_ONLINE_SERVICE("gdpr-17-1-f");

    private final String code;

    ErasureGround(String code) {
        this.code = code;
    }

    /** How the vault's ledger names it. */
    public Ground code() {
        return new Ground(code);
    }

    /** The ground with this code; empty when it is another kind of ground, such as a retention period. */
    public static Optional<ErasureGround> of(Ground code) {
        return Stream.of(values())
                .filter(ground -> ground.code.equals(code.code()))
                .findFirst();
    }
}
