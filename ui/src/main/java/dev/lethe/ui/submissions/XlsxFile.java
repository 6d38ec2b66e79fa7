package dev.lethe.ui.submissions;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A workbook of Excel. Each answer is a cell of the type text, which no program takes for a formula; its rows leave for the
 * stream in tens, so that neither memory nor a temporary file holds the sheet. Texts stand in their cells: a table of all
 * texts, which the format offers, would have to be held until the end.
 *
 * <p>What the format cannot hold is shown where it happens: a sheet that is full goes on in a further one with the same
 * headings; a text that is too long for a cell ends in a line that says so.
 */
final class XlsxFile implements ExportFile {

    /** Excel's limits. */
    static final int ROWS = 1_048_576;

    static final int CHARACTERS = 32_767;

    private static final int WINDOW = 10;
    private static final String TIME = "yyyy-mm-dd hh:mm:ss";
    private static final int FAST = 1;

    /** Excel reads such a group as the one character that it numbers. */
    private static final Pattern ESCAPE = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

    /** The texts that the file itself says. */
    record Words(String sheet, String cut) {}

    private final OutputStream out;
    private final Workbook workbook;
    private final List<String> heads;
    private final Words words;
    private final int rows;
    private Worksheet sheet;
    private int sheets;
    private int next;

    XlsxFile(OutputStream out, List<String> heads, Words words) throws IOException {
        this(out, heads, words, ROWS);
    }

    /** @param rows how many are on a sheet at most, headings included */
    XlsxFile(OutputStream out, List<String> heads, Words words, int rows) throws IOException {
        this.out = out;
        this.workbook = new Workbook(out, "Lethe", null);
        // The stream is compressed while staff wait: the hardest compression costs more time than opening does.
        workbook.setCompressionLevel(FAST);
        this.heads = heads;
        this.words = words;
        this.rows = rows;
        this.sheet = sheet();
    }

    private Worksheet sheet() throws IOException {
        sheets++;
        Worksheet fresh = workbook.newWorksheet(sheets == 1 ? words.sheet : words.sheet + " " + sheets);
        fresh.freezePane(0, 1);
        fresh.width(0, 14);
        fresh.width(1, 20);
        for (int i = 0; i < heads.size(); i++) {
            fresh.inlineString(0, i, text(heads.get(i)));
            fresh.style(0, i).bold().set();
            if (i > 1) fresh.width(i, 24);
        }
        fresh.flush();
        next = 1;
        return fresh;
    }

    @Override
    public void row(String reference, Instant receivedAt, List<String> cells) throws IOException {
        if (next == rows) {
            sheet.finish();
            sheet = sheet();
        }
        sheet.inlineString(next, 0, text(reference));
        sheet.value(next, 1, LocalDateTime.ofInstant(receivedAt, ZoneOffset.UTC).withNano(0));
        sheet.style(next, 1).format(TIME).set();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty()) sheet.inlineString(next, i + 2, text(cells.get(i)));
        }
        next++;
        if (next % WINDOW == 0) sheet.flush();
    }

    private String text(String text) {
        String whole = PlainText.forXml(text);
        if (whole.length() > CHARACTERS) {
            String cut = "\n" + words.cut;
            int end = CHARACTERS - cut.length();
            if (Character.isHighSurrogate(whole.charAt(end - 1))) end--;
            whole = whole.substring(0, end) + cut;
        }
        return whole.indexOf('_') < 0 ? whole : ESCAPE.matcher(whole).replaceAll("_x005F_");
    }

    @Override
    public void finish() throws IOException {
        workbook.finish();
        out.flush(); // which the library leaves to whoever made the stream
    }
}
