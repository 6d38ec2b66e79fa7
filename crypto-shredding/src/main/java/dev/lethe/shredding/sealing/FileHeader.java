package dev.lethe.shredding.sealing;

import dev.lethe.shredding.Personal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * How a sealed file begins. It names the key, the only link between a stored file and a person; whether the file opens only
 * the vault can tell.
 *
 * @param keyId the key it is sealed under, as {@link Personal#keyId()}
 */
public record FileHeader(UUID keyId) {

    /** How many bytes it has. */
    public static final int LENGTH = 1 + 16;

    static final byte VERSION = 2;

    /**
     * The header of a file.
     *
     * @param start the file's first {@value #LENGTH} bytes, or more of them
     * @throws IllegalArgumentException when this is not how a sealed file begins
     */
    public static FileHeader of(byte[] start) {
        if (start.length < LENGTH)
            throw new IllegalArgumentException("Too short to be a sealed file: " + start.length + " bytes");
        if (start[0] != VERSION) throw new IllegalArgumentException("Unknown version of a sealed file: " + start[0]);
        ByteBuffer id = ByteBuffer.wrap(start, 1, 16);
        return new FileHeader(new UUID(id.getLong(), id.getLong()));
    }

    /**
     * Reads the header, and nothing beyond it.
     *
     * @throws IllegalArgumentException when this is not how a sealed file begins
     */
    public static FileHeader read(InputStream sealed) throws IOException {
        return of(sealed.readNBytes(LENGTH));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .array();
    }
}
