package dev.lethe.command.privacy.model;

import dev.lethe.shredding.Ground;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why data of an erased person is kept all the same: the exceptions of UK GDPR Article 17(3), and the restriction of
 * Article 18(1)(c), which the person can ask for instead. The codes are in the vault for good.
 */
public enum KeepGround {
    /** Art. 17(3)(a): exercising the right of freedom of expression and information. */
    FREEDOM_OF_EXPRESSION("gdpr-17-3-a"),
    /** Art. 17(3)(b): a legal obligation, a task in the public interest, or official authority. */
    LEGAL_OBLIGATION_OR_PUBLIC_TASK("gdpr-17-3-b"),
    /** Art. 17(3)(c): public health. */
    PUBLIC_HEALTH("gdpr-17-3-c"),
    /** Art. 17(3)(d): archiving in the public interest, research, or statistics, which erasure would seriously impair. */
    ARCHIVING("gdpr-17-3-d"),
    /** Art. 17(3)(e): establishing, exercising or defending legal claims. */
    LEGAL_CLAIMS("gdpr-17-3-e"),
    /** Art. 18(1)(c): the person needs it for a legal claim of their own. */
    PERSONS_OWN_CLAIM("gdpr-18-1-c");

    private final String code;

    KeepGround(String code) {
        this.code = code;
    }

    /** How the vault names it. */
    public Ground code() {
        return new Ground(code);
    }

    /** The ground with this code; empty when the code means something else. */
    public static Optional<KeepGround> of(Ground code) {
        return Stream.of(values())
                .filter(ground -> ground.code.equals(code.code()))
                .findFirst();
    }
}
