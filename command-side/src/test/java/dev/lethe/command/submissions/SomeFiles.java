package dev.lethe.command.submissions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of each type, as short as they can be and still be told. */
final class SomeFiles {

    private SomeFiles() {}

    static byte[] pdf() {
        return text("%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n");
    }

    /** A PDF of this length, which looks like nothing after its beginning. */
    static byte[] pdf(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        System.arraycopy(pdf(), 0, bytes, 0, 9);
        return bytes;
    }

    static byte[] png() {
        return bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1);
    }

    static byte[] jpeg() {
        return bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
    }

    static byte[] gif() {
        return text("GIF89a\1\0\1\0");
    }

    static byte[] webp() {
        return text("RIFF\4\0\0\0WEBPVP8 ");
    }

    static byte[] heic() {
        return text("\0\0\0\u0018ftypheic\0\0\0\0mif1heic");
    }

    static byte[] rtf() {
        return text("{\\rtf1\\ansi Hello}");
    }

    /** As Word up to 2003 wrote it. */
    static byte[] doc() {
        return Arrays.copyOf(bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 1536);
    }

    static byte[] docx() {
        return zip("[Content_Types].xml", "_rels/.rels", "word/document.xml");
    }

    static byte[] xlsx() {
        return zip("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml");
    }

    static byte[] docm() {
        return zip("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/vbaProject.bin");
    }

    static byte[] odt() {
        return openDocument("application/vnd.oasis.opendocument.text", "content.xml");
    }

    static byte[] ods() {
        return openDocument("application/vnd.oasis.opendocument.spreadsheet", "content.xml");
    }

    static byte[] openDocument(String type, String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            byte[] content = text(type);
            ZipEntry first = new ZipEntry("mimetype");
            first.setMethod(ZipEntry.STORED);
            first.setSize(content.length);
            CRC32 crc = new CRC32();
            crc.update(content);
            first.setCrc(crc.getValue());
            zip.putNextEntry(first);
            zip.write(content);
            entries(zip, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] zip(String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entries(zip, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A container with a first entry of so much content that nothing behind it is seen at the beginning. */
    static byte[] zipWith(byte[] content, String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("word/media/image1.png"));
            zip.write(content);
            entries(zip, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entries(ZipOutputStream zip, String... names) throws IOException {
        for (String name : names) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text("<x/>"));
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }
}
