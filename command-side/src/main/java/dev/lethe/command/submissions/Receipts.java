package dev.lethe.command.submissions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Carries a reference to the page that shows it, through the address that the browser is sent to.
 *
 * <p>Not in a cookie, since visitors get none; not in a session, since there is none, and any node may be asked next; not
 * readable, since an address stays in histories and logs and a reference leads to a person's record. So it is sealed
 * (AES-256-GCM, a key derived from that of the submit tokens), holds nothing else, and is good for an hour.
 */
@Component
public class Receipts {

    /** How long the page shows the reference. */
    public static final Duration GOOD_FOR = Duration.ofHours(1);

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "lethe/1/receipt".getBytes(StandardCharsets.US_ASCII);

    private final SubmitKey key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Receipts(SubmitKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * What a receipt says.
     *
     * @param reference empty when the receipt is too old to show it
     */
    public record Receipt(Optional<String> reference) {}

    /** The reference, sealed for an address: letters, digits, hyphens and underscores. */
    public String seal(String reference) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] text = reference.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer plain = ByteBuffer.allocate(Long.BYTES + text.length);
        plain.putLong(clock.instant().getEpochSecond()).put(text);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, plain.array()).orElseThrow();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    /** What was sealed; empty when it was not sealed here. */
    public Optional<Receipt> open(String sealed) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= NONCE) return Optional.empty();
        return crypt(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE), Arrays.copyOfRange(bytes, NONCE, bytes.length))
                .map(plain -> {
                    Instant at = Instant.ofEpochSecond(ByteBuffer.wrap(plain).getLong());
                    if (clock.instant().isAfter(at.plus(GOOD_FOR))) return new Receipt(Optional.empty());
                    return new Receipt(Optional.of(
                            new String(plain, Long.BYTES, plain.length - Long.BYTES, StandardCharsets.US_ASCII)));
                });
    }

    private Optional<byte[]> crypt(int mode, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, receiptKey(), new GCMParameterSpec(TAG_BITS, nonce));
            return Optional.of(cipher.doFinal(input));
        } catch (GeneralSecurityException e) {
            if (mode == Cipher.DECRYPT_MODE) return Optional.empty();
            throw new IllegalStateException("This Java has no AES-GCM", e);
        }
    }

    private SecretKeySpec receiptKey() {
        return new SecretKeySpec(key.tokens().mac().doFinal(PURPOSE), "AES");
    }
}
