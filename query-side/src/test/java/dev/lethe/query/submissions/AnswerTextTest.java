package dev.lethe.query.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.submissions.model.UploadedFile;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

    private static String file(long bytes) {
        return AnswerText.of(new UploadedFile(UUID.randomUUID(), "tree.png", "image/png", bytes));
    }

    @Test
    void a_file_is_its_name_and_its_size_in_british_english_wherever_the_server_stands() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(file(999)).isEqualTo("tree.png (999 bytes)");
            assertThat(file(1_500)).isEqualTo("tree.png (2 KB)");
            assertThat(file(1_500_000)).isEqualTo("tree.png (1.5 MB)");
        } finally {
            Locale.setDefault(before);
        }
    }
}
