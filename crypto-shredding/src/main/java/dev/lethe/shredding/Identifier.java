package dev.lethe.shredding;

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
        REFERENCE("reference");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** The text that enters the keyed hash. */
        public String code() {
            return code;
        }
    }

    /**
     * Normalises what a person typed: NFKC, trimmed; an e-mail's domain in lower-case ASCII (IDNA) and its local part in
     * lower case; a telephone number in E.164; a name with single spaces and case folded; a reference in upper case
     * without spaces.
     *
     * @throws IllegalArgumentException when it cannot be one; the message does not repeat it
     */
    public static Identifier of(Kind kind, String typed) {
        return new Identifier(kind, Normaliser.normalise(kind, typed));
    }

    /** An e-mail address as a person typed it. See {@link #of}. */
    public static Identifier email(String typed) {
        return of(Kind.EMAIL, typed);
    }

    @Override
    public String toString() {
        return "Identifier[" + kind.code() + "]";
    }
}
