package dev.lethe.shredding.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sealed files once more, from the wire format's description and JCE alone: HMAC-SHA-256, HKDF (RFC 5869) and AES-GCM. What
 * somebody would write who has a backup and docs/cryptography.md, and neither Tink nor our code.
 */
final class PlainStreaming {

    private static final int SEGMENT = 65_536;
    private static final int TAG = 16;
    private static final int HEADER = 1 + 32 + 7;

    private PlainStreaming() {}

    static byte[] seal(byte[] key, UUID keyId, String label, UUID record, byte[] salt, byte[] prefix, byte[] plain) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        sealed.write(2);
        sealed.writeBytes(bytes(keyId));
        sealed.write(HEADER);
        sealed.writeBytes(salt);
        sealed.writeBytes(prefix);
        byte[] fileKey = fileKey(key, keyId, label, record, salt);
        int at = 0;
        for (int number = 0; ; number++) {
            int end = Math.min(plain.length, at + SEGMENT - TAG - (number == 0 ? HEADER : 0));
            boolean last = end == plain.length;
            sealed.writeBytes(
                    segment(Cipher.ENCRYPT_MODE, fileKey, prefix, number, last, Arrays.copyOfRange(plain, at, end)));
            at = end;
            if (last) return sealed.toByteArray();
        }
    }

    static byte[] open(byte[] key, String label, UUID record, byte[] sealed) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(sealed);
        if (in.get() != 2) throw new IOException("Not a sealed file");
        UUID keyId = new UUID(in.getLong(), in.getLong());
        if (in.get() != HEADER) throw new IOException("Not Tink's header");
        byte[] salt = new byte[32];
        byte[] prefix = new byte[7];
        in.get(salt).get(prefix);
        byte[] fileKey = fileKey(key, keyId, label, record, salt);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int number = 0; ; number++) {
            byte[] segment = new byte[Math.min(in.remaining(), SEGMENT - (number == 0 ? HEADER : 0))];
            in.get(segment);
            plain.writeBytes(segment(Cipher.DECRYPT_MODE, fileKey, prefix, number, !in.hasRemaining(), segment));
            if (!in.hasRemaining()) return plain.toByteArray();
        }
    }

    private static byte[] segment(int mode, byte[] key, byte[] prefix, int number, boolean last, byte[] text) {
        byte[] nonce = ByteBuffer.allocate(12)
                .put(prefix)
                .putInt(number)
                .put((byte) (last ? 1 : 0))
                .array();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] fileKey(byte[] key, UUID keyId, String label, UUID record, byte[] salt) {
        byte[] text = label.getBytes(StandardCharsets.US_ASCII);
        byte[] aad = ByteBuffer.allocate(13 + 16 + 16 + 2 + text.length)
                .put("lethe/2/value".getBytes(StandardCharsets.US_ASCII))
                .put(bytes(keyId))
                .put(bytes(record))
                .putShort((short) text.length)
                .put(text)
                .array();
        byte[] material = mac(key, "lethe/2/stream".getBytes(StandardCharsets.US_ASCII));
        byte[] extracted = mac(salt, material);
        return mac(
                extracted,
                ByteBuffer.allocate(aad.length + 1).put(aad).put((byte) 1).array());
    }

    private static byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
