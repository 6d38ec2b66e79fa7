package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.SubmissionId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs submit tokens with HMAC-SHA-256: {@code 0x01 ‖ form (16) ‖ version (4) ‖ seconds (8) ‖ submission (16) ‖ tag (32)}. */
final class SubmitTokens {

    private static final byte FORMAT = 1;
    private static final int SIGNED = 1 + 16 + 4 + 8 + 16;
    private static final int TAG = 32;

    private final SecretKeySpec key;

    /** @param key 32 bytes */
    SubmitTokens(byte[] key) {
        if (key.length != 32) throw new IllegalArgumentException("The key of submit tokens has 32 bytes");
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    String text(SubmitToken token) {
        ByteBuffer bytes = ByteBuffer.allocate(SIGNED + TAG);
        bytes.put(FORMAT);
        put(bytes, token.form().form().value());
        bytes.putInt(token.form().version());
        bytes.putLong(token.issuedAt().getEpochSecond());
        put(bytes, token.submission().value());
        bytes.put(tag(bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** The token that a text is; empty when it was not signed with this key. */
    Optional<SubmitToken> verified(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != SIGNED + TAG || bytes[0] != FORMAT) return Optional.empty();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] tag = new byte[TAG];
        buffer.get(SIGNED, tag);
        if (!MessageDigest.isEqual(tag, tag(bytes))) return Optional.empty();
        buffer.get();
        FormVersion form = new FormVersion(new FormId(uuid(buffer)), buffer.getInt());
        Instant issuedAt = Instant.ofEpochSecond(buffer.getLong());
        return Optional.of(new SubmitToken(form, issuedAt, new SubmissionId(uuid(buffer))));
    }

    private byte[] tag(byte[] token) {
        Mac mac = mac();
        mac.update(token, 0, SIGNED);
        return mac.doFinal();
    }

    /** A fresh HMAC under this key. What it signs must not have the length of a token's signed part. */
    Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    private static void put(ByteBuffer to, UUID id) {
        to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer from) {
        return new UUID(from.getLong(), from.getLong());
    }
}
