package dev.lethe.shredding.ledger;

import dev.lethe.shredding.VaultRefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as an append-only file of lines beside a copy of the root state, for operators to copy elsewhere: a line that
 * names the vault, and for each entry its own, one that says its MAC, and one that says it is done. A last line without an
 * end, or a last entry without its MAC, is what a crash leaves; it was never acted upon. From there on, and from the first
 * line on that stands in another place than the vault writes it, the file is written anew.
 */
public final class LedgerFile {

    public static final String NAME = "ledger";

    private static final Pattern HEADER = Pattern.compile("\\{\"format\":2,\"instance\":\"([0-9a-f-]{36})\"}");
    private static final Pattern MAC =
            Pattern.compile("\\{\"entry\":([1-9][0-9]{0,17}),\"epoch\":([1-9][0-9]{0,8}),\"mac\":\"([0-9a-f]{64})\"}");
    private static final Pattern DONE = Pattern.compile("\\{\"done\":([1-9][0-9]{0,17}),\"epoch\":([1-9][0-9]{0,8}),"
            + "\"mac\":\"([0-9a-f]{64})\",\"root\":([1-9][0-9]{0,17})}");

    private final Path directory;
    private final Path path;
    private final UUID instance;
    /** Up to where its lines follow each other as they are written: where the next line goes. */
    private long length;
    /** What it holds up to there; null while that is not known. */
    private @Nullable Known known;
    /** What comes after that, as it was read last. */
    private Rest rest = Rest.NOTHING;

    private boolean changed;
    private Instant written = Instant.EPOCH;

    /** What may follow the lines that are as the vault writes them. */
    private enum Rest {
        NOTHING,
        /** What a crash leaves of the last lines. */
        TORN,
        /** Lines that are there twice, or whose neighbour is not there. */
        OUT_OF_PLACE
    }

    /** The numbers of the last entry and of the last one that is done, and the last entry's hash. */
    record Known(long last, byte[] hash, long done) {}

    LedgerFile(Path directory, UUID instance) {
        this.directory = directory;
        this.path = directory.resolve(NAME);
        this.instance = instance;
    }

    public Path directory() {
        return directory;
    }

    public Path path() {
        return path;
    }

