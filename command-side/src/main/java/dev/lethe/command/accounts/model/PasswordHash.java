package dev.lethe.command.accounts.model;

import dev.lethe.shredding.Label;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password, hashed with argon2id. Sealed all the same, since a short password can be found from its hash. Its text form
 * does not show it.
 *
 * @param encoded in PHC's format, with parameters and salt
 */
public record PasswordHash(String encoded) {

    /** What a password's hash is sealed as. */
    public static final Label<PasswordHash> PASSWORD = Label.of("account.password", PasswordHash.class);

    /** 32 bytes for a purpose of one's own, which whoever does not have the hash cannot tell from random ones. */
    public byte[] key(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(encoded.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "PasswordHash[…]";
    }
}
