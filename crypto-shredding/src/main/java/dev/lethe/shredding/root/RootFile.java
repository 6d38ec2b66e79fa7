package dev.lethe.shredding.root;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.tree.SeedTree;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the root file; docs/cryptography.md describes them for strangers. A state has exactly one form, and every
 * other sequence of bytes is refused.
 */
public final class RootFile {

    /** The largest file that is read, in bytes: eight times the size at which rotating is due. */
    public static final int LARGEST = 64 * 1024 * 1024;

    /** From this size on it should be rotated, in bytes. */
    public static final int LARGE = 8 * 1024 * 1024;

    /** How much of that an erasure never takes, in bytes: lanes and a second epoch must find room. */
    public static final int RESERVED = 1024 * 1024;

    private static final byte[] MAGIC = "lethe/rs".getBytes(StandardCharsets.US_ASCII);
    private static final short FORMAT = 2;
    private static final int FIXED = MAGIC.length + 2 + 16 + 8 + 8 + 32 + 2 + 1 + 16 + 16 + 2 + 2 + 2;
    private static final int LANE = 1 + 8 + 2 + 1;
    private static final int EPOCH = 4 + 32 + 4;
    private static final int RESTORE = 1 + 8 + 8 + 8;
    private static final int MIRROR = 16 + 1 + 8 + 8 + 2;
    private static final int ELSEWHERE = 1 + 8 + 2;
    /** An id or a time that is not there. */
    private static final UUID NOBODY = new UUID(0, 0);

    private static final long NEVER = Long.MIN_VALUE;
    private static final short NONE = -1;
    public static final int SEED = 8 + 32;
    private static final int CHECKSUM = 32;

    /** It is a root state, and not of the format that this version writes. */
    static final class OtherFormatException extends IOException {

        OtherFormatException(String message) {
            super(message);
        }
    }

    private RootFile() {}

    /** The length of a state's file, in bytes. */
    public static long length(RootState state) {
        long length = FIXED + CHECKSUM;
        for (RootState.NumberedLane lane : state.lanes().values())
            length += LANE + lane.lane().purpose().length();
        for (SeedTree tree : state.trees()) length += EPOCH + (long) SEED * tree.size();
        length += (long) RESTORE * state.restores().size();
        for (RootState.Mirror mirror : state.mirrors().values()) length += MIRROR + utf8(mirror.directory()).length;
        for (RootState.Elsewhere each : state.elsewhere()) length += ELSEWHERE + utf8(each.description()).length;
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
        putId(file, state.marks().present());
        putId(file, state.marks().next());
        file.putShort((short) state.restores().size());
        for (Restore restore : state.restores()) {
            file.put((byte) restore.store().ordinal());
            putTime(file, restore.told());
            putTime(file, restore.from());
            putTime(file, restore.confirmed());
        }
        file.putShort((short) state.mirrors().size());
        state.mirrors().forEach((id, mirror) -> {
            putId(file, id);
            file.put((byte) (mirror.named() ? 1 : 0)).putLong(mirror.version());
            putTime(file, mirror.seen());
            putText(file, mirror.directory());
        });
        file.putShort((short) state.elsewhere().size());
        for (RootState.Elsewhere each : state.elsewhere()) {
            file.put((byte) each.kind().ordinal());
            putTime(file, each.made());
            putText(file, each.description());
        }
        byte[] bytes = file.array();
        return file.put(checksum(bytes)).array();
    }

    private static void putId(ByteBuffer file, @Nullable UUID id) {
        UUID put = id == null ? NOBODY : id;
        file.putLong(put.getMostSignificantBits()).putLong(put.getLeastSignificantBits());
    }

    private static @Nullable UUID id(ByteBuffer file) {
        UUID id = new UUID(file.getLong(), file.getLong());
        return id.equals(NOBODY) ? null : id;
    }

    private static void putTime(ByteBuffer file, @Nullable Instant time) {
        file.putLong(time == null ? NEVER : ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    private static @Nullable Instant time(ByteBuffer file) {
        long micros = file.getLong();
        return micros == NEVER ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static Instant timeThatIs(ByteBuffer file) {
        Instant time = time(file);
        if (time == null) throw new IllegalArgumentException("a time is missing");
        return time;
    }

    private static void putText(ByteBuffer file, String text) {
        byte[] bytes = utf8(text);
        file.putShort((short) bytes.length).put(bytes);
    }

    private static String text(ByteBuffer file) {
        byte[] bytes = new byte[Short.toUnsignedInt(file.getShort())];
        file.get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(utf8(text), bytes)) throw new IllegalArgumentException("a text is not UTF-8");
        return text;
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xffff) throw new IllegalArgumentException("A text of the root state is too long");
        return bytes;
    }

    private static <E extends Enum<E>> E oneOf(E[] all, int ordinal) {
        if (ordinal < 0 || ordinal >= all.length) throw new IllegalArgumentException("an unknown kind");
        return all[ordinal];
    }

    private static boolean flag(byte flag) {
        if (flag != 0 && flag != 1) throw new IllegalArgumentException("a flag is neither set nor not");
        return flag == 1;
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
        RootState.Marks marks = new RootState.Marks(id(file), id(file));
        List<Restore> restores = new ArrayList<>();
        for (int count = Short.toUnsignedInt(file.getShort()); count > 0; count--)
            restores.add(
                    new Restore(oneOf(Restore.Store.values(), file.get()), timeThatIs(file), time(file), time(file)));
        SortedMap<UUID, RootState.Mirror> mirrors = new TreeMap<>(Book.BY_TEXT);
        for (int count = Short.toUnsignedInt(file.getShort()); count > 0; count--) {
            UUID id = id(file);
            if (id == null) throw new IllegalArgumentException("a mirror without an id");
            inOrder(mirrors.isEmpty() || Book.BY_TEXT.compare(mirrors.lastKey(), id) < 0, "mirrors");
            boolean named = flag(file.get());
            long held = file.getLong();
            Instant seen = timeThatIs(file);
            mirrors.put(id, new RootState.Mirror(text(file), named, held, seen));
        }
        List<RootState.Elsewhere> elsewhere = new ArrayList<>();
        for (int count = Short.toUnsignedInt(file.getShort()); count > 0; count--) {
            RootState.Elsewhere.Kind kind = oneOf(RootState.Elsewhere.Kind.values(), file.get());
            Instant made = timeThatIs(file);
            elsewhere.add(new RootState.Elsewhere(kind, made, text(file)));
        }
        if (file.hasRemaining()) throw new IllegalArgumentException("something follows its end");
        return new RootState(
                instance, version, epochs, lanes, ledgerNumber, ledgerHash, marks, restores, mirrors, elsewhere);
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
