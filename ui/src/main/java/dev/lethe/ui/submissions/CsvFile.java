package dev.lethe.ui.submissions;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * CSV as RFC 4180 has it, in UTF-8. It begins with a byte order mark, since Excel takes a file without one for Windows-1252
 * and spoils every letter that is not English; other readers know the mark, or can be told.
 *
 * <p>A spreadsheet takes a cell that begins like a formula for one, and what a visitor typed must not run on an editor's
 * computer. Such cells, and those that begin with an apostrophe, get an apostrophe in front. So what was typed can be told
 * from the file: a cell that begins with an apostrophe had one added.
 */
final class CsvFile implements ExportFile {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    /** A number alone: no spreadsheet does anything with it but show it, minus and all. */
    private static final Pattern NUMBER = Pattern.compile("-[0-9]{1,15}(\\.[0-9]{1,15})?");

    private final CsvWriter csv;

    CsvFile(OutputStream out, List<String> heads) throws IOException {
        OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write('\ufeff');
        csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(writer);
        csv.writeRecord(heads.stream().map(CsvFile::cell).toList());
    }

    @Override
    public void row(String reference, Instant receivedAt, List<String> cells) {
        List<String> row = new ArrayList<>(cells.size() + 2);
        row.add(cell(reference));
        row.add(TIME.format(receivedAt.atOffset(ZoneOffset.UTC)));
        for (String cell : cells) row.add(cell(cell));
        csv.writeRecord(row);
    }

    @Override
    public void finish() throws IOException {
        csv.flush();
    }

    /** A text as it stands in the file, before quotes. */
    static String cell(String text) {
        String whole = PlainText.withoutHalves(text);
        return isDangerous(whole) && !NUMBER.matcher(whole).matches() ? "'" + whole : whole;
    }

    /**
     * Whether a spreadsheet might take it for a formula: ASCII or full-width signs, also after blanks and other signs that are
     * not seen, which some programs drop.
     */
    private static boolean isDangerous(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '=', '+', '-', '@', '\'', '＝', '＋', '－', '＠', '\t', '\r', '\n' -> {
                    return c != '\'' || i == 0;
                }
                default -> {
                    if (!isUnseen(c)) return false;
                }
            }
        }
        return false;
    }

    private static boolean isUnseen(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
