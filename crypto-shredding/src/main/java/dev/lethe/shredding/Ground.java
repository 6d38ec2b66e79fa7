package dev.lethe.shredding;

import java.util.regex.Pattern;

/**
 * Why a key was destroyed, or a record kept, as a code that says nothing about the person: {@code gdpr-17-1-b},
 * {@code retention}. The vault stores it for good; what the codes mean is the application's affair.
 */
public record Ground(String code) {

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** @throws IllegalArgumentException when the code has another shape: no free text ever enters the ledger */
    public Ground {
        if (!CODE.matcher(code).matches()) throw new IllegalArgumentException("Not the code of a ground");
    }
}
