package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.RichText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A field as its page shows it, with what was typed. Its text form does not show that.
 *
 * @param name of its inputs
 * @param heading whose data the questions from here on are about; null when that did not change
 * @param guidance what is said before it, as HTML; empty for nothing
 * @param typed what was typed, one value for each input or choice
 * @param maxlength when characters are counted while typing
 * @param autocomplete what the browser may fill in: nothing that is about somebody else
 * @param attachment for a file; null for every other question
 * @param spellcheck {@code false} for what is no prose; null to leave it to the browser
 */
record Question(
        String name,
        FieldType type,
        String label,
        boolean required,
        String hint,
        String guidance,
        List<Choice> choices,
        @Nullable String heading,
        Map<String, List<String>> typed,
        @Nullable Integer maxlength,
        @Nullable String autocomplete,
        @Nullable String spellcheck,
        @Nullable Attachment attachment) {

    /**
     * What a question for a file shows.
     *
     * @param file what is attached already; null for nothing
     * @param token what the page carries for it; null for nothing
     * @param kinds of files that it takes, as keys of texts
     * @param accept the extensions that a browser offers
     */
    record Attachment(
            @Nullable UploadedFile file, @Nullable String token, List<String> kinds, String accept, int megabytes) {

        static @Nullable Attachment of(
                Field field,
                Map<String, List<String>> typed,
                BiFunction<FieldId, String, Optional<UploadedFile>> attached) {
            if (field.type() != FieldType.FILE) return null;
            List<String> tokens = typed.getOrDefault(field.id().value(), List.of());
            String token = tokens.isEmpty() || tokens.getFirst().isEmpty() ? null : tokens.getFirst();
            UploadedFile file =
                    token == null ? null : attached.apply(field.id(), token).orElse(null);
            return new Attachment(
                    file,
                    file == null ? null : token,
                    kindsOf(field),
                    String.join(",", Uploads.extensions(field)),
                    Uploads.megabytes(field));
        }

        public String size() {
            return file == null ? "" : Said.size(file.size());
        }
    }

    /** The kinds of files that a field takes, as keys of texts. */
    static List<String> kindsOf(Field field) {
        List<FileKind> kinds = field.limits().fileKinds();
        return (kinds.isEmpty() ? List.of(FileKind.values()) : kinds)
                .stream().map(kind -> "visitors.file." + kind.name()).toList();
    }

    /** Where nothing can be attached. */
    static Question of(Field field, @Nullable String heading, Map<String, List<String>> typed) {
        return of(field, heading, typed, (_, _) -> Optional.empty());
    }

    /** Before it was visited, a field holds its default. */
    static Question of(
            Field field,
            @Nullable String heading,
            Map<String, List<String>> typed,
            BiFunction<FieldId, String, Optional<UploadedFile>> attached) {
        boolean visited = InputNames.of(field).stream().anyMatch(typed::containsKey);
        return new Question(
                field.id().value(),
                field.type(),
                field.label(),
                field.required(),
                field.help(),
                RichText.html(field.guidance()),
                field.choices().stream().map(Choice::of).toList(),
                heading,
                visited ? typed : Defaults.of(field),
                counted(field),
                autocomplete(field),
                isProse(field) ? null : "false",
                Attachment.of(field, typed, attached));
    }

    private static @Nullable Integer counted(Field field) {
        Integer most = field.maxLength();
        if (most == null) return null;
        return switch (field.type()) {
            case MULTI_LINE -> Math.min(most, FormProblems.MULTI_LINE_MAX);
            case SINGLE_LINE -> Math.min(most, FormProblems.SINGLE_LINE_MAX);
            default -> null;
        };
    }

    private static boolean isProse(Field field) {
        return field.type() == FieldType.MULTI_LINE
                || field.type() == FieldType.SINGLE_LINE
                        && field.identifies() == Identifies.NOBODY
                        && field.limits().pattern().isEmpty();
    }

    /**
     * Only where it is certain what the browser knows: a date may be any date, and the postcode or address of what is no
     * personal data is that of a place.
     */
    private static @Nullable String autocomplete(Field field) {
        if (field.person() != 0) return "off";
        boolean place = field.handling().dataClass() == DataClass.NOT_PERSONAL;
        return switch (field.identifies()) {
            case EMAIL -> "email";
            case PHONE -> "tel";
            case NAME -> "name";
            case REFERENCE -> "off";
            case NOBODY ->
                switch (field.type()) {
                    case EMAIL -> "email";
                    case TELEPHONE -> "tel";
                    case POSTCODE -> place ? null : "postal-code";
                    case ADDRESS -> place ? null : "street-address";
                    default -> null;
                };
        };
    }

    /** Of a part of an address; null when the browser may not fill it in, and for the county, which has no name there. */
    public @Nullable String autocomplete(String part) {
        if (autocomplete == null) return null;
        if (autocomplete.equals("off")) return "off";
        return switch (part) {
            case "line1" -> "address-line1";
            case "line2" -> "address-line2";
            case "town" -> "address-level2";
            case "postcode" -> "postal-code";
            default -> null;
        };
    }

    public List<String> addressParts() {
        return InputNames.ADDRESS;
    }

    public String value() {
        return first(name);
    }

    public String day() {
        return part("day");
    }

    public String month() {
        return part("month");
    }

    public String year() {
        return part("year");
    }

    public String part(String part) {
        return first(name + "-" + part);
    }

    public List<String> values() {
        return typed.getOrDefault(name, List.of());
    }

    public boolean ticked() {
        return values().contains(SubmissionIntake.TICKED);
    }

    private String first(String input) {
        List<String> values = typed.getOrDefault(input, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    @Override
    public String toString() {
        return "Question[" + name + "]";
    }
}
