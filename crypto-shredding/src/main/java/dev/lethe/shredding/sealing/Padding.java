package dev.lethe.shredding.sealing;

import java.util.Arrays;

/**
 * Padmé (PURBs, 2019): what stays behind forever should not tell how long the answer was. A value is followed by 0x80 and
 * zeros, up to at least 32 bytes; at most 12 % are added beyond that.
 */
final class Padding {

    /** The largest value, in bytes. */
    static final int LARGEST = 16 * 1024 * 1024;

    private static final int SMALLEST = 32;

    private Padding() {}

    /**
     * The padded length of a value, in bytes.
     *
     * @param length of the value, 0 to 16 MiB
     */
    static int padded(int length) {
        if (length < 0 || length > LARGEST)
            throw new IllegalArgumentException("A value has 0 to " + LARGEST + " bytes, not " + length);
        int needed = Math.max(length + 1, SMALLEST);
        int exponent = 31 - Integer.numberOfLeadingZeros(needed);
        int kept = 32 - Integer.numberOfLeadingZeros(exponent);
        int mask = (1 << (exponent - kept)) - 1;
        return (needed + mask) & ~mask;
    }

    static byte[] pad(byte[] value) {
        byte[] padded = Arrays.copyOf(value, padded(value.length));
        padded[value.length] = (byte) 0x80;
        return padded;
    }

    /** @throws IllegalArgumentException when this is not exactly what {@link #pad} makes of some value */
    static byte[] unpad(byte[] padded) {
        int end = padded.length - 1;
        while (end >= 0 && padded[end] == 0) end--;
        if (end < 0 || padded[end] != (byte) 0x80 || padded(end) != padded.length)
            throw new IllegalArgumentException("Badly padded");
        return Arrays.copyOf(padded, end);
    }
}
