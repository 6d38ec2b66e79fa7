package dev.lethe.shredding.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM and HMAC-SHA-256 as docs/cryptography.md combines them, over JCE. Nothing of our own lies below these calls. */
public final class Crypto {

    /** The length of keys, seeds and hashes, in bytes. */
    public static final int KEY = 32;

    public static final int NONCE = 12;
    public static final int TAG = 16;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Key ZEROS = new Key(new byte[KEY], "AES");

    /**
     * JCE's instances that nobody uses at the moment, the last one used first. They are dear to make, and a request has a
     * thread of its own that ends with it, so no thread keeps one. There are never more than compute at once.
     */
    private static final ConcurrentLinkedDeque<Instances> IDLE = new ConcurrentLinkedDeque<>();

    private static final ThreadLocal<Burst> BURST = new ThreadLocal<>();

    private Crypto() {}

    /** What computes, for one thread at a time: until it is closed, if it is not a burst's. */
    static final class Instances implements AutoCloseable {

        private final Hmac mac = new Hmac();
        private final Gcm cipher = new Gcm();
        private final Chance chance = new Chance();
        private boolean ofBurst;

        /** Those of this thread's burst, or else some that nobody uses. */
        static Instances take() {
            Burst burst = BURST.get();
            return burst == null ? idle() : burst.instances;
        }

        private static Instances idle() {
            Instances used = IDLE.pollFirst();
            return used == null ? new Instances() : used;
        }

        /** For the test that no key is left in it. */
        Mac mac() {
            return mac.mac;
        }

        /** As {@link #mac}. */
        Cipher cipher() {
            return cipher.cipher;
        }

        @Override
        public void close() {
            if (!ofBurst) IDLE.addFirst(this);
        }
    }

    /** HMAC-SHA-256 over the joined parts (RFC 2104). */
    public static byte[] prf(byte[] key, byte[]... parts) {
        try (Instances taken = Instances.take()) {
            return taken.mac.run(key, parts);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 failed", e);
        }
    }

    /**
     * Until it is closed, what this thread computes leaves its last key in JCE: the next computation replaces it, and closing
     * forces the last one out. Forcing out each one costs as much as using it. Close it in the same thread; one at a time.
     */
    public static Burst burst() {
        return new Burst();
    }

    public static final class Burst implements AutoCloseable {

        private final Instances instances = Instances.idle();

        private Burst() {
            if (BURST.get() != null) throw new IllegalStateException("This thread is in a burst already");
            instances.ofBurst = true;
            instances.mac.keep(true);
            instances.cipher.keep(true);
            BURST.set(this);
        }

        @Override
        public void close() {
            BURST.remove();
            try {
                instances.mac.keep(false);
                instances.cipher.keep(false);
                instances.mac.forget();
                instances.cipher.forget();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("A key could not be forced out", e);
            }
            instances.ofBurst = false;
            instances.close();
        }
    }

    /** {@code nonce ‖ ciphertext ‖ tag} under a fresh random nonce (NIST SP 800-38D). */
    public static byte[] seal(byte[] key, byte[] associated, byte[] plain) {
        return seal(key, random(NONCE), associated, plain);
    }

