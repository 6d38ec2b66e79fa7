package dev.lethe.shredding.sealing;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.crypto.Crypto;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sealed files: Tink's AES-GCM-HKDF streaming behind the vault's header. docs/cryptography.md has the bytes. */
public final class SealedFiles {

    /** The length of a sealed segment, its tag included. */
    public static final int SEGMENT = 64 * 1024;

    private SealedFiles() {}

    /** Reads a file to its end and writes it sealed. Where reading or writing fails, what was written never opens to its end. */
    public static long seal(byte[] key, UUID keyId, FilePlace place, InputStream plain, OutputStream sealed)
            throws IOException {
        sealed.write(new FileHeader(keyId).bytes());
        byte[] buffer = new byte[SEGMENT];
        long length = 0;
        try {
            OutputStream sealing =
                    streaming(key).newEncryptingStream(new Unclosed(sealed), Constructions.file(keyId, place));
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                sealing.write(buffer, 0, read);
                length += read;
            }
            // Not in a finally: this marks the last segment as the last, and a file that broke off has none.
            sealing.close();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM-HKDF streaming failed", e);
        } finally {
            Crypto.clear(buffer);
        }
        sealed.flush();
        return length;
    }

    /**
     * What follows the header, opened.
     *
     * @throws CannotBeOpenedException when its first segment was changed, or the file stands where it was not sealed for
     */
    public static InputStream open(byte[] key, UUID keyId, FilePlace place, InputStream sealed) throws IOException {
        Source source = new Source(sealed);
        try {
            return new Opening(
                    source, streaming(key).newDecryptingStream(source, Constructions.file(keyId, place)), keyId, place);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM-HKDF streaming failed", e);
        }
    }

    /** Each file gets a key of its own from a random salt in its header, so one record key seals any number of files. */
    private static AesGcmHkdfStreaming streaming(byte[] key) throws GeneralSecurityException {
        byte[] material = Constructions.streamKey(key);
        try {
            return new AesGcmHkdfStreaming(material, "HmacSha256", Crypto.KEY, SEGMENT, 0);
        } finally {
            Crypto.clear(material); // Tink has a copy of its own, and keeps it until it is collected
        }
    }

    /** Tink closes what it writes to; the caller may have more to write there. */
    public static final class Unclosed extends FilterOutputStream {

        public Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {}
    }

    /** Remembers its own failures: Tink reports those and broken seals in one way, and they must never be confused. */
    private static final class Source extends FilterInputStream {

        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return in.read(bytes, from, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    /** A file being read. After a failure each further read fails too, so that its end is never taken for the file's. */
    private static final class Opening extends InputStream {

        private final Source source;
        private final UUID keyId;
        private final FilePlace place;
        /** Tink's stream with its keys; null once closed. */
        private @Nullable InputStream plain;
        /** The first byte, which was read to see that the first segment opens; -1 when it was given, or there is none. */
        private int ahead;

        private @Nullable IOException failed;
        private @Nullable CannotBeOpenedException alarm;

        Opening(Source source, InputStream plain, UUID keyId, FilePlace place) throws IOException {
            this.source = source;
            this.plain = plain;
            this.keyId = keyId;
            this.place = place;
            byte[] first = new byte[1];
            this.ahead = next(first, 0, 1) < 0 ? -1 : first[0] & 0xff;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            try {
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            } finally {
                Crypto.clear(one);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, bytes.length);
            if (plain == null) throw new IOException("The file was closed");
            if (length == 0) return 0;
            if (ahead < 0) return next(bytes, from, length);
            bytes[from] = (byte) ahead;
            ahead = -1;
            return 1;
        }

        private int next(byte[] bytes, int from, int length) throws IOException {
            InputStream open = plain;
            if (open == null) throw new IOException("The file was closed");
            if (alarm != null) throw alarm;
            if (failed != null) throw failed;
            try {
                return open.read(bytes, from, length);
            } catch (IOException e) {
                if (source.failure != null) {
                    failed = source.failure;
                    throw source.failure;
                }
                // Without Tink's exception: it says nothing more, in four lines.
                alarm = tampered(
                        keyId,
                        "sealed as " + place.label() + " under key " + keyId,
                        "was changed or cut, or stands where it was not sealed for");
                throw alarm;
            }
        }

        @Override
        public void close() throws IOException {
            plain = null;
            ahead = -1;
            source.close();
        }

        @Override
        public String toString() {
            return "Opening[" + place.label() + ", key " + keyId + "]";
        }
    }

    public static CannotBeOpenedException tampered(UUID keyId, String which, String what) {
        return new CannotBeOpenedException(
                CannotBeOpenedException.Why.TAMPERED, keyId, "A file " + which + " cannot be opened: it " + what);
    }
}
