package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.promises.Traces;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Promise 1 at the doors that visitors' pages have: files and their names, saved answers, and pages that were never sent. */
@ExtendWith(OutputCaptureExtension.class)
class NothingInTheClearTest {

    @TempDir
    static Path root;

    private static String canary() {
        return "canary" + UUID.randomUUID().toString().replace("-", "");
    }

    private static byte[] pdf(String canary, int times) {
        return ("%PDF-1.7\n" + (canary + "\n").repeat(times)).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void neither_a_file_nor_its_name_nor_what_was_saved_or_never_sent_lies_on_a_disk(CapturedOutput output)
            throws IOException {
        List<String> canaries =
                Stream.generate(NothingInTheClearTest::canary).limit(9).toList();
        String planted = canary();
        try (TestLethe lethe = TestLethe.start(root)) {
            Published form = lethe.publish(
                    form(Layout.PAGE_PER_QUESTION, asked(1, FieldType.SINGLE_LINE), asked(2, FieldType.FILE)));
            Client sent = lethe.visitor().open(form.address()).press("Start now");
            sent.type("q1", canaries.get(0)).press("Continue");
            sent.attach("q2", canaries.get(1) + ".pdf", pdf(canaries.get(2), 20_000))
                    .press("Continue");
            assertThat(sent.text()).contains(canaries.get(0), canaries.get(1));
            sent.press("Send report");
            assertThat(sent.reference()).isNotEmpty();

            Client saved = lethe.visitor().open(form.address()).press("Start now");
            saved.type("q1", canaries.get(3)).press("Continue");
            saved.attach("q2", canaries.get(4) + ".pdf", pdf(canaries.get(5), 10))
                    .press("Save and come back later");
            String link = saved.page().getElementById("link").text();

            Client never = lethe.visitor().open(form.address()).press("Start now");
            never.type("q1", canaries.get(6)).press("Continue");
            never.attach("q2", canaries.get(7) + ".exe", pdf(canaries.get(8), 10))
                    .press("Continue");
            assertThat(never.problems()).hasSize(1);

            lethe.database().sql("CREATE TABLE planted (text text)").update();
            lethe.database()
                    .sql("INSERT INTO planted VALUES (?)")
                    .param(planted)
                    .update();
            lethe.database().sql("CHECKPOINT").update();
            Path data = Path.of(lethe.database()
                    .sql("SHOW data_directory")
                    .query(String.class)
                    .single());
            List<String> secrets = new ArrayList<>(canaries);
            secrets.add(link.substring(link.lastIndexOf('/') + 1));
            Traces traces = new Traces(secrets);
            assertThat(traces.in(data, root)).isEmpty();
            assertThat(traces.in(output.getAll().getBytes(StandardCharsets.UTF_8), "the output"))
                    .isEmpty();
            assertThat(new Traces(List.of(planted)).in(data, root)).isNotEmpty();
        }
    }
}
