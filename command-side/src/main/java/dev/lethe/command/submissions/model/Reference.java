package dev.lethe.command.submissions.model;

import dev.lethe.shredding.Identifier;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * The number that a visitor is given: random, without vowels and without characters that look like others, the last one a
 * check that finds every single wrong character and every two that changed places. Two submissions can get the same one,
 * though not likely: once in 10¹².
 */
public final class Reference {

    /** 23 characters, a prime number: that is what makes the check find every swap. */
    static final String ALPHABET = "23456789CFGHJKMNPQRTWXY";

    private static final int LENGTH = 10;

    private Reference() {}

    /** A new one, such as {@code K7Q-F3MX-PRT}. */
    public static String random(SecureRandom random) {
        char[] characters = new char[LENGTH];
        for (int i = 0; i < LENGTH - 1; i++) characters[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        characters[LENGTH - 1] = check(characters);
        return grouped(new String(characters));
    }

    /** A reference as somebody typed it, in any case, with or without hyphens and spaces; empty when it cannot be one. */
    public static Optional<String> parse(String typed) {
        if (typed.length() > 100) return Optional.empty();
        String plain = Identifier.plain(typed).replaceAll("[ \\p{Pd}]", "").toUpperCase(Locale.ROOT);
        if (plain.length() != LENGTH || !plain.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) return Optional.empty();
        if (plain.charAt(LENGTH - 1) != check(plain.toCharArray())) return Optional.empty();
        return Optional.of(grouped(plain));
    }

    /** Weights 1 to 9 are all different and none is 0 modulo 23, so no single error and no swap leaves the sum as it was. */
    private static char check(char[] characters) {
        int sum = 0;
        for (int i = 0; i < LENGTH - 1; i++) sum += (i + 1) * ALPHABET.indexOf(characters[i]);
        return ALPHABET.charAt(sum % ALPHABET.length());
    }

    private static String grouped(String plain) {
        return plain.substring(0, 3) + "-" + plain.substring(3, 7) + "-" + plain.substring(7);
    }
}
