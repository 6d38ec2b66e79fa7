package dev.lethe.shredding;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a key was destroyed, or a record kept, as a code that says nothing about the person: {@code gdpr-17-1-b},
 * {@code retention}. The vault stores it for good; what the codes mean is the application's affair.
 */
public record Ground(String code) {

    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

    /** Of what lives on under other keys, since it was put right. Nobody orders an erasure on it. */
    public static final Ground REPLACED = new Ground("replaced");

    /** The ground of this code; null when it has another shape. */
    public static @Nullable Ground read(@Nullable String code) {
        return code != null && CODE.matcher(code).matches() ? new Ground(code) : null;
    }

    /** @throws IllegalArgumentException when the code has another shape: no free text ever enters the ledger */
    public Ground {
        if (!CODE.matcher(code).matches()) throw new IllegalArgumentException("Not the code of a ground");
    }
}
