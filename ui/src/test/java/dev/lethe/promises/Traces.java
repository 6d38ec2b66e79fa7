package dev.lethe.promises;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Searches files for texts in every form in which a careless system might have written them: plain, in either case, hex,
 * base64 at each of its three alignments, and UTF-16 in either byte order.
 */
public final class Traces {

    /** Shorter texts would be found by chance. */
    private static final int SHORTEST = 10;

    private record Pattern(String text, String form, byte[] bytes) {}

    private final Map<Long, List<Pattern>> byStart = new HashMap<>();

    /**
     * How far ahead the next pattern can end its first {@link #SHORTEST} bytes, by the two bytes at which they would end now.
     * Where no pattern has these two it is nearly as far as those are long, so that most of a file is never looked at
     * (Wu and Manber's search).
     */
    private final byte[] ahead = new byte[1 << 16];

    public Traces(Collection<String> texts) {
        Arrays.fill(ahead, (byte) (SHORTEST - 1));
        for (String text : texts) {
            if (text.length() < SHORTEST) throw new IllegalArgumentException("Too short to be searched for: " + text);
            byte[] plain = text.getBytes(StandardCharsets.UTF_8);
            add(text, "plain", plain);
            add(text, "lower case", text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            add(text, "upper case", text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            add(text, "hex", ascii(HexFormat.of().formatHex(plain)));
            add(text, "upper-case hex", ascii(HexFormat.of().withUpperCase().formatHex(plain)));
            for (int shift = 0; shift < 3; shift++) {
                add(text, "base64", ascii(aligned(Base64.getEncoder(), plain, shift)));
                add(text, "URL-safe base64", ascii(aligned(Base64.getUrlEncoder(), plain, shift)));
            }
            add(text, "UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
            add(text, "UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
        }
    }

    /** Those characters of the base64 text that depend on these bytes alone, whatever stands before and after them. */
    private static String aligned(Base64.Encoder encoder, byte[] plain, int shift) {
        byte[] shifted = new byte[plain.length + shift];
        System.arraycopy(plain, 0, shifted, shift, plain.length);
        String text = encoder.withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int to = shifted.length / 3 * 4;
        return text.substring(from, to);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void add(String text, String form, byte[] bytes) {
        List<Pattern> patterns = byStart.computeIfAbsent(ByteBuffer.wrap(bytes).getLong(), _ -> new ArrayList<>());
        patterns.add(new Pattern(text, form, bytes));
        for (int at = 0; at + 2 <= SHORTEST; at++) {
            int two = two(bytes, at);
            ahead[two] = (byte) Math.min(ahead[two], SHORTEST - 2 - at);
        }
    }

    /** What was found in the files below these directories, as "text as form in place". */
    public List<String> in(Path... roots) {
        var found = new TreeSet<String>();
        for (Path root : roots) {
            try {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (!attributes.isRegularFile()) return FileVisitResult.CONTINUE;
                        try {
                            search(Files.readAllBytes(file), file.toString(), found);
                        } catch (NoSuchFileException e) {
                            return visitFileFailed(file, e);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    /** PostgreSQL removes files while it runs: what is gone by now holds nothing, anything else is a failure. */
                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                        if (!file.equals(root) && failure instanceof NoSuchFileException)
                            return FileVisitResult.CONTINUE;
                        throw failure;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                        return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(found);
    }

    /** What was found in these bytes. */
    public List<String> in(byte[] bytes, String place) {
        var found = new TreeSet<String>();
        search(bytes, place, found);
        return List.copyOf(found);
    }

    private void search(byte[] bytes, String place, Collection<String> found) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int end = SHORTEST; end <= bytes.length; ) {
            int step = ahead[two(bytes, end - 2)];
            if (step > 0) {
                end += step;
                continue;
            }
            int at = end - SHORTEST;
            for (Pattern pattern : byStart.getOrDefault(buffer.getLong(at), List.of()))
                if (startsAt(bytes, at, pattern.bytes()))
                    found.add(pattern.text() + " as " + pattern.form() + " in " + place);
            end++;
        }
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static boolean startsAt(byte[] bytes, int at, byte[] pattern) {
        return at + pattern.length <= bytes.length
                && Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length);
    }
}