    /**
     * What the file holds, checked to be a chain.
     *
     * @throws IOException when it cannot be reached
     * @throws VaultRefusedException when it is not a ledger of this vault, or not a chain
     */
    public LedgerChain read() throws IOException {
        LedgerChain chain = new LedgerChain(
                "The ledger file " + path,
                ", and put an intact one in its place, or take it away: it is then written anew from the database, as far"
                        + " as that is whole");
        Known inPlace = new Known(0, chain.hash(0), 0);
        known = null;
        rest = Rest.NOTHING;
        length = 0;
        Instant seen = lastWritten();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            Line before = null;
            long read = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                long last = chain.last();
                long done = chain.lastDone();
                boolean bare = isBare(chain);
                Line kind = read(line.toString(StandardCharsets.US_ASCII), before == null, chain);
                boolean adds = switch (kind) {
                    case HEADER -> true;
                    case ENTRY -> chain.last() > last;
                    case MAC -> bare && !isBare(chain);
                    case DONE -> done < last && chain.lastDone() == last;
                };
                if (!adds || !kind.follows(before)) rest = Rest.OUT_OF_PLACE;
                before = kind;
                read += line.size() + 1L;
                line.reset();
                if (rest == Rest.NOTHING && kind != Line.ENTRY) {
                    inPlace = new Known(chain.last(), chain.hash(chain.last()), chain.lastDone());
                    length = read;
                }
            }
            if (rest == Rest.NOTHING && (line.size() > 0 || before == Line.ENTRY)) rest = Rest.TORN;
            if (isBare(chain) && chain.lastDone() < chain.last()) chain.dropLast();
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(directory)) throw new IOException("there is no such directory", e);
        } catch (FileSystemException e) {
            throw new IOException(e.getReason() == null ? "it cannot be read" : e.getReason(), e);
        }
        known = inPlace;
        written = seen;
        return chain;
    }

    /** Whether the last entry has no MAC. */
    private static boolean isBare(LedgerChain chain) {
        return chain.last() > 0 && chain.mac(chain.last()) == null;
    }

    /** Whether it ended in a line that was not whole when it was read last. */
    public boolean isTorn() {
        return rest == Rest.TORN;
    }

    /** Whether all its lines stood where they belong, and were whole, when it was read last. */
    public boolean isWhole() {
        return rest == Rest.NOTHING;
    }

    private enum Line {
        HEADER,
        ENTRY,
        MAC,
        DONE;

        /** Whether it has its place after this one. */
        boolean follows(@Nullable Line before) {
            return switch (this) {
                case HEADER -> before == null;
                case ENTRY -> before == HEADER || before == DONE;
                case MAC -> before == ENTRY;
                case DONE -> before == MAC;
            };
        }
    }

    /** What it holds, read again when the last write failed or somebody else wrote. */
    Known known() throws IOException {
        Known before = known;
        if (before != null && (Files.exists(path) ? Files.size(path) : 0) == length && written.equals(lastWritten()))
            return before;
        read();
        Known now = known;
        if (now == null) throw new IOException("it cannot be read");
        if (before != null && (now.last() < before.last() || now.done() < before.done() || !isWhole())) changed = true;
        return now;
    }

    /** When somebody wrote to it last, as the file system has it: who changes bytes in place leaves its length alone. */
    private Instant lastWritten() throws IOException {
        return Files.exists(path) ? Files.getLastModifiedTime(path).toInstant() : Instant.EPOCH;
    }

    /** Whether it held less, or something else, than was written to it. */
    boolean isChanged() {
        return changed;
    }

    /** What it lacked is in it again. */
    void mended() {
        changed = false;
    }

    private Line read(String line, boolean first, LedgerChain chain) {
        Matcher header = HEADER.matcher(line);
        if (first || header.matches()) {
            if (!header.matches())
                throw new VaultRefusedException(
                        path + " is not a ledger file: its first line names no vault. Put the"
                                + " ledger file of this vault in its place, or remove it to have it written anew from the database");
            if (!header.group(1).equals(instance.toString()))
                throw new VaultRefusedException(
                        "The ledger file " + path + " belongs to another vault (" + header.group(1) + ", not "
                                + instance + "). Check which root directory belongs to which database");
            return Line.HEADER;
        }
        Matcher done = DONE.matcher(line);
        Matcher mac = MAC.matcher(line);
        if (done.matches()) {
            chain.done(
                    Long.parseLong(done.group(1)),
                    new LedgerChain.Done(Long.parseLong(done.group(4)), mac(done.group(2), done.group(3))));
            return Line.DONE;
        }
        if (mac.matches()) {
            chain.mac(Long.parseLong(mac.group(1)), mac(mac.group(2), mac.group(3)));
            return Line.MAC;
        }
        chain.add(line);
        return Line.ENTRY;
    }

    private static LedgerChain.Mac mac(String epoch, String mac) {
        return new LedgerChain.Mac(Integer.parseInt(epoch), HexFormat.of().parseHex(mac));
    }

    /** Appends lines to what is {@link #known}, and waits until they are on the disk. */
    void append(List<String> lines) throws IOException {
        if (lines.isEmpty() && length > 0 && isWhole()) return;
        boolean fresh = length == 0;
        StringBuilder text = new StringBuilder();
        if (fresh) text.append("{\"format\":2,\"instance\":\"").append(instance).append("\"}\n");
        for (String line : lines) text.append(line).append('\n');
        Known before = known;
        known = null; // until it is certain that all was written
        try (FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            file.truncate(length); // what a crash left of a last line, or somebody put there
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.toString());
            file.position(length);
            while (bytes.hasRemaining()) file.write(bytes);
            file.force(true);
            if (fresh) {
                try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                    entries.force(true);
                }
            }
            length = file.position();
            rest = Rest.NOTHING;
            written = lastWritten();
        } catch (FileSystemException e) {
            throw new IOException(e.getReason() == null ? "no such directory" : e.getReason(), e);
        }
        known = before == null ? null : after(before, lines);
    }

    private static Known after(Known before, List<String> lines) {
        long last = before.last();
        byte[] hash = before.hash();
        long done = before.done();
        for (String line : lines) {
            Matcher isDone = DONE.matcher(line);
            if (isDone.matches()) {
                done = Long.parseLong(isDone.group(1));
            } else if (!MAC.matcher(line).matches()) {
                last++;
                hash = LedgerEntry.hash(line);
            }
        }
        return new Known(last, hash, done);
    }

    /** The line that follows an entry's. */
    static String macLine(long number, LedgerChain.Mac mac) {
        return "{\"entry\":" + number + "," + text(mac) + "}";
    }

    static String doneLine(long number, LedgerChain.Done done) {
        return "{\"done\":" + number + "," + text(done.mac()) + ",\"root\":" + done.rootVersion() + "}";
    }

    private static String text(LedgerChain.Mac mac) {
        return "\"epoch\":" + mac.epoch() + ",\"mac\":\"" + HexFormat.of().formatHex(mac.mac()) + "\"";
    }
}