    /** As {@link #seal(byte[], byte[], byte[])}, with a nonce of the caller's. Only for that method and for test vectors. */
    public static byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
        if (nonce.length != NONCE) throw new IllegalArgumentException("A nonce has " + NONCE + " bytes");
        byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
        try (Instances taken = Instances.take()) {
            taken.cipher.run(Cipher.ENCRYPT_MODE, key, nonce, associated, plain, 0, plain.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    /** @throws AEADBadTagException when it was tampered with, cut, or sealed under another key or for another place */
    public static byte[] open(byte[] key, byte[] associated, byte[] sealed) throws AEADBadTagException {
        if (sealed.length < NONCE + TAG) throw new AEADBadTagException("Too short to be sealed");
        byte[] plain = new byte[sealed.length - NONCE - TAG];
        try (Instances taken = Instances.take()) {
            byte[] nonce = Arrays.copyOf(sealed, NONCE);
            taken.cipher.run(
                    Cipher.DECRYPT_MODE, key, nonce, associated, sealed, NONCE, sealed.length - NONCE, plain, 0);
            return plain;
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    public static byte[] random(int length) {
        try (Instances taken = Instances.take()) {
            return taken.chance.next(length);
        }
    }

    /** A random UUID (RFC 9562, version 4). */
    public static UUID randomId() {
        ByteBuffer bytes = ByteBuffer.wrap(random(16));
        return new UUID(bytes.getLong() & ~0xf000L | 0x4000L, bytes.getLong() & ~(3L << 62) | 1L << 63);
    }

    /** Random bytes, drawn in blocks: drawn one by one, under one lock, they cost more than sealing. */
    private static final class Chance {

        private final byte[] block = new byte[512];
        private int used = block.length;

        byte[] next(int length) {
            byte[] bytes = new byte[length];
            if (length > block.length) {
                RANDOM.nextBytes(bytes);
                return bytes;
            }
            if (block.length - used < length) {
                RANDOM.nextBytes(block);
                used = 0;
            }
            System.arraycopy(block, used, bytes, 0, length);
            Arrays.fill(
                    block, used, used + length, (byte) 0); // each byte is given once, and then known to its taker only
            used += length;
            return bytes;
        }
    }

    /** Overwrites key material that is no longer needed. */
    public static void clear(byte @org.jspecify.annotations.Nullable [] secret) {
        if (secret != null) Arrays.fill(secret, (byte) 0);
    }

    /** A MAC, left without a key after each use. */
    private static final class Hmac {

        private final Mac mac;
        private boolean kept;

        Hmac() {
            try {
                mac = Mac.getInstance("HmacSHA256");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
            }
        }

        byte[] run(byte[] key, byte[]... parts) throws GeneralSecurityException {
            mac.init(new Key(key, "HmacSHA256"));
            for (byte[] part : parts) mac.update(part);
            byte[] result = mac.doFinal();
            if (!kept) forget();
            return result;
        }

        void keep(boolean keep) {
            kept = keep;
        }

        /** The instance lives on; the key must not. */
        void forget() throws GeneralSecurityException {
            mac.init(ZEROS);
        }
    }

    /** A cipher, left without a key after each use. */
    private static final class Gcm {

        private final Cipher cipher;
        private final byte[] idleNonce = new byte[NONCE];
        private boolean kept;

        Gcm() {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java has no AES-256-GCM", e);
            }
        }

        void run(
                int mode,
                byte[] key,
                byte[] nonce,
                byte[] associated,
                byte[] in,
                int from,
                int length,
                byte[] out,
                int to)
                throws GeneralSecurityException {
            try {
                cipher.init(mode, new Key(key, "AES"), new GCMParameterSpec(TAG * 8, nonce));
                cipher.updateAAD(associated);
                cipher.doFinal(in, from, length, out, to);
            } finally {
                if (!kept) forget();
            }
        }

        void keep(boolean keep) {
            kept = keep;
        }

        /**
         * JCE remembers key and nonce of the last encryption, to refuse a second use. So the key is forced out by starting
         * (and never finishing) an encryption under zeros, whose nonce must then differ each time.
         */
        void forget() throws GeneralSecurityException {
            for (int i = 0; i < NONCE && ++idleNonce[i] == 0; i++) {}
            cipher.init(Cipher.ENCRYPT_MODE, ZEROS, new GCMParameterSpec(TAG * 8, idleNonce));
        }
    }

    /** Hands JCE a copy, which JCE clears; SecretKeySpec would keep one of its own that nobody clears. */
    private static final class Key implements SecretKey {

        private final transient byte[] bytes;
        private final String algorithm;

        Key(byte[] bytes, String algorithm) {
            if (bytes.length != KEY) throw new IllegalArgumentException("A key has " + KEY + " bytes");
            this.bytes = bytes;
            this.algorithm = algorithm;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "Key[" + algorithm + "]";
        }
    }
}
