package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.UploadedFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs upload tokens with HMAC-SHA-256, under a key derived from that of the submit tokens. */
final class UploadTokens {

    private static final byte FORMAT = 1;
    private static final int TAG = 32;
    /** A token is no longer than this, in characters. */
    static final int LONGEST = 2_000;

    private static final byte[] PURPOSE = "lethe/1/upload".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    UploadTokens(SubmitTokens tokens) {
        this.key = new SecretKeySpec(tokens.mac().doFinal(PURPOSE), "HmacSHA256");
    }

    String text(UploadToken token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            put(out, token.form().form().value());
            out.writeInt(token.form().version());
            out.writeInt(token.field().number());
            put(out, token.file().id());
            out.writeLong(token.file().size());
            out.writeUTF(token.file().mediaType());
            out.writeUTF(token.file().name());
            out.write(tag(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** The token that a text is; empty when it was not signed with this key. */
    Optional<UploadToken> verified(String text) {
        if (text.length() > LONGEST) return Optional.empty();
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= TAG || bytes[0] != FORMAT) return Optional.empty();
        byte[] signed = Arrays.copyOf(bytes, bytes.length - TAG);
        byte[] tag = Arrays.copyOfRange(bytes, signed.length, bytes.length);
        if (!MessageDigest.isEqual(tag, tag(signed))) return Optional.empty();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(signed, 1, signed.length - 1))) {
            FormVersion form = new FormVersion(new FormId(uuid(in)), in.readInt());
            FieldId field = FieldId.of(in.readInt());
            UUID id = uuid(in);
            long size = in.readLong();
            String mediaType = in.readUTF();
            return Optional.of(new UploadToken(form, field, new UploadedFile(id, in.readUTF(), mediaType, size)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] tag(byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    private static void put(DataOutputStream to, UUID id) throws IOException {
        to.writeLong(id.getMostSignificantBits());
        to.writeLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(DataInputStream from) throws IOException {
        return new UUID(from.readLong(), from.readLong());
    }
}
