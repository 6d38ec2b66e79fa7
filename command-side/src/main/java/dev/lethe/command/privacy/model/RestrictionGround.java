package dev.lethe.command.privacy.model;

import dev.lethe.shredding.Ground;
import java.util.Optional;
import java.util.stream.Stream;

/** Why the processing of a person's data is restricted: UK GDPR Article 18(1). The codes are in the vault for good. */
public enum RestrictionGround {
    /** Art. 18(1)(a): the person contests that it is accurate, for as long as that is being looked at. */
    ACCURACY_CONTESTED("gdpr-18-1-a"),
    /** Art. 18(1)(b): the processing was unlawful, and the person would rather have it restricted than erased. */
    UNLAWFUL("gdpr-18-1-b"),
    /** Art. 18(1)(c): it is no longer needed, but by the person for a legal claim. */
    PERSONS_OWN_CLAIM("gdpr-18-1-c"),
    /** Art. 18(1)(d): the person objected, for as long as it is being looked at whose grounds override. */
    OBJECTED("gdpr-18-1-d");

    private final String code;

    RestrictionGround(String code) {
        this.code = code;
    }

    /** How the vault names it. */
    public Ground code() {
        return new Ground(code);
    }

    /** The ground with this code; empty when the code means something else. */
    public static Optional<RestrictionGround> of(Ground code) {
        return Stream.of(values())
                .filter(ground -> ground.code.equals(code.code()))
                .findFirst();
    }
}
