package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.submissions.AnswerText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An answer as a visitor reads it again; lines are kept. */
final class Said {

    private Said() {}

    /** Empty for no answer. */
    static String of(Field field, List<String> answer) {
        if (answer.isEmpty()) return "";
        return switch (field.type()) {
            case DATE -> AnswerText.day(answer.getFirst());
            case DATE_TIME -> AnswerText.minute(answer.getFirst());
            case ADDRESS -> answer.stream().filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
            case CHECKBOXES -> String.join("\n", answer);
            case CHECKBOX -> answer.contains(SubmissionIntake.TICKED) ? "Yes" : "";
            case FILE -> file(UploadedFile.of(answer));
            case SINGLE_LINE, MULTI_LINE, EMAIL, TELEPHONE, URL, NUMBER, DROPDOWN, RADIOS, POSTCODE, HIDDEN ->
                answer.getFirst();
        };
    }

    private static String file(UploadedFile file) {
        return file.name() + ", " + size(file.size());
    }

    /** As in 340 KB or 1.2 MB. */
    static String size(long bytes) {
        if (bytes < 1024) return bytes + " bytes";
        if (bytes < 1024 * 1024) return bytes / 1024 + " KB";
        return String.format(Locale.UK, "%.1f MB", bytes / 1024.0 / 1024.0);
    }
}
