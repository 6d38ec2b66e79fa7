package dev.lethe.shredding.tree;

import java.util.HexFormat;

/**
 * A place in the key tree: 0 to 10 hex digits. Ten name a subject, which is one person's part of one record; two a lane, none
 * the whole tree.
 *
 * @param digits lower-case hex
 */
public record Prefix(String digits) implements Comparable<Prefix> {

    public static final int SUBJECT = 10;
    public static final int LANE = 2;

    public Prefix {
        if (digits.length() > SUBJECT) throw new IllegalArgumentException("Not a prefix: " + digits);
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f'))
                throw new IllegalArgumentException("Not a prefix: " + digits);
        }
    }

    /** Whether the other place is this one or lies below it. */
    public boolean contains(Prefix other) {
        return other.digits.startsWith(digits);
    }

    /** As it stands in a row. Only of an even number of digits. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(digits);
    }

    public static Prefix of(byte[] bytes) {
        return new Prefix(HexFormat.of().formatHex(bytes));
    }

    public static Prefix subject(int lane, long number) {
        return new Prefix(
                HexFormat.of().toHexDigits(lane, LANE) + HexFormat.of().toHexDigits(number, SUBJECT - LANE));
    }

    /** The first place of this many digits inside this one, or around it. */
    public Prefix first(int length) {
        return filled(length, "0");
    }

    /** The last place of this many digits inside this one, or around it. */
    public Prefix last(int length) {
        return filled(length, "f");
    }

    private Prefix filled(int length, String digit) {
        return new Prefix(
                digits.length() >= length
                        ? digits.substring(0, length)
                        : digits + digit.repeat(length - digits.length()));
    }

    /** The number of a subject within its lane. */
    long number() {
        return HexFormat.fromHexDigitsToLong(digits, LANE, SUBJECT);
    }

    public int lane() {
        return HexFormat.fromHexDigits(digits, 0, LANE);
    }

    @Override
    public int compareTo(Prefix other) {
        return digits.compareTo(other.digits);
    }

    @Override
    public String toString() {
        return digits;
    }
}
