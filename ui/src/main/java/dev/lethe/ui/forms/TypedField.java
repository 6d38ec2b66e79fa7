package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Handling;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * What stands in the inputs of a question's page. What does not fit its type is not asked, and not kept.
 *
 * @param choices one a line, or with commas between
 * @param defaults one text; for several boxes as the choices
 * @param dataClass null until it is chosen
 */
record TypedField(
        FieldType type,
        String label,
        String help,
        String guidance,
        boolean required,
        String choices,
        String defaults,
        String minLength,
        String maxLength,
        String pattern,
        String patternProblem,
        List<FileKind> fileKinds,
        String fileMegabytes,
        @Nullable DataClass dataClass,
        int person,
        Identifies identifies,
        boolean exportable,
        List<Condition> conditions) {

    /** More are not read. */
    private static final int CONDITIONS_MAX = FormProblems.FIELDS_MAX;

    /** How the default of a type is asked for. */
    enum Default {
        NONE,
        TICK,
        LINE,
        LINES
    }

    /** A new question as it is most often wanted: the first e-mail address asked for tells who the sender is. */
    static TypedField fresh(FieldType type, FormDefinition draft) {
        boolean known = draft.fields().stream()
                .anyMatch(field -> field.person() == 0 && field.identifies() == Identifies.EMAIL);
        Identifies identifies = type == FieldType.EMAIL && !known ? Identifies.EMAIL : Identifies.NOBODY;
        return new TypedField(
                type, "", "", "", true, "", "", "", "", "", "", List.of(), "", null, 0, identifies, true, List.of());
    }

    static TypedField of(Field field) {
        Limits limits = field.limits();
        return new TypedField(
                field.type(),
                field.label(),
                field.help(),
                field.guidance(),
                field.required(),
                Choices.text(field.choices()),
                Choices.text(field.defaults()),
                text(limits.minLength()),
                text(field.maxLength()),
                limits.pattern(),
                limits.patternProblem(),
                limits.fileKinds(),
                text(limits.fileMegabytes()),
                field.handling().dataClass(),
                field.person(),
                field.identifies(),
                field.handling().exportable(),
                field.conditions());
    }

    /** What was posted. */
    static TypedField of(FieldType type, MultiValueMap<String, String> posted) {
        return new TypedField(
                type,
                first(posted, "label"),
                first(posted, "help"),
                first(posted, "guidance"),
                posted.containsKey("required"),
                first(posted, "choices"),
                first(posted, "defaults"),
                first(posted, "minLength"),
                first(posted, "maxLength"),
                first(posted, "pattern"),
                first(posted, "patternProblem"),
                posted.getOrDefault("fileKinds", List.of()).stream()
                        .map(name -> one(FileKind.values(), name))
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList(),
                first(posted, "fileMegabytes"),
                one(DataClass.values(), first(posted, "dataClass")),
                number(first(posted, "person"), 0),
                Objects.requireNonNullElse(one(Identifies.values(), first(posted, "identifies")), Identifies.NOBODY),
                posted.containsKey("exportable"),
                conditions(posted));
    }

    private static List<Condition> conditions(MultiValueMap<String, String> posted) {
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < CONDITIONS_MAX; i++) {
            String question = first(posted, "condition-" + i);
            if (!FieldId.isOne(question)) break;
            conditions.add(new Condition(
                    new FieldId(question), posted.getOrDefault("condition-" + i + "-answers", List.of())));
        }
        return conditions;
    }

    private static String first(MultiValueMap<String, String> posted, String name) {
        return Objects.requireNonNullElse(posted.getFirst(name), "");
    }

    private static <E extends Enum<E>> @Nullable E one(E[] all, String name) {
        return Arrays.stream(all)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String text(@Nullable Integer number) {
        return number == null ? "" : number.toString();
    }

    /** What is not a number is one that is refused. */
    private static @Nullable Integer number(String typed) {
        return typed.isBlank() ? null : (Integer) number(typed.strip(), -1);
    }

    private static int number(String typed, int otherwise) {
        return typed.matches("[0-9]{1,8}") ? Integer.parseInt(typed) : otherwise;
    }

    /** The same question asked as another type, as far as what was typed fits that. */
    TypedField as(FieldType other) {
        return new TypedField(
                other,
                label,
                help,
                guidance,
                required,
                choices,
                defaults(other) == defaults(type) ? defaults : "",
                minLength,
                maxLength,
                pattern,
                patternProblem,
                fileKinds,
                fileMegabytes,
                dataClass,
                person,
                fitting(other).contains(identifies) ? identifies : Identifies.NOBODY,
                exportable,
                conditions);
    }

    /** The same, asked under these conditions. */
    TypedField askedIf(List<Condition> all) {
        return new TypedField(
                type,
                label,
                help,
                guidance,
                required,
                choices,
                defaults,
                minLength,
                maxLength,
                pattern,
                patternProblem,
                fileKinds,
                fileMegabytes,
                dataClass,
                person,
                identifies,
                exportable,
                all);
    }

    /** The question that this makes. */
    Field field(FieldId id) {
        boolean file = type == FieldType.FILE;
        return new Field(
                id,
                type,
                label.strip(),
                isShown() ? help.strip() : "",
                isShown() && required,
                type.hasChoices() ? Choices.of(choices) : List.of(),
                isText() ? number(maxLength) : null,
                person,
                identifies,
                isShown() ? lines(guidance) : "",
                beginning(),
                new Limits(
                        isText() ? number(minLength) : null,
                        isText() ? pattern.strip() : "",
                        isText() ? patternProblem.strip() : "",
                        file ? fileKinds : List.of(),
                        file ? number(fileMegabytes) : null),
                new Handling(dataClass, exportable),
                isShown() ? conditions : List.of());
    }

    private List<String> beginning() {
        if (defaults.isBlank()) return List.of();
        return switch (defaults(type)) {
            case NONE -> List.of();
            case TICK -> List.of(FormProblems.TICKED);
            case LINE -> List.of(defaults.strip());
            case LINES -> type == FieldType.CHECKBOXES ? Choices.of(defaults) : List.of(lines(defaults));
        };
    }

    /** Browsers send line ends as CR LF. */
    private static String lines(String text) {
        return text.strip().replace("\r\n", "\n");
    }

    public boolean isShown() {
        return type != FieldType.HIDDEN;
    }

    public boolean isText() {
        return type == FieldType.SINGLE_LINE || type == FieldType.MULTI_LINE;
    }

    /** How its default is asked for. */
    public Default asksDefault() {
        return defaults(type);
    }

    private static Default defaults(FieldType type) {
        return switch (type) {
            case FILE, ADDRESS -> Default.NONE;
            case CHECKBOX -> Default.TICK;
            case MULTI_LINE, CHECKBOXES -> Default.LINES;
            case SINGLE_LINE, EMAIL, TELEPHONE, URL, NUMBER, DATE, DATE_TIME, POSTCODE, DROPDOWN, RADIOS, HIDDEN ->
                Default.LINE;
        };
    }

    /** As what an answer of this type can tell who its person is; empty when it cannot. */
    static List<Identifies> fitting(FieldType type) {
        return switch (type) {
            case EMAIL -> List.of(Identifies.EMAIL, Identifies.NOBODY);
            case TELEPHONE -> List.of(Identifies.PHONE, Identifies.NOBODY);
            case SINGLE_LINE -> List.of(Identifies.NOBODY, Identifies.NAME, Identifies.REFERENCE);
            case MULTI_LINE,
                    URL,
                    NUMBER,
                    DATE,
                    DATE_TIME,
                    POSTCODE,
                    ADDRESS,
                    FILE,
                    HIDDEN,
                    CHECKBOX,
                    CHECKBOXES,
                    DROPDOWN,
                    RADIOS -> List.of();
        };
    }

    /** Whether a condition can ask about a question of this type. */
    static boolean canBeAskedAbout(Field field) {
        return field.type().hasChoices() || field.type() == FieldType.CHECKBOX;
    }

    /** What a condition about this question can ask for. */
    static Stream<String> answers(Field field) {
        return field.type() == FieldType.CHECKBOX ? Stream.of(FormProblems.TICKED) : field.choices().stream();
    }
}
