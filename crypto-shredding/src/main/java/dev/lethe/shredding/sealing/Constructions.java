package dev.lethe.shredding.sealing;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Place;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.tree.Prefix;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.AEADBadTagException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The rows and values of the vault, byte by byte: docs/cryptography.md. Methods that open throw when a tag fails. */
public final class Constructions {

    private static final byte[] KEY_ROW = ascii("lethe/2/key");
    private static final byte[] IDENTIFIER_ROW = ascii("lethe/2/identifier-row");
    private static final byte[] VALUE = ascii("lethe/2/value");
    private static final byte[] STREAM = ascii("lethe/2/stream");

    private static final byte TOKEN_VERSION = 1;
    private static final int SEALED_FROM = 1 + 16;

    /** Strict: a sealed value is read in exactly the format that its label names, or not at all. No message quotes it. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Padding.LARGEST)
                            .maxDocumentLength(Padding.LARGEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** By the type of a label, of which there are few. */
    private static final Map<Type, ObjectReader> READERS = new ConcurrentHashMap<>();

    private Constructions() {}

    /** The wrapped key of a key row. */
    public static byte[] wrapKey(byte[] wrappingKey, int epoch, Prefix subject, UUID keyId, byte[] key) {
        return wrapKey(wrappingKey, epoch, subject, keyId, key, Crypto.random(Crypto.NONCE));
    }

    static byte[] wrapKey(byte[] wrappingKey, int epoch, Prefix subject, UUID keyId, byte[] key, byte[] nonce) {
        if (key.length != Crypto.KEY) throw new IllegalArgumentException("A key has 32 bytes");
        return Crypto.seal(wrappingKey, nonce, keyRow(epoch, subject, keyId), key);
    }

    public static byte[] unwrapKey(byte[] wrappingKey, int epoch, Prefix subject, UUID keyId, byte[] wrapped)
            throws AEADBadTagException {
        if (wrapped.length != Crypto.NONCE + Crypto.KEY + Crypto.TAG)
            throw new AEADBadTagException("Not the length of a wrapped key");
        return Crypto.open(wrappingKey, keyRow(epoch, subject, keyId), wrapped);
    }

    public static byte[] sealIdentifier(byte[] identifierKey, int epoch, IdentifierPlace place, String value) {
        return sealIdentifier(identifierKey, epoch, place, value, Crypto.random(Crypto.NONCE));
    }

    static byte[] sealIdentifier(byte[] identifierKey, int epoch, IdentifierPlace place, String value, byte[] nonce) {
        byte[] padded = Padding.pad(value.getBytes(StandardCharsets.UTF_8));
        try {
            return Crypto.seal(identifierKey, nonce, identifierRow(epoch, place), padded);
        } finally {
            Crypto.clear(padded);
        }
    }

    /** The normalised value. */
    public static String openIdentifier(byte[] identifierKey, int epoch, IdentifierPlace place, byte[] sealed)
            throws AEADBadTagException {
        byte[] value = unpadded(Crypto.open(identifierKey, identifierRow(epoch, place), sealed));
        try {
            return new String(value, StandardCharsets.UTF_8);
        } finally {
            Crypto.clear(value);
        }
    }

    /**
     * A token: the value as JSON, padded and sealed for its place.
     *
     * @throws IllegalArgumentException when it cannot be written as JSON, or takes more than 16 MiB
     */
    public static <T> Personal<T> sealValue(byte[] key, UUID keyId, Place<T> place, T value) {
        byte[] json;
        try {
            json = JSON.writerFor(JSON.constructType(place.label().type())).writeValueAsBytes(value);
        } catch (JacksonException e) { // whose message may quote the value
            throw new IllegalArgumentException("A value of " + place.label() + " cannot be written as JSON ("
                    + e.getClass().getSimpleName() + ")");
        }
        try {
            if (json.length > Padding.LARGEST)
                throw new IllegalArgumentException(
                        "A value of " + place.label() + " takes " + json.length + " bytes as JSON, more than 16 MiB");
            return Personal.of(sealBytes(
                    key, keyId, place.label().text(), place.record().value(), json, Crypto.random(Crypto.NONCE)));
        } finally {
            Crypto.clear(json);
        }
    }

