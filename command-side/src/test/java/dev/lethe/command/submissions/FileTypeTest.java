package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTypeTest {

    private static FileType of(byte[] content, String name) throws FileType.Refused {
        byte[] head = Arrays.copyOf(content, Math.min(content.length, FileType.HEAD));
        byte[] tail = FileType.isContainer(content)
                ? Arrays.copyOfRange(content, Math.max(0, content.length - FileType.TAIL), content.length)
                : new byte[0];
        FileType.checkHead(head, name);
        return FileType.of(head, tail, name);
    }

    private static String refused(byte[] content, String name) {
        return catchThrowableOfType(FileType.Refused.class, () -> of(content, name))
                .problem();
    }

    @Test
    void every_type_is_told_by_its_content() throws FileType.Refused {
        Map<FileType, byte[]> all = Map.ofEntries(
                Map.entry(FileType.PDF, SomeFiles.pdf()),
                Map.entry(FileType.JPEG, SomeFiles.jpeg()),
                Map.entry(FileType.PNG, SomeFiles.png()),
                Map.entry(FileType.GIF, SomeFiles.gif()),
                Map.entry(FileType.WEBP, SomeFiles.webp()),
                Map.entry(FileType.HEIC, SomeFiles.heic()),
                Map.entry(FileType.WORD, SomeFiles.docx()),
                Map.entry(FileType.OPEN_TEXT, SomeFiles.odt()),
                Map.entry(FileType.RTF, SomeFiles.rtf()),
                Map.entry(FileType.EXCEL, SomeFiles.xlsx()),
                Map.entry(FileType.OPEN_SPREADSHEET, SomeFiles.ods()));
        for (var each : all.entrySet()) {
            FileType type = each.getKey();
            assertThat(of(each.getValue(), "")).isEqualTo(type);
            for (String extension : type.extensions)
                assertThat(of(each.getValue(), "a." + extension)).isEqualTo(type);
        }
    }

    @Test
    void of_texts_the_name_tells_which() throws FileType.Refused {
        byte[] text = SomeFiles.text("name,town\nAnn,Wing\n");
        assertThat(of(text, "people.csv")).isEqualTo(FileType.CSV);
        assertThat(of(text, "people.txt")).isEqualTo(FileType.TEXT);
        assertThat(of(text, "people")).isEqualTo(FileType.TEXT);
    }

    @Test
    void a_file_that_lies_about_its_type_is_refused() {
        assertThat(refused(SomeFiles.png(), "letter.pdf")).isEqualTo("file.lies");
        assertThat(refused(SomeFiles.pdf(), "photo.jpg")).isEqualTo("file.lies");
        assertThat(refused(SomeFiles.docx(), "sheet.xlsx")).isEqualTo("file.lies");
        assertThat(refused(SomeFiles.text("hello"), "page.html")).isEqualTo("file.lies");
        assertThat(refused(SomeFiles.pdf(), "run.exe")).isEqualTo("file.lies");
    }

    @Test
    void what_is_of_no_type_that_is_taken_is_refused_whatever_it_is_called() {
        for (String name : new String[] {"letter.pdf", "photo.jpg", "", "a.txt"}) {
            assertThat(refused(SomeFiles.text("<!DOCTYPE html><html><script>alert(1)</script></html>"), name))
                    .as(name)
                    .isEqualTo("file.type");
            assertThat(refused(SomeFiles.text("MZ\u0090\0\3\0\0\0\4\0\0\0\u00ff\u00ff\0\0"), name))
                    .as(name)
                    .isEqualTo("file.type");
            assertThat(refused(SomeFiles.text("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>"), name))
                    .as(name)
                    .isEqualTo("file.type");
            assertThat(refused(SomeFiles.zip("any/thing.txt"), name)).as(name).isEqualTo("file.type");
        }
        assertThat(refused(SomeFiles.zip("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx"))
                .isEqualTo("file.type");
        assertThat(refused(SomeFiles.openDocument("application/vnd.oasis.opendocument.presentation"), "a.odp"))
                .isEqualTo("file.type");
    }

    @Test
    void macros_are_refused_under_whatever_name() {
        assertThat(refused(SomeFiles.docm(), "a.docm")).isEqualTo("file.macros");
        assertThat(refused(SomeFiles.docm(), "a.docx")).isEqualTo("file.macros");
        assertThat(refused(SomeFiles.zip("[Content_Types].xml", "xl/workbook.xml", "xl/VBAPROJECT.BIN"), "a.xlsx"))
                .isEqualTo("file.macros");
        assertThat(refused(
                        SomeFiles.openDocument("application/vnd.oasis.opendocument.text", "Basic/script-lc.xml"),
                        "a.odt"))
                .isEqualTo("file.macros");
        assertThat(refused(SomeFiles.doc(), "a.doc")).isEqualTo("file.old-office");
    }

    @Test
    void an_empty_file_is_refused() {
        assertThat(refused(new byte[0], "a.pdf")).isEqualTo("file.empty");
    }

    @Test
    void a_container_whose_directory_cannot_be_read_whole_is_refused() {
        byte[] whole = SomeFiles.docx();
        for (int length : new int[] {10, 30, whole.length / 2, whole.length - 1})
            assertThat(refused(Arrays.copyOf(whole, length), "a.docx"))
                    .as("%d bytes", length)
                    .isEqualTo("file.type");
        assertThat(refused(Arrays.copyOf(whole, whole.length + 1), "a.docx")).isEqualTo("file.type");
        String[] many = IntStream.range(0, 6_000).mapToObj(i -> "word/" + i).toArray(String[]::new);
        assertThat(refused(SomeFiles.zip(many), "a.docx")).isEqualTo("file.type");
    }

    @Test
    void whatever_is_changed_in_a_directory_it_is_read_or_refused_and_nothing_else() throws FileType.Refused {
        byte[] whole = SomeFiles.docx();
        for (int at = whole.length - 200; at < whole.length; at++) {
            for (int value : new int[] {0, 0x7f, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                try {
                    assertThat(of(changed, "a.docx")).isEqualTo(FileType.WORD);
                } catch (FileType.Refused refused) {
                    assertThat(refused.problem()).isIn("file.type", "file.lies");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "letter.pdf, letter.pdf",
        "C:\\Users\\ann\\letter.pdf, letter.pdf",
        "../../etc/passwd, passwd",
        "'  a   b .pdf ', 'a b .pdf'",
        "'<i>\"x\".pdf', '-i--x-.pdf'",
        "..., ''",
        "'', ''"
    })
    void names_are_made_fit_to_be_shown(String sent, String kept) {
        assertThat(FileNames.clean(sent)).isEqualTo(kept);
    }

    @Test
    void what_nobody_sees_in_a_name_is_left_out() {
        assertThat(FileNames.clean("photo\u202Egpj.exe\u0000\r\n")).isEqualTo("photogpj.exe");
        assertThat(FileNames.clean("a\u200Bb\uD800c.pdf")).isEqualTo("abc.pdf");
        assertThat(FileNames.clean("Zoë’s 報告.pdf")).isEqualTo("Zoë’s 報告.pdf");
        assertThat(FileNames.clean("x".repeat(300) + ".pdf")).hasSize(100).endsWith("x.pdf");
    }

    @Test
    void a_file_is_kept_under_an_extension_that_says_what_it_is() {
        assertThat(FileType.PNG.named("photo.jpg")).isEqualTo("photo.png");
        assertThat(FileType.JPEG.named("photo.jpeg")).isEqualTo("photo.jpeg");
        assertThat(FileType.PDF.named("letter.v2")).isEqualTo("letter.v2.pdf");
        assertThat(FileType.PDF.named("")).isEqualTo("file.pdf");
    }
}
