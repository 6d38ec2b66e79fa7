package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FileKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/**
 * What a file is, told by its content: how it begins, and of a container how it ends. Nothing is ever unpacked: of a
 * container only the list of names at its end is read, as far as it lies within {@link #TAIL}. A name decides nothing but
 * which of two kinds of text it is; one that says something else than the content is refused.
 */
enum FileType {
    PDF(FileKind.PDF, "application/pdf", "pdf"),
    JPEG(FileKind.IMAGE, "image/jpeg", "jpg", "jpeg", "jpe", "jfif"),
    PNG(FileKind.IMAGE, "image/png", "png"),
    GIF(FileKind.IMAGE, "image/gif", "gif"),
    WEBP(FileKind.IMAGE, "image/webp", "webp"),
    HEIC(FileKind.IMAGE, "image/heic", "heic", "heif", "hif"),
    HEIF(FileKind.IMAGE, "image/heif", "heif", "heic", "hif"),
    WORD(FileKind.DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    OPEN_TEXT(FileKind.DOCUMENT, "application/vnd.oasis.opendocument.text", "odt"),
    RTF(FileKind.DOCUMENT, "application/rtf", "rtf"),
    TEXT(FileKind.DOCUMENT, "text/plain", "txt", "text"),
    EXCEL(FileKind.SPREADSHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    OPEN_SPREADSHEET(FileKind.SPREADSHEET, "application/vnd.oasis.opendocument.spreadsheet", "ods"),
    CSV(FileKind.SPREADSHEET, "text/csv", "csv");

    /** How much of a file's beginning decides. */
    static final int HEAD = 64 * 1024;
    /** How much of a file's end decides. */
    static final int TAIL = 256 * 1024;

    private static final int MOST_ENTRIES = 5_000;
    private static final Set<String> OLD_OFFICE = Set.of("application/x-tika-msoffice", "application/x-ole-storage");

    final FileKind kind;
    final String mediaType;
    /** The first is the usual one. */
    final List<String> extensions;

    FileType(FileKind kind, String mediaType, String... extensions) {
        this.kind = kind;
        this.mediaType = mediaType;
        this.extensions = List.of(extensions);
    }

    /** A file that is not taken. Carries the problem's key and nothing of the file, and no stack: it is an outcome. */
    static final class Refused extends Exception {
        private final String problem;

        Refused(String problem) {
            super(problem, null, false, false);
            this.problem = problem;
        }

        String problem() {
            return problem;
        }
    }

    /** The container that several types are kept in. */
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** Whether the end of the file has to be seen too. */
    static boolean isContainer(byte[] head) {
        return startsWith(head, ZIP);
    }

    /**
     * Whether a file that begins like this can be taken.
     *
     * @throws Refused when it cannot
     */
    static void checkHead(byte[] head, String name) throws Refused {
        if (head.length == 0) throw new Refused("file.empty");
        if (!isContainer(head)) of(head, new byte[0], name);
    }

    /**
     * The type of a file.
     *
     * @param head up to {@link #HEAD} bytes from its beginning
     * @param tail up to {@link #TAIL} bytes from its end; of a container only
     * @throws Refused when it is of no type that is taken, or says in its name that it is another
     */
    static FileType of(byte[] head, byte[] tail, String name) throws Refused {
        if (head.length == 0) throw new Refused("file.empty");
        FileType type = isContainer(head) ? container(head, names(tail)) : plain(head, name);
        String extension = FileNames.extension(name);
        if (type.extensions.contains(extension) || extension.isEmpty()) return type;
        for (FileType other : values())
            if (other.kind != type.kind && other.extensions.contains(extension)) throw new Refused("file.lies");
        boolean ofThisKind =
                Stream.of(values()).anyMatch(each -> each.kind == type.kind && each.extensions.contains(extension));
        if (!ofThisKind && !detected(new byte[0], name).equals(MediaType.OCTET_STREAM.toString()))
            throw new Refused("file.lies");
        return type;
    }

    /** The name to keep a file under: with an extension that says what it is. */
    String named(String name) {
        String base = name.isEmpty() ? "file" : name;
        String extension = FileNames.extension(base);
        if (extensions.contains(extension)) return base;
        boolean known = Stream.of(values()).anyMatch(each -> each.extensions.contains(extension));
        return known ? FileNames.renamed(base, extensions.getFirst()) : base + "." + extensions.getFirst();
    }

    private static FileType plain(byte[] head, String name) throws Refused {
        String detected = detected(head, "");
        if (OLD_OFFICE.contains(detected)) throw new Refused("file.old-office");
        for (FileType type : values()) {
            if (!type.mediaType.equals(detected)) continue;
            return type == TEXT && CSV.extensions.contains(FileNames.extension(name)) ? CSV : type;
        }
        throw new Refused("file.type");
    }

    private static FileType container(byte[] head, List<String> names) throws Refused {
        for (String name : names) {
            String entry = name.toLowerCase(Locale.ROOT);
            if (entry.endsWith("vbaproject.bin")
                    || entry.startsWith("xl/macrosheets/")
                    || entry.startsWith("basic/")
                    || entry.startsWith("scripts/")) throw new Refused("file.macros");
        }
        String open = openDocument(head);
        for (FileType type : List.of(OPEN_TEXT, OPEN_SPREADSHEET)) if (type.mediaType.equals(open)) return type;
        if (names.contains("[Content_Types].xml")) {
            if (names.contains("word/document.xml")) return WORD;
            if (names.contains("xl/workbook.xml")) return EXCEL;
        }
        throw new Refused("file.type");
    }

    /** An OpenDocument begins with an entry that holds its media type as it is, not packed (OpenDocument 1.3, part 2, 3.3). */
    private static String openDocument(byte[] head) {
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (head.length < 38 || header.getShort(8) != 0 || header.getShort(26) != 8) return "";
        if (!new String(head, 30, 8, StandardCharsets.US_ASCII).equals("mimetype")) return "";
        int from = 38 + (header.getShort(28) & 0xffff);
        int length = header.getInt(22);
        if (length < 1 || length > 100 || from + length > head.length) return "";
        return new String(head, from, length, StandardCharsets.US_ASCII);
    }

    /**
     * The names in a container's directory, which is its end (APPNOTE 4.3.12, 4.3.16).
     *
     * @throws Refused when there is no such directory within the tail
     */
    private static List<String> names(byte[] tail) throws Refused {
        int end = tail.length - 22;
        ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        while (end >= 0
                && !(bytes.getInt(end) == 0x06054b50 && end + 22 + (bytes.getShort(end + 20) & 0xffff) == tail.length))
            end--;
        if (end < 0) throw new Refused("file.type");
        int entries = bytes.getShort(end + 10) & 0xffff;
        long size = bytes.getInt(end + 12) & 0xffffffffL;
        if (entries == 0 || entries > MOST_ENTRIES || size > end) throw new Refused("file.type");
        List<String> names = new ArrayList<>();
        int at = (int) (end - size);
        for (int i = 0; i < entries; i++) {
            if (at + 46 > end || bytes.getInt(at) != 0x02014b50) throw new Refused("file.type");
            int length = bytes.getShort(at + 28) & 0xffff;
            int rest = (bytes.getShort(at + 30) & 0xffff) + (bytes.getShort(at + 32) & 0xffff);
            if (at + 46 + length > end) throw new Refused("file.type");
            names.add(new String(tail, at + 46, length, StandardCharsets.UTF_8));
            at += 46 + length + rest;
        }
        return names;
    }

    private static String detected(byte[] head, String name) {
        Metadata metadata = new Metadata();
        if (!name.isEmpty()) metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        try (InputStream in = new ByteArrayInputStream(head)) {
            return MimeTypes.getDefaultMimeTypes()
                    .detect(head.length == 0 ? null : in, metadata)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