    /**
     * The value of a token.
     *
     * @throws AEADBadTagException when the token was changed, or stands where it was not sealed for
     * @throws CannotBeOpenedException when it opens, but does not hold what its label says
     */
    public static <T> T openValue(byte[] key, Sealed<T> value) throws AEADBadTagException {
        Place<T> place = value.place();
        byte[] json = openBytes(
                key, value.token().bytes(), place.label().text(), place.record().value());
        @org.jspecify.annotations.Nullable T read;
        try {
            read = READERS.computeIfAbsent(place.label().type(), type -> JSON.readerFor(JSON.constructType(type)))
                    .readValue(json);
        } catch (JacksonException e) { // whose message may quote the value
            throw unreadable(value, e.getClass().getSimpleName());
        } finally {
            Crypto.clear(json);
        }
        if (read == null) throw unreadable(value, "null");
        return read;
    }

    private static CannotBeOpenedException unreadable(Sealed<?> value, String why) {
        return new CannotBeOpenedException(
                CannotBeOpenedException.Why.UNREADABLE,
                value.token().keyId(),
                "A value sealed as " + value.place().label() + " under key "
                        + value.token().keyId() + " does not have that format (" + why + ")");
    }

    /** A token of any bytes. Only for {@link #sealValue} and for test vectors, since the nonce is the caller's. */
    static byte[] sealBytes(byte[] key, UUID keyId, String label, UUID record, byte[] value, byte[] nonce) {
        byte[] padded = Padding.pad(value);
        try {
            byte[] sealed = Crypto.seal(key, nonce, value(keyId, label, record), padded);
            return ByteBuffer.allocate(SEALED_FROM + sealed.length)
                    .put(TOKEN_VERSION)
                    .put(bytes(keyId))
                    .put(sealed)
                    .array();
        } finally {
            Crypto.clear(padded);
        }
    }

    static byte[] openBytes(byte[] key, byte[] token, String label, UUID record) throws AEADBadTagException {
        if (token.length < Personal.SHORTEST || token[0] != TOKEN_VERSION)
            throw new AEADBadTagException("Not a token of this version");
        ByteBuffer id = ByteBuffer.wrap(token, 1, 16);
        UUID keyId = new UUID(id.getLong(), id.getLong());
        return unpadded(
                Crypto.open(key, value(keyId, label, record), Arrays.copyOfRange(token, SEALED_FROM, token.length)));
    }

    /** The key material of files that are sealed under this record key. The caller clears it. */
    static byte[] streamKey(byte[] key) {
        return Crypto.prf(key, STREAM);
    }

    /** The associated data of a file: that of a value at this place. */
    static byte[] file(UUID keyId, FilePlace place) {
        return value(keyId, place.label().text(), place.record().value());
    }

    /** The seal held, but whoever sealed it did not pad as we do: not ours. */
    private static byte[] unpadded(byte[] padded) throws AEADBadTagException {
        try {
            return Padding.unpad(padded);
        } catch (IllegalArgumentException _) {
            throw new AEADBadTagException("Badly padded");
        } finally {
            Crypto.clear(padded);
        }
    }

    // --- Associated data ---

    private static byte[] keyRow(int epoch, Prefix subject, UUID keyId) {
        return joined(KEY_ROW, fourBytes(epoch), subjectBytes(subject), bytes(keyId));
    }

    private static byte[] identifierRow(int epoch, IdentifierPlace place) {
        byte[] kind = ascii(place.kind());
        return joined(
                IDENTIFIER_ROW,
                fourBytes(epoch),
                subjectBytes(place.subject()),
                new byte[] {(byte) place.n(), (byte) place.of(), (byte) place.flags()},
                twoBytes(kind.length),
                kind);
    }

    private static byte[] value(UUID keyId, String label, UUID record) {
        byte[] text = ascii(label);
        return joined(VALUE, bytes(keyId), bytes(record), twoBytes(text.length), text);
    }

    private static byte[] subjectBytes(Prefix subject) {
        if (subject.digits().length() != Prefix.SUBJECT)
            throw new IllegalArgumentException("Not a subject: " + subject);
        return subject.bytes();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] fourBytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static byte[] twoBytes(int number) {
        return new byte[] {(byte) (number >>> 8), (byte) number};
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) all.put(part);
        return all.array();
    }
}
