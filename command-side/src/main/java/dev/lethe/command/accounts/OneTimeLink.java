package dev.lethe.command.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret of a link that works once: 32 random bytes. Only its SHA-256 is ever stored, and its text form does not show
 * it: {@link #secret()} is for the page that hands it over.
 */
public final class OneTimeLink {

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String secret;

    private OneTimeLink(String secret) {
        this.secret = secret;
    }

    /** A new one. */
    public static OneTimeLink fresh() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new OneTimeLink(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** One that came with a request; empty when it cannot be one. */
    public static Optional<OneTimeLink> of(String secret) {
        return SECRET.matcher(secret).matches() ? Optional.of(new OneTimeLink(secret)) : Optional.empty();
    }

    /** 43 characters that can stand in a path. */
    public String secret() {
        return secret;
    }

    /** SHA-256 of the secret in lower-case hex: by what the link is known. */
    public String hash() {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    @Override
    public String toString() {
        return "OneTimeLink[…]";
    }
}
