package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.SubmissionId;
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
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Carries a reference, and the right to open a copy, to the page that shows them, through the address that the browser is
 * sent to.
 *
 * <p>Not in a cookie, since visitors get none; not in a session, since there is none; not readable, since an address stays in
 * histories and logs and a reference leads to a person's record. So it is sealed (AES-256-GCM), in two layers. The outer one,
 * under a key derived from that of the submit tokens, holds what may be shown for an hour. The right to a copy is sealed
 * inside it under a key that is in no database, see {@link CopyKeys}: whoever has one, of whatever age, reads nothing with it.
 */
@Component
public class Receipts {

    /** How long the page shows the reference. */
    public static final Duration GOOD_FOR = Duration.ofHours(1);

    /** How long after it was received a copy of what was sent can be opened, at the most. */
    public static final Duration COPY_FOR = Duration.ofMinutes(20);

    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int COPY = NONCE + 16 + TAG;
    private static final int FIXED = 8 + 8 + 16 + 4 + COPY;
    private static final byte[] PURPOSE = "lethe/3/receipt".getBytes(StandardCharsets.US_ASCII);

    private final SubmitKey key;
    private final CopyKeys copies;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Receipts(SubmitKey key, Clock clock) {
        this.key = key;
        this.copies = new CopyKeys(clock);
        this.clock = clock;
    }

    /**
     * What a receipt says.
     *
     * @param form the version that was sent
     * @param reference empty when the receipt is too old to show it
     * @param copy what may be opened; empty when it is too late for that, or when this process did not give the right to it
     * @param copyUntil until when it may be
     */
    public record Receipt(
            FormVersion form,
            Instant receivedAt,
            Optional<String> reference,
            Optional<SubmissionId> copy,
            Instant copyUntil) {}

    /** A receipt, sealed for an address: letters, digits, hyphens and underscores. */
    public String seal(SubmissionId submission, FormVersion form, Instant receivedAt, String reference) {
        byte[] text = reference.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer plain = ByteBuffer.allocate(FIXED + text.length);
        plain.putLong(clock.instant().getEpochSecond()).putLong(receivedAt.getEpochSecond());
        put(plain, form.form().value());
        plain.putInt(form.version());
        ByteBuffer right = ByteBuffer.allocate(16);
        put(right, submission.value());
        plain.put(sealed(copies.newest(), right.array())).put(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed(receiptKey(), plain.array()));
    }

    /** What was sealed; empty when it was not sealed here. */
    public Optional<Receipt> open(String sealed) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return opened(receiptKey(), bytes).map(this::receipt);
    }

    private Receipt receipt(byte[] bytes) {
        ByteBuffer plain = ByteBuffer.wrap(bytes);
        Instant at = Instant.ofEpochSecond(plain.getLong());
        Instant receivedAt = Instant.ofEpochSecond(plain.getLong());
        FormVersion form = new FormVersion(new FormId(uuid(plain)), plain.getInt());
        byte[] right = new byte[COPY];
        plain.get(right);
        String reference = new String(bytes, FIXED, bytes.length - FIXED, StandardCharsets.US_ASCII);
        Instant now = clock.instant();
        Instant copyUntil = receivedAt.plus(COPY_FOR);
        return new Receipt(
                form,
                receivedAt,
                now.isAfter(at.plus(GOOD_FOR)) ? Optional.empty() : Optional.of(reference),
                now.isAfter(copyUntil) ? Optional.empty() : submission(right),
                copyUntil);
    }

    private Optional<SubmissionId> submission(byte[] right) {
        return copies.living().stream()
                .flatMap(living -> opened(living, right).stream())
                .map(id -> new SubmissionId(uuid(ByteBuffer.wrap(id))))
                .findFirst();
    }

    private static void put(ByteBuffer to, UUID id) {
        to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer from) {
        return new UUID(from.getLong(), from.getLong());
    }

    private byte[] sealed(SecretKey under, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = crypt(Cipher.ENCRYPT_MODE, under, nonce, plain);
            return ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no AES-GCM", e);
        }
    }

    private static Optional<byte[]> opened(SecretKey under, byte[] sealed) {
        if (sealed.length < NONCE + TAG) return Optional.empty();
        try {
            return Optional.of(crypt(
                    Cipher.DECRYPT_MODE,
                    under,
                    Arrays.copyOf(sealed, NONCE),
                    Arrays.copyOfRange(sealed, NONCE, sealed.length)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static byte[] crypt(int mode, SecretKey under, byte[] nonce, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, under, new GCMParameterSpec(8 * TAG, nonce));
        return cipher.doFinal(input);
    }

    private SecretKey receiptKey() {
        return new SecretKeySpec(key.tokens().mac().doFinal(PURPOSE), "AES");
    }
}
