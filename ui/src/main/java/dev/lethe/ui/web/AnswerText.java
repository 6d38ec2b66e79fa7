package dev.lethe.ui.web;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.submissions.model.UploadedFile;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How staff read an answer: as it was asked for, and not as it is kept. */
public final class AnswerText {

    private AnswerText() {}

    /**
     * The text of an answer. What is kept from a time when the question was of another type is shown as it is.
     *
     * @param values at least one
     */
    public static String of(Field field, List<String> values) {
        return switch (field.type()) {
            case CHECKBOX -> "Yes";
            case DATE -> Times.keptDay(values.getFirst());
            case DATE_TIME -> Times.keptMinute(values.getFirst());
            case ADDRESS -> values.stream().filter(line -> !line.isEmpty()).collect(Collectors.joining(", "));
            case FILE -> file(values);
            case SINGLE_LINE,
                    MULTI_LINE,
                    EMAIL,
                    TELEPHONE,
                    URL,
                    NUMBER,
                    CHECKBOXES,
                    DROPDOWN,
                    RADIOS,
                    POSTCODE,
                    HIDDEN -> String.join(", ", values);
        };
    }

    /** A file's name and size. */
    public static String of(UploadedFile file) {
        return file.name() + " (" + size(file.size()) + ")";
    }

    private static String file(List<String> values) {
        try {
            return of(UploadedFile.of(values));
        } catch (IllegalArgumentException e) {
            return String.join(", ", values);
        }
    }

    private static String size(long bytes) {
        if (bytes < 1_000) return bytes + " bytes";
        if (bytes < 1_000_000) return (bytes + 500) / 1_000 + " KB";
        return String.format(Locale.UK, "%.1f MB", bytes / 1e6);
    }
}
