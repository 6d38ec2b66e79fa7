package dev.lethe.shredding;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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

    /** From this size on it should be rotated, in bytes. */
    static final int LARGE = 8 * 1024 * 1024;

    /** How much of that an erasure never takes, in bytes: lanes and a second epoch must find room. */
    static final int RESERVED = 1024 * 1024;

    private static final byte[] MAGIC = "lethe/rs".getBytes(StandardCharsets.US_ASCII);
    private static final short FORMAT = 2;
    private static final int FIXED = MAGIC.length + 2 + 16 + 8 + 8 + 32 + 2 + 1;
    private static final int LANE = 1 + 8 + 2 + 1;
    private static final int EPOCH = 4 + 32 + 4;
    private static final short NONE = -1;
    static final int SEED = 8 + 32;
    private static final int CHECKSUM = 32;

    /** It is a root state, and not of the format that this version writes. */
    static final class OtherFormatException extends IOException {

        OtherFormatException(String message) {
            super(message);
        }
    }

    private RootFile() {}

    /** The length of a state's file, in bytes. */
    static long length(RootState state) {
        long length = FIXED + CHECKSUM;
        for (RootState.NumberedLane lane : state.lanes().values())
            length += LANE + lane.lane().purpose().length();
        for (SeedTree tree : state.trees()) length += EPOCH + (long) SEED * tree.size();
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
        file.putShort((short) state.lanes().size());
        state.lanes().forEach((number, lane) -> {
            byte[] purpose = lane.lane().purpose().getBytes(StandardCharsets.US_ASCII);
            Integer successor = lane.successor();
            file.put((byte) (int) number).putLong(lane.firstFree());
            file.putShort(successor == null ? NONE : (short) (int) successor);
            file.put((byte) purpose.length).put(purpose);
        });
        file.put((byte) state.epochs().size());
        state.epochs().forEach((number, epoch) -> {
            byte[] book = epoch.book().key();
            file.putInt(number).put(book);
            Crypto.clear(book);
            SeedTree tree = epoch.tree();
            file.putInt(tree.size());
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
            throw new OtherFormatException("its format is " + format
                    + (format == 1
                            ? ", " + VaultDatabase.FIRST_FORMAT
                            : ", which this version of the software does not know."));
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
        SortedMap<Integer, RootState.NumberedLane> lanes = new TreeMap<>();
        for (int count = Short.toUnsignedInt(file.getShort()); count > 0; count--) {
            int number = Byte.toUnsignedInt(file.get());
            inOrder(lanes.isEmpty() || lanes.lastKey() < number, "lanes");
            long firstFree = file.getLong();
            short successor = file.getShort();
            byte[] purpose = new byte[Byte.toUnsignedInt(file.get())];
            file.get(purpose);
            lanes.put(
                    number,
                    new RootState.NumberedLane(
                            new Lane(new String(purpose, StandardCharsets.US_ASCII)),
                            firstFree,
                            successor == NONE ? null : (Integer) (int) successor));
        }
        SortedMap<Integer, RootState.Epoch> epochs = new TreeMap<>();
        for (int count = Byte.toUnsignedInt(file.get()); count > 0; count--) {
            int epoch = file.getInt();
            inOrder(epochs.isEmpty() || epochs.lastKey() < epoch, "epochs");
            byte[] book = new byte[32];
            file.get(book);
            int seeds = file.getInt();
            if (seeds < 0 || (long) seeds * SEED > file.remaining())
                throw new IllegalArgumentException("more seeds than bytes");
            long[] places = new long[seeds];
            byte[][] secrets = new byte[seeds][32];
            for (int i = 0; i < seeds; i++) {
                places[i] = file.getLong();
                file.get(secrets[i]);
            }
            epochs.put(epoch, new RootState.Epoch(SeedTree.of(places, secrets), new Book(book)));
            Crypto.clear(book);
        }
        if (file.hasRemaining()) throw new IllegalArgumentException("something follows its end");
        return new RootState(instance, version, epochs, lanes, ledgerNumber, ledgerHash);
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
