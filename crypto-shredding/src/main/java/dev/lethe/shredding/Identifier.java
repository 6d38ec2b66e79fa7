package dev.lethe.shredding;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that tells who a person is, already normalised, so that equal people are equal. Its text form does not show
 * the value.
 *
 * @param kind what it is
 * @param value the normalised value
 */
public record Identifier(Kind kind, String value) {

    /** What an identifier is. Only an e-mail address of the public resolves to a person; the others find possible matches. */
    public enum Kind {
        EMAIL("email"),
        PHONE("phone"),
        NAME("name"),
        REFERENCE("reference"),
        /** The id of an account, beside the address of a member of staff: that is how the address finds the account. */
        ACCOUNT("account");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** The text that is authenticated with the value. */
        public String code() {
            return code;
        }

        public static @Nullable Kind of(String code) {
            for (Kind kind : values()) if (kind.code.equals(code)) return kind;
            return null;
        }
    }

    /**
     * Normalises what a person typed: as {@link #plain(Kind, String)} does; then an e-mail's domain in lower-case ASCII (IDNA
     * 2008: UTS 46, non-transitional) and its local part in lower case; a telephone number in E.164; a name with its case
     * folded; a reference in upper case without spaces.
     *
     * @throws IllegalArgumentException when it cannot be one; the message does not repeat it
     */
    public static Identifier of(Kind kind, String typed) {
        return new Identifier(kind, Normaliser.normalise(kind, typed));
    }

    /**
     * What a person typed, as it is to be kept and shown: in NFKC, without format characters and other characters that nobody
     * sees, with every kind of space as one plain space and none at the ends. It is the same identifier as what was typed. Of
     * an e-mail's domain, joiners that tell it from another one stay. What is longer than 1,000 characters is given back as it
     * is, and is none.
     */
    public static String plain(Kind kind, String typed) {
        return Normaliser.plain(kind, typed);
    }

    /** The same, of what is no identifier and no prose either: an address, a date, a postcode. */
    public static String plain(String typed) {
        return Normaliser.plain(typed);
    }

    /** Whether this is a domain with at least two labels, in any spelling (UTS 46, non-transitional). */
    public static boolean isDomain(String typed) {
        return Normaliser.ascii(typed) != null;
    }

    /** An e-mail address as a person typed it. See {@link #of}. */
    public static Identifier email(String typed) {
        return of(Kind.EMAIL, typed);
    }

    /** The account of a member of staff. */
    public static Identifier account(UUID id) {
        return new Identifier(Kind.ACCOUNT, id.toString());
    }

    @Override
    public String toString() {
        return "Identifier[" + kind.code() + "]";
    }
}
