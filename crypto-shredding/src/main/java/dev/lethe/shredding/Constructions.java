package dev.lethe.shredding;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
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
final class Constructions {

    private static final byte[] KEY_ROW = ascii("lethe/1/key");
    private static final byte[] SUBJECT_ROW = ascii("lethe/1/subject-row");
    private static final byte[] UNUSED = ascii("lethe/1/unused");
    private static final byte[] IDENTIFIER = ascii("lethe/1/identifier");
    private static final byte[] IDENTIFIER_ROW = ascii("lethe/1/identifier-row");
    private static final byte[] VALUE = ascii("lethe/1/value");
    private static final byte[] STREAM = ascii("lethe/1/stream");

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

    /** The wrapped record key of a key row. */
    static byte[] wrapKey(byte[] wrappingKey, int epoch, Prefix slot, UUID keyId, byte[] key) {
        return wrapKey(wrappingKey, epoch, slot, keyId, key, Crypto.random(Crypto.NONCE));
    }

    static byte[] wrapKey(byte[] wrappingKey, int epoch, Prefix slot, UUID keyId, byte[] key, byte[] nonce) {
        if (key.length != Crypto.KEY) throw new IllegalArgumentException("A record key has 32 bytes");
        return Crypto.seal(wrappingKey, nonce, keyRow(epoch, slot, keyId), key);
    }

    static byte[] unwrapKey(byte[] wrappingKey, int epoch, Prefix slot, UUID keyId, byte[] wrapped)
            throws AEADBadTagException {
        if (wrapped.length != Crypto.NONCE + Crypto.KEY + Crypto.TAG)
            throw new AEADBadTagException("Not the length of a wrapped key");
        return Crypto.open(wrappingKey, keyRow(epoch, slot, keyId), wrapped);
    }

    static byte[] sealSubject(byte[] subjectKey, int epoch, Prefix subject, UUID subjectId) {
        return sealSubject(subjectKey, epoch, subject, subjectId, Crypto.random(Crypto.NONCE));
    }

    static byte[] sealSubject(byte[] subjectKey, int epoch, Prefix subject, UUID subjectId, byte[] nonce) {
        return Crypto.seal(subjectKey, nonce, subjectRow(epoch, subject, subjectId), new byte[0]);
    }

    static void checkSubject(byte[] subjectKey, int epoch, Prefix subject, UUID subjectId, byte[] seal)
            throws AEADBadTagException {
        if (seal.length != Crypto.NONCE + Crypto.TAG)
            throw new AEADBadTagException("Not the length of a subject's seal");
        Crypto.open(subjectKey, subjectRow(epoch, subject, subjectId), seal);
    }

    /** @param subjectKey of the first number in the place */
    static byte[] sealUnused(byte[] subjectKey, int epoch, Prefix place) {
        return Crypto.seal(subjectKey, unused(epoch, place), new byte[0]);
    }

    static void checkUnused(byte[] subjectKey, int epoch, Prefix place, byte[] seal) throws AEADBadTagException {
        if (seal.length != Crypto.NONCE + Crypto.TAG) throw new AEADBadTagException("Not the length of a seal");
        Crypto.open(subjectKey, unused(epoch, place), seal);
    }

    static byte[] identifierHash(byte[] identifierKey, Identifier identifier) {
        byte[] kind = ascii(identifier.kind().code());
        return Crypto.prf(
                identifierKey,
                IDENTIFIER,
                twoBytes(kind.length),
                kind,
                identifier.value().getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sealIdentifier(
            byte[] subjectKey, int epoch, Prefix subject, int generation, byte[] hash, Identifier identifier) {
        return sealIdentifier(subjectKey, epoch, subject, generation, hash, identifier, Crypto.random(Crypto.NONCE));
    }

    static byte[] sealIdentifier(
            byte[] subjectKey,
            int epoch,
            Prefix subject,
            int generation,
            byte[] hash,
            Identifier identifier,
            byte[] nonce) {
        byte[] padded = Padding.pad(identifier.value().getBytes(StandardCharsets.UTF_8));
        try {
            return Crypto.seal(
                    subjectKey, nonce, identifierRow(epoch, subject, generation, hash, identifier.kind()), padded);
        } finally {
            Crypto.clear(padded);
        }
    }

    /** The normalised value. */
    static String openIdentifier(
            byte[] subjectKey,
            int epoch,
            Prefix subject,
            int generation,
            byte[] hash,
            Identifier.Kind kind,
            byte[] sealed)
            throws AEADBadTagException {
        byte[] value = unpadded(Crypto.open(subjectKey, identifierRow(epoch, subject, generation, hash, kind), sealed));
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
    static <T> Personal<T> sealValue(byte[] key, UUID keyId, Place<T> place, T value) {
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
    static <T> T openValue(byte[] key, Sealed<T> value) throws AEADBadTagException {
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

    private static byte[] keyRow(int epoch, Prefix slot, UUID keyId) {
        if (slot.digits().length() != Prefix.SLOT) throw new IllegalArgumentException("Not a slot: " + slot);
        return joined(KEY_ROW, fourBytes(epoch), hex(slot), bytes(keyId));
    }

    private static byte[] subjectRow(int epoch, Prefix subject, UUID subjectId) {
        return joined(SUBJECT_ROW, fourBytes(epoch), subjectBytes(subject), bytes(subjectId));
    }

    private static byte[] unused(int epoch, Prefix place) {
        return joined(
                UNUSED,
                fourBytes(epoch),
                new byte[] {(byte) place.digits().length()},
                subjectBytes(place.first(Prefix.SUBJECT)));
    }

    private static byte[] identifierRow(
            int epoch, Prefix subject, int generation, byte[] hash, Identifier.Kind identifierKind) {
        if (hash.length != Crypto.KEY) throw new IllegalArgumentException("An identifier's hash has 32 bytes");
        byte[] kind = ascii(identifierKind.code());
        return joined(
                IDENTIFIER_ROW,
                fourBytes(epoch),
                subjectBytes(subject),
                fourBytes(generation),
                hash,
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
        return hex(subject);
    }

    private static byte[] hex(Prefix prefix) {
        return HexFormat.of().parseHex(prefix.digits());
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
