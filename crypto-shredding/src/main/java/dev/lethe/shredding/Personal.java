package dev.lethe.shredding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A sealed personal value: a token and nothing else. It can be stored, sent, copied and printed, since it has no value to
 * give away; the value exists only in what {@link Unsealing#open} returns.
 *
 * <p><b>Guaranteed:</b> holding, printing, comparing and serialising it reveals nothing but its key id and its padded
 * length. <b>Not guaranteed:</b> that it opens: only the vault can tell.
 *
 * @param <T> the type of the value
 */
public final class Personal<T> {

    /** Token version, key id, nonce, the smallest padded value, and tag, in bytes. */
    public static final int SHORTEST = 1 + 16 + 12 + 32 + 16;

    private static final byte VERSION = 1;
    private static final byte[] NO_TOKEN = Arrays.copyOf(new byte[] {VERSION}, SHORTEST);

    private final byte[] token;

    private Personal(byte[] token) {
        this.token = token;
    }

    /**
     * A token as it was stored.
     *
     * @throws IllegalArgumentException when these bytes cannot be a token; whether it opens is another question
     */
    public static <T> Personal<T> of(byte[] token) {
        if (token.length < SHORTEST)
            throw new IllegalArgumentException("Too short to be a token: " + token.length + " bytes");
        if (token[0] != VERSION) throw new IllegalArgumentException("Unknown token version " + token[0]);
        return new Personal<>(token.clone());
    }

    /**
     * A token as it stands in a table, where anybody may have put anything: what cannot be a token names no key, and is an alarm
     * where it is opened instead of standing in the way of all others.
     */
    public static <T> Personal<T> stored(byte[] token) {
        return isToken(token) ? new Personal<>(token.clone()) : new Personal<>(NO_TOKEN.clone());
    }

    private static boolean isToken(byte[] token) {
        return token.length >= SHORTEST && token[0] == VERSION;
    }

    /** The key it is sealed under: a random id, the only link between a stored value and a person. */
    public UUID keyId() {
        ByteBuffer id = ByteBuffer.wrap(token, 1, 16);
        return new UUID(id.getLong(), id.getLong());
    }

    /** A copy of the token. */
    public byte[] bytes() {
        return token.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Personal<?> personal && Arrays.equals(personal.token, token);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(token);
    }

    /** Names the key and the length; the token itself is left out to keep logs short. */
    @Override
    public String toString() {
        return "Personal[" + keyId() + ", " + token.length + " bytes, tag ends "
                + HexFormat.of().formatHex(token, token.length - 4, token.length) + "]";
    }
}
