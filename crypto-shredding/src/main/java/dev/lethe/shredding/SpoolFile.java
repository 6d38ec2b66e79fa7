package dev.lethe.shredding;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.sealing.SealedFiles;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;

/**
 * Bytes on their way that wait on a disk for minutes, until it is known what becomes of them.
 *
 * <p><b>Guaranteed:</b> AES-256-GCM under a key of its own that is in memory alone; the file has no name from the moment it is
 * open, so nothing of it is left once it is closed, or the process died. <b>Not guaranteed:</b> that the blocks that it had are
 * overwritten: they hold noise. That it is durable.
 *
 * <p>Not for several threads.
 */
public final class SpoolFile implements AutoCloseable {

    private static final byte[] NO_CONTEXT = {};
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FileChannel file;
    private final AesGcmHkdfStreaming sealing;

    private SpoolFile(FileChannel file, AesGcmHkdfStreaming sealing) {
        this.file = file;
        this.sealing = sealing;
    }

    /**
     * A fresh one.
     *
     * @param directory on whose disk it is to be
     * @throws IOException when none can be made there
     */
    public static SpoolFile in(Path directory) throws IOException {
        byte[] key = new byte[Crypto.KEY];
        RANDOM.nextBytes(key);
        try {
            FileChannel file = FileChannel.open(
                    directory.resolve(UUID.randomUUID() + ".spool"),
                    Set.of(
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE), // on POSIX the name goes at once
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new SpoolFile(file, new AesGcmHkdfStreaming(key, "HmacSha256", Crypto.KEY, SealedFiles.SEGMENT, 0));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM-HKDF streaming failed", e);
        } finally {
            Crypto.clear(key);
        }
    }

    /** To be written once, and closed before it is read. */
    public OutputStream writing() throws IOException {
        try {
            return sealing.newEncryptingStream(new SealedFiles.Unclosed(Channels.newOutputStream(file)), NO_CONTEXT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM-HKDF streaming failed", e);
        }
    }

    /**
     * What was written, from its beginning.
     *
     * @throws IOException when reading fails, or the bytes are not those that were written
     */
    public InputStream reading() throws IOException {
        file.position(0);
        try {
            return sealing.newDecryptingStream(
                    new FilterInputStream(Channels.newInputStream(file)) {
                        @Override
                        public void close() {}
                    },
                    NO_CONTEXT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM-HKDF streaming failed", e);
        }
    }

    /** Nothing is left of it. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
