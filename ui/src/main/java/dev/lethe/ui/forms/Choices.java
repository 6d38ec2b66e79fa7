package dev.lethe.ui.forms;

import java.util.List;
import java.util.stream.Stream;

/** Answers to choose from, as editors type or paste them: one on each line, or all on one line with commas between. */
final class Choices {

    private Choices() {}

    /**
     * The choices in a text. With a line break in it each line is one, and a comma at its end is dropped; else commas are
     * between them. Empty ones stay, so that whoever typed them is told.
     */
    static List<String> of(String text) {
        if (text.isBlank()) return List.of();
        boolean lines = text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        Stream<String> parts = lines
                ? text.strip().lines().map(line -> line.strip().replaceFirst(",$", ""))
                : Stream.of(text.split(",", -1));
        return parts.map(String::strip).toList();
    }

    /** The text that these choices are read from again: a single one with a comma in it is still a line. */
    static String text(List<String> choices) {
        String lines = String.join("\n", choices);
        return choices.size() == 1 && lines.contains(",") ? lines + "\n" : lines;
    }
}
