package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.submissions.model.UploadedFile;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How staff read an answer: as it was asked for, and not as it is kept. */
public final class AnswerText {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.UK);

    private AnswerText() {}

    /**
     * The text of an answer. What is kept from a time when the question was of another type is shown as it is.
     *
     * @param values at least one
     */
    public static String of(Field field, List<String> values) {
        return switch (field.type()) {
            case CHECKBOX -> "Yes";
            case DATE -> day(values.getFirst());
            case DATE_TIME -> minute(values.getFirst());
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
        return file(file.name(), file.size());
    }

    /** The same. */
    public static String file(String name, long bytes) {
        return name + " (" + size(bytes) + ")";
    }

    /** A day as answers keep it, 2026-11-03, as it is read. What is none, since the question was of another type, stays. */
    public static String day(String kept) {
        try {
            return DAY.format(LocalDate.parse(kept));
        } catch (DateTimeParseException e) {
            return kept;
        }
    }

    /**
     * The same for a day and a time, 2026-11-03T14:05. What was answered is no moment: on the last Sunday of March there is
     * none at half past one.
     */
    public static String minute(String kept) {
        try {
            return MINUTE.format(LocalDateTime.parse(kept));
        } catch (DateTimeParseException e) {
            return kept;
        }
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
