package dev.lethe.shredding;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Gives each identifier one spelling, so that equal people hash equally. Normalising twice is normalising once. Messages
 * never repeat what was typed.
 */
final class Normaliser {

    /** The longest text that is looked at, in characters. */
    static final int LONGEST_TYPED = 1000;

    /** The longest normalised identifier, in characters: the longest e-mail address (RFC 3696). */
    static final int LONGEST = 320;

    /** Numbers without a country's prefix are British. */
    private static final String HOME = "GB";

    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+" + "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** ASCII, and no label of it an encoded one ({@code xn--…}). */
    private static final Pattern PLAIN_DOMAIN = Pattern.compile("(?!.*[Xx][Nn]--)\\p{ASCII}*");

    /** More rounds than any text was seen to need: NFKC, then case, can each make work for the other once. */
    private static final int ROUNDS = 8;

    private Normaliser() {}

    static String normalise(Identifier.Kind kind, String typed) {
        if (typed.length() > LONGEST_TYPED) throw refused(kind, "it is longer than " + LONGEST_TYPED + " characters");
        String before = typed;
        for (int round = 0; round < ROUNDS; round++) {
            String plain = plain(kind, before);
            String after = switch (kind) {
                case EMAIL -> email(plain);
                case PHONE -> phone(plain);
                case NAME -> name(plain);
                case REFERENCE -> reference(plain);
            };
            if (after.isEmpty()) throw refused(kind, "it is empty");
            if (after.length() > LONGEST) throw refused(kind, "it is longer than " + LONGEST + " characters");
            if (after.equals(before)) return after;
            before = after;
        }
        throw refused(kind, "it has no stable spelling");
    }

    /** NFKC, without invisible characters, with every kind of space as one plain space, and none at the ends. */
    private static String plain(Identifier.Kind kind, String text) {
        StringBuilder plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().forEach(c -> {
            if (space(c)) {
                if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') plain.append(' ');
                return;
            }
            switch (Character.getType(c)) {
                case Character.FORMAT -> {} // zero-width spaces, byte-order and direction marks: pasted, never meant
                case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE ->
                    throw refused(kind, "it has a character that is not text");
                default -> plain.appendCodePoint(c);
            }
        });
        int end = plain.length();
        if (end > 0 && plain.charAt(end - 1) == ' ') plain.setLength(end - 1);
        return plain.toString();
    }

    private static boolean space(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static String email(String plain) {
        int at = plain.lastIndexOf('@');
        if (at < 1 || at != plain.indexOf('@'))
            throw refused(Identifier.Kind.EMAIL, "it needs exactly one @ with something before it");
        if (plain.indexOf(' ') >= 0) throw refused(Identifier.Kind.EMAIL, "it has a space in it");
        return plain.substring(0, at).toLowerCase(Locale.ROOT) + "@" + domain(plain.substring(at + 1));
    }

    private static String domain(String typed) {
        String ascii;
        try {
            // There and back, so that both spellings of an international domain come out the same; most have only one.
            if (PLAIN_DOMAIN.matcher(typed).matches()) ascii = typed.toLowerCase(Locale.ROOT);
            else
                ascii = IDN.toASCII(IDN.toUnicode(typed, IDN.ALLOW_UNASSIGNED), IDN.ALLOW_UNASSIGNED)
                        .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) { // whose messages repeat it
            throw refused(Identifier.Kind.EMAIL, "what follows the @ is not a domain");
        }
        if (ascii.endsWith(".")) ascii = ascii.substring(0, ascii.length() - 1);
        if (ascii.length() > 253 || !DOMAIN.matcher(ascii).matches())
            throw refused(Identifier.Kind.EMAIL, "what follows the @ is not a domain");
        return ascii;
    }

    private static String phone(String plain) {
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        try {
            var number = phones.parse(plain, HOME);
            // Possible, not valid: numbering plans change faster than any list of them, and a phone only finds, never
            // merges.
            if (!phones.isPossibleNumber(number)) throw refused(Identifier.Kind.PHONE, "it is not a telephone number");
            return phones.format(number, PhoneNumberUtil.PhoneNumberFormat.E164);
        } catch (NumberParseException _) {
            throw refused(Identifier.Kind.PHONE, "it is not a telephone number");
        }
    }

    private static String name(String plain) {
        // Up and down again: full case folding, which lower case alone is not (ß and SS).
        return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String reference(String plain) {
        return plain.replace(" ", "").toUpperCase(Locale.ROOT);
    }

    private static IllegalArgumentException refused(Identifier.Kind kind, String why) {
        String what = switch (kind) {
            case EMAIL -> "an e-mail address";
            case PHONE -> "a telephone number";
            case NAME -> "a name";
            case REFERENCE -> "a reference";
        };
        return new IllegalArgumentException("Not " + what + ": " + why);
    }
}
