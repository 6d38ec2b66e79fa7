package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.submissions.Problem;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProblemTextsTest {

    private static final Properties TEXTS = read();

    @Test
    void every_problem_has_a_text_and_every_text_a_problem() {
        Set<String> texts = new TreeSet<>(TEXTS.stringPropertyNames());
        texts.removeIf(key -> !key.startsWith("problem."));
        Set<String> keys = new TreeSet<>(Problem.KEYS);
        keys.addAll(FormProblem.KEYS);
        assertThat(texts).isEqualTo(keys);
    }

    @Test
    void every_text_of_an_answers_problem_names_the_field() {
        for (String key : Problem.KEYS)
            if (!key.equals("problem.unknown-field"))
                assertThat(MessageFormat.format(TEXTS.getProperty(key), "What we asked", 255))
                        .as(key)
                        .contains("What we asked")
                        .doesNotContain("{");
    }

    private static Properties read() {
        Properties texts = new Properties();
        try (var stream = ProblemTextsTest.class.getResourceAsStream("/messages/problems.properties")) {
            texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return texts;
    }
}
