package dev.lethe.command.accounts;

import java.text.Normalizer;

/**
 * A password as somebody typed it, in memory only: it is in no command, no event and no text form. Normalised (NFKC), so
 * that another keyboard's way of writing the same characters is the same password.
 */
public final class Password {

    private final String typed;

    private Password(String typed) {
        this.typed = typed;
    }

    public static Password of(String typed) {
        return new Password(Normalizer.normalize(typed, Normalizer.Form.NFKC));
    }

    /** In characters. */
    int length() {
        return typed.codePointCount(0, typed.length());
    }

    String typed() {
        return typed;
    }

    @Override
    public String toString() {
        return "Password[…]";
    }
}
