package dev.lethe.shredding;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.ibm.icu.text.IDNA;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives each identifier one spelling, so that equal people compare equal. Normalising twice is normalising once. Messages
 * never repeat what was typed.
 */
final class Normaliser {

    /** The longest text that is looked at, in characters. */
    static final int LONGEST_TYPED = 1000;

    /** The longest normalised identifier, in characters: the longest e-mail address (RFC 3696). */
    static final int LONGEST = 320;

    /** Numbers without a country's prefix are British. */
    private static final String HOME = "GB";

    /** In characters, as somebody writes a telephone number with all its punctuation. */
    private static final int LONGEST_BRITISH = 30;

    private static final int LONGEST_DOMAIN = 253;
    private static final int LONGEST_LABEL = 63;

    /** In characters (RFC 5321, section 4.5.3.1.1). */
    private static final int LONGEST_LOCAL = 64;

    private static final String ATOM = "[^\\s\\p{Cntrl}\"(),:;<>@\\[\\\\\\].]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");

    /** What tells one domain from another in some scripts, and is nothing elsewhere. */
    private static final char ZWNJ = '\u200C';

    private static final char ZWJ = '\u200D';

    /**
     * IDNA 2008 as browsers read it: UTS 46, not transitional, so that ß, ς and joiners are what they are. {@link
     * java.net.IDN} is of 2003, when straße.example was strasse.example.
     */
    private static final IDNA DOMAINS = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ);

    /** Hyphens at the third and fourth place: domains in ASCII have them, as CDNs' do. Other places of hyphens are judged here. */
    private static final Set<IDNA.Error> TOLERATED = EnumSet.of(IDNA.Error.HYPHEN_3_4);

    /** More rounds than any text was seen to need: NFKC, then case, can each make work for the other once. */
    private static final int ROUNDS = 8;

    private Normaliser() {}

    static String normalise(Identifier.Kind kind, String typed) {
        if (typed.length() > LONGEST_TYPED) throw refused(kind, "it is longer than " + LONGEST_TYPED + " characters");
        String before = typed;
        for (int round = 0; round < ROUNDS; round++) {
            String plain = plain(kind, before);
            requireText(kind, plain);
            String after = switch (kind) {
                case EMAIL -> email(plain);
                case PHONE -> phone(plain);
                case NAME -> name(plain);
                case REFERENCE -> reference(plain);
                case ACCOUNT -> account(plain);
            };
            if (after.isEmpty()) throw refused(kind, "it is empty");
            if (after.length() > LONGEST) throw refused(kind, "it is longer than " + LONGEST + " characters");
            if (after.equals(before)) return after;
            before = after;
        }
        throw refused(kind, "it has no stable spelling");
    }

    /**
     * NFKC, without what nobody sees, with every kind of space as one plain space, and none at the ends. Done twice it is done
     * once. What is longer than {@value #LONGEST_TYPED} characters is left alone: none of it is anything but prose, and putting
     * a million accents in order would take hours.
     */
    static String plain(String text) {
        if (text.length() > LONGEST_TYPED) return text;
        return printable(text) ? spaced(text) : spaced(composed(text, false));
    }

    /**
     * The same; but in a domain a joiner stays where it tells one domain from another (RFC 5892, appendix A.1), as in Persian
     * or Hindi.
     */
    static String plain(Identifier.Kind kind, String text) {
        boolean joined = text.indexOf(ZWNJ) >= 0 || text.indexOf(ZWJ) >= 0;
        return kind == Identifier.Kind.EMAIL && joined && text.length() <= LONGEST_TYPED ? address(text) : plain(text);
    }

    private static String address(String text) {
        String joined = composed(text, true);
        int at = joined.lastIndexOf('@');
        if (at < 0) return plain(text);
        String domain = spaced(joined.substring(at + 1));
        return plain(joined.substring(0, at)) + "@" + (ascii(domain) == null ? plain(domain) : domain);
    }

    private static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) < ' ' || text.charAt(i) > '~') return false;
        return true;
    }

    private static String composed(String text, boolean joiners) {
        StringBuilder seen = new StringBuilder(text.length());
        boolean digit = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isUnseen(c) && !(joiners && (c == ZWNJ || c == ZWJ))) continue;
            if (digit && isNumberOfDigits(c)) seen.append(' ');
            seen.appendCodePoint(c);
            digit = Character.isDigit(c);
        }
        return Normalizer.normalize(seen, Normalizer.Form.NFKC);
    }

    /** Whether NFKC makes this one character digits, which must not run into those before: 12½ is not 121⁄2. */
    private static boolean isNumberOfDigits(int c) {
        return Character.getType(c) == Character.OTHER_NUMBER
                && Character.isDigit(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)
                        .codePointAt(0));
    }

    private static String spaced(String text) {
        StringBuilder spaced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) { // no space is a pair of surrogates
            char c = text.charAt(i);
            if (!isSpace(c)) spaced.append(c);
            else if (!spaced.isEmpty() && spaced.charAt(spaced.length() - 1) != ' ') spaced.append(' ');
        }
        int end = spaced.length();
        if (end > 0 && spaced.charAt(end - 1) == ' ') spaced.setLength(end - 1);
        return spaced.toString();
    }

    /** Direction marks, zero-width spaces, soft hyphens, byte-order marks: pasted, never meant. And letters without a look. */
    private static boolean isUnseen(int c) {
        return Character.getType(c) == Character.FORMAT
                || c == '\u034F'
                || c == '\u115F'
                || c == '\u1160'
                || c == '\u3164'
                || c == '\uFFA0';
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static void requireText(Identifier.Kind kind, String text) {
        if (printable(text)) return;
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE ->
                    throw refused(kind, "it has a character that is not text");
                default -> {}
            }
        });
    }

    private static String email(String plain) {
        int at = plain.lastIndexOf('@');
        if (at < 1 || at != plain.indexOf('@'))
            throw refused(Identifier.Kind.EMAIL, "it needs exactly one @ with something before it");
        if (plain.indexOf(' ') >= 0) throw refused(Identifier.Kind.EMAIL, "it has a space in it");
        String local = plain.substring(0, at);
        if (at > LONGEST_LOCAL || !LOCAL.matcher(local).matches())
            throw refused(Identifier.Kind.EMAIL, "no address has that before its @");
        String domain = ascii(plain.substring(at + 1));
        if (domain == null) throw refused(Identifier.Kind.EMAIL, "what follows the @ is not a domain");
        return local.toLowerCase(Locale.ROOT) + "@" + domain;
    }

    /** A domain as it is looked up: in lower-case ASCII, by UTS 46. Null when it is none. */
    static @Nullable String ascii(String domain) {
        if (domain.length() > LONGEST_TYPED) return null;
        String ascii = domain;
        if (isEncoded(domain)) {
            IDNA.Info info = new IDNA.Info();
            ascii = DOMAINS.nameToASCII(domain, new StringBuilder(), info).toString();
            if (!TOLERATED.containsAll(info.getErrors())) return null;
        }
        ascii = ascii.toLowerCase(Locale.ROOT);
        if (ascii.endsWith(".")) ascii = ascii.substring(0, ascii.length() - 1);
        return isLabels(ascii) ? ascii : null;
    }

    /** Whether a domain is more than ASCII: in other characters, or with a label that stands for some ({@code xn--…}). */
    private static boolean isEncoded(String domain) {
        for (int i = 0; i < domain.length(); i++)
            if (domain.charAt(i) > '~' || domain.regionMatches(true, i, "xn--", 0, 4)) return true;
        return false;
    }

    /** Two labels or more of lower-case letters, digits and, not at their ends, hyphens. */
    private static boolean isLabels(String ascii) {
        if (ascii.length() > LONGEST_DOMAIN) return false;
        int begun = 0;
        for (int i = 0; i <= ascii.length(); i++) {
            char c = i < ascii.length() ? ascii.charAt(i) : '.';
            if (c == '.') {
                int length = i - begun;
                if (length < 1 || length > LONGEST_LABEL) return false;
                if (ascii.charAt(begun) == '-' || ascii.charAt(i - 1) == '-') return false;
                if (i == ascii.length()) return begun > 0;
                begun = i + 1;
            } else if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) return false;
        }
        return false;
    }

    private static String phone(String plain) {
        String british = british(plain);
        if (british != null) return british;
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

    /**
     * What libphonenumber would say of the ten digits that nearly everybody types, after 0 or +44, at a hundredth of its cost;
     * null for all others.
     */
    static @Nullable String british(String plain) {
        if (plain.length() > LONGEST_BRITISH) return null;
        StringBuilder number = new StringBuilder(14);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c >= '0' && c <= '9' || c == '+' && i == 0) {
                if (number.length() == 13) return null;
                number.append(c);
            } else if (c != ' ' && c != '-' && c != '(' && c != ')') return null;
        }
        if (number.length() == 11 && number.charAt(0) == '0') number.replace(0, 1, "+44");
        boolean is = number.length() == 13 && number.indexOf("+44") == 0 && number.charAt(3) != '0';
        return is ? number.toString() : null;
    }

    private static String name(String plain) {
        // Up and down again: full case folding, which lower case alone is not (ß and SS).
        return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String account(String plain) {
        try {
            return UUID.fromString(plain).toString();
        } catch (IllegalArgumentException _) {
            throw refused(Identifier.Kind.ACCOUNT, "it is no UUID");
        }
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
            case ACCOUNT -> "an account's id";
        };
        return new IllegalArgumentException("Not " + what + ": " + why);
    }
}
