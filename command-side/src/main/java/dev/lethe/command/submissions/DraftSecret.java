package dev.lethe.command.submissions;

import dev.lethe.shredding.RecordId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a link or a visit: 32 random bytes, which stand in the link or the cookie as 43 characters of unpadded
 * base64url (RFC 4648, section 5). It is stored nowhere. A draft is found by its hash, and sealed for a record whose id only
 * the secret gives: so a draft that is put into another's place does not open. Its text form does not show it.
 */
final class DraftSecret {

    private static final int LENGTH = 32;
    private static final int LINK_LENGTH = 43;
    private static final byte[] RECORD = "lethe/2/draft".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;

    private DraftSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    static DraftSecret fresh(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new DraftSecret(bytes);
    }

    /** Empty when this spells no secret, or spells one in another way than {@link #link}. */
    static Optional<DraftSecret> of(String link) {
        if (link.length() != LINK_LENGTH) return Optional.empty();
        try {
            DraftSecret secret = new DraftSecret(Base64.getUrlDecoder().decode(link));
            // The last character has two bits that say nothing.
            return secret.link().equals(link) ? Optional.of(secret) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    String link() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** By which the draft is found: SHA-256 of the secret. */
    byte[] id() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** What the draft is sealed for: the first 16 bytes of HMAC-SHA-256, as they are. */
    Record record() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            ByteBuffer prf = ByteBuffer.wrap(mac.doFinal(RECORD));
            return new Record(new UUID(prf.getLong(), prf.getLong()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    record Record(UUID value) implements RecordId {}

    @Override
    public String toString() {
        return "DraftSecret[…]";
    }
}
