package dev.lethe.shredding;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The bytes of the root file; docs/cryptography.md describes them for strangers. A state has exactly one form, and every
 * other sequence of bytes is refused.
 */
final class RootFile {

    /** The largest file that is read, in bytes: eight times the size at which rotating is due. */
    static final int LARGEST = 64 * 1024 * 1024;

    private static final byte[] MAGIC = "lethe/rs".getBytes(StandardCharsets.US_ASCII);
    private static final short FORMAT = 1;
    private static final int FIXED = MAGIC.length + 2 + 16 + 8 + 8 + 32 + 2 + 1 + 1;
    private static final int LANE = 1 + 8;
    private static final int IDENTIFIER_KEY = 4 + 32;
    private static final int EPOCH = 4 + 4;
    private static final int SEED = 8 + 32;
    private static final int CHECKSUM = 32;

    private RootFile() {}

    /** The length of a state's file, in bytes. */
    static long length(RootState state) {
        long length = FIXED + CHECKSUM + (long) LANE * state.highWater().size();
        length += (long) IDENTIFIER_KEY * state.identifierKeys().size();
        for (SeedTree tree : state.epochs().values()) length += EPOCH + (long) SEED * tree.size();
        return length;
    }

    /** @throws IllegalStateException when the state is too large for a file */
    static byte[] encode(RootState state) {
        long length = length(state);
        if (length > LARGEST)
            throw new IllegalStateException(
                    "The root state has become too large for its file; the epoch must be rotated");
        ByteBuffer file = ByteBuffer.allocate((int) length);
        file.put(MAGIC).putShort(FORMAT);
        file.putLong(state.instance().getMostSignificantBits())
                .putLong(state.instance().getLeastSignificantBits());
        file.putLong(state.version());
        file.putLong(state.ledgerNumber()).put(state.ledgerHash());
        file.putShort((short) state.highWater().size());
        state.highWater()
                .forEach((lane, firstFree) -> file.put((byte) (int) lane).putLong(firstFree));
        file.put((byte) state.identifierKeys().size());
        for (RootState.IdentifierKey key : state.identifierKeys()) {
            byte[] secret = key.key();
            file.putInt(key.generation()).put(secret);
            Crypto.clear(secret);
        }
        file.put((byte) state.epochs().size());
        state.epochs().forEach((epoch, tree) -> {
            file.putInt(epoch).putInt(tree.size());
            for (int i = 0; i < tree.size(); i++) file.putLong(tree.placeAt(i)).put(tree.seedAt(i));
        });
        byte[] bytes = file.array();
        return file.put(checksum(bytes)).array();
    }

    /** @throws IOException when these bytes are not exactly a root file, with the reason */
    static RootState decode(byte[] bytes) throws IOException {
        if (bytes.length < FIXED + CHECKSUM) throw new IOException("it is cut short");
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            throw new IOException("it is not a root state");
        ByteBuffer file = ByteBuffer.wrap(bytes);
        file.position(MAGIC.length);
        short format = file.getShort();
        if (format != FORMAT)
            throw new IOException("its format is " + format + ", which this version of the software does not know");
        if (!MessageDigest.isEqual(checksum(bytes), Arrays.copyOfRange(bytes, bytes.length - CHECKSUM, bytes.length)))
            throw new IOException("its checksum is wrong");
        try {
            return read(file.limit(bytes.length - CHECKSUM));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("it does not hold together: " + e.getMessage(), e);
        }
    }

    private static RootState read(ByteBuffer file) {
        UUID instance = new UUID(file.getLong(), file.getLong());
        long version = file.getLong();
        long ledgerNumber = file.getLong();
        byte[] ledgerHash = new byte[32];
        file.get(ledgerHash);
        SortedMap<Integer, Long> highWater = new TreeMap<>();
        for (int lanes = Short.toUnsignedInt(file.getShort()); lanes > 0; lanes--) {
            int lane = Byte.toUnsignedInt(file.get());
            inOrder(highWater.isEmpty() || highWater.lastKey() < lane, "lanes");
            highWater.put(lane, file.getLong());
        }
        List<RootState.IdentifierKey> identifierKeys = new ArrayList<>();
        for (int keys = Byte.toUnsignedInt(file.get()); keys > 0; keys--) {
            int generation = file.getInt();
            byte[] key = new byte[32];
            file.get(key);
            identifierKeys.add(new RootState.IdentifierKey(generation, key));
            Crypto.clear(key);
        }
        SortedMap<Integer, SeedTree> epochs = new TreeMap<>();
        for (int count = Byte.toUnsignedInt(file.get()); count > 0; count--) {
            int epoch = file.getInt();
            inOrder(epochs.isEmpty() || epochs.lastKey() < epoch, "epochs");
            int seeds = file.getInt();
            if (seeds < 0 || (long) seeds * SEED > file.remaining())
                throw new IllegalArgumentException("more seeds than bytes");
            long[] places = new long[seeds];
            byte[][] secrets = new byte[seeds][32];
            for (int i = 0; i < seeds; i++) {
                places[i] = file.getLong();
                file.get(secrets[i]);
            }
            epochs.put(epoch, SeedTree.of(places, secrets));
        }
        if (file.hasRemaining()) throw new IllegalArgumentException("something follows its end");
        return new RootState(instance, version, epochs, highWater, identifierKeys, ledgerNumber, ledgerHash);
    }

    private static void inOrder(boolean ordered, String what) {
        if (!ordered) throw new IllegalArgumentException(what + " are out of order");
    }

    /** Over all but the checksum's own place. It finds damage; against forgery the file's owner is the only guard. */
    private static byte[] checksum(byte[] file) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(file, 0, file.length - CHECKSUM);
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
