package dev.lethe.shredding.root;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.tree.Prefix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The book key of an epoch. What tables say of places, states and orders, and what the ledger says past the anchor, is
 * believed only with a MAC under it: whoever writes to the tables can neither move a key to a dead place and have it called
 * erased, nor order an erasure, nor forge an entry. Its text form does not show the key.
 */
public final class Book {

    /** The order of ids wherever they are authenticated: {@link UUID#compareTo} compares signed halves. */
    public static final Comparator<UUID> BY_TEXT = Comparator.comparing(UUID::toString);

    private static final byte[] LABEL = "lethe/2/book".getBytes(StandardCharsets.US_ASCII);

    /** What is said: its kind, and its content after the instance id. */
    public record Entry(String kind, byte[] content) {

        /** Where a key lies; {@code own} for the first of its record. */
        public static Entry key(UUID keyId, Prefix prefix, boolean own) {
            return new Entry(
                    "key",
                    put(22, keyId).put(prefix.bytes()).put((byte) (own ? 1 : 0)).array());
        }

        /** That a destroyed key's row was blanked. @param month its first day */
        public static Entry blank(UUID keyId, long sweep, LocalDate month, Ground ground) {
            byte[] code = ascii(ground.code());
            return new Entry(
                    "blank",
                    put(28 + code.length, keyId)
                            .putLong(sweep)
                            .putInt((int) month.toEpochDay())
                            .put(code)
                            .array());
        }

        /** That a record is in a state since a day. */
        public static Entry state(UUID keyId, String state, LocalDate day, Ground ground) {
            byte[] name = ascii(state);
            byte[] code = ascii(ground.code());
            return new Entry(
                    "state",
                    put(22 + name.length + code.length, keyId)
                            .putShort((short) name.length)
                            .put(name)
                            .putInt((int) day.toEpochDay())
                            .put(code)
                            .array());
        }

        public static Entry entry(long number, String line) {
            byte[] text = line.getBytes(StandardCharsets.UTF_8);
            return new Entry(
                    "entry",
                    ByteBuffer.allocate(8 + text.length)
                            .putLong(number)
                            .put(text)
                            .array());
        }

        public static Entry done(long number, long rootVersion) {
            return new Entry(
                    "done",
                    ByteBuffer.allocate(16).putLong(number).putLong(rootVersion).array());
        }

        /** @param canonical all other columns of the order's row as RFC 8785 JSON */
        public static Entry order(UUID erasure, String canonical) {
            byte[] text = canonical.getBytes(StandardCharsets.UTF_8);
            return new Entry("order", put(16 + text.length, erasure).put(text).array());
        }

        /** @param at in microseconds since 1970 */
        public static Entry written(Prefix subject, long at, long head) {
            return new Entry(
                    "written",
                    ByteBuffer.allocate(21)
                            .put(subject.bytes())
                            .putLong(at)
                            .putLong(head)
                            .array());
        }

        /** @param number of the identifier up to which was looked */
        public static Entry search(long number) {
            return new Entry("search", ByteBuffer.allocate(8).putLong(number).array());
        }

        /**
         * @param store {@code vault} or {@code events}
         * @param restricted of the vault, the digest of the rows that say which keys are restricted. Empty when none is
         */
        public static Entry mark(String store, UUID mark, byte[] restricted) {
            byte[] name = ascii(store);
            return new Entry(
                    "mark",
                    ByteBuffer.allocate(18 + name.length + restricted.length)
                            .putShort((short) name.length)
                            .put(name)
                            .putLong(mark.getMostSignificantBits())
                            .putLong(mark.getLeastSignificantBits())
                            .put(restricted)
                            .array());
        }

        private static ByteBuffer put(int length, UUID id) {
            return ByteBuffer.allocate(length)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits());
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final byte[] key;

    /** @throws IllegalArgumentException when the key is not 32 bytes */
    Book(byte[] key) {
        if (key.length != Crypto.KEY) throw new IllegalArgumentException("A book key has 32 bytes");
        this.key = key.clone();
    }

    byte[] mac(UUID instance, Entry said) {
        byte[] kind = Entry.ascii(said.kind());
        int length = 16 + said.content().length;
        return Crypto.prf(
                key,
                LABEL,
                ByteBuffer.allocate(2 + kind.length + 4 + 16)
                        .putShort((short) kind.length)
                        .put(kind)
                        .putInt(length)
                        .putLong(instance.getMostSignificantBits())
                        .putLong(instance.getLeastSignificantBits())
                        .array(),
                said.content());
    }

    boolean holds(UUID instance, Entry said, byte[] mac) {
        return MessageDigest.isEqual(mac(instance, said), mac);
    }

    /** A copy, for the root file; the caller clears it. */
    byte[] key() {
        return key.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Book book && Arrays.equals(book.key, key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "Book";
    }
}
