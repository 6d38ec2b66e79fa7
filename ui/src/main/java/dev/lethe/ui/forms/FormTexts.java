package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.Readers;
import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.RetentionRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** All that a form is, in words: as editors see it on a form's page, beside what they typed, and between two versions. */
@Component
class FormTexts {

    /**
     * One thing about a form.
     *
     * @param id of its input on the page where it is changed
     */
    record Part(String id, String label, String text) {}

    private final MessageSource texts;

    FormTexts(MessageSource texts) {
        this.texts = texts;
    }

    /** Title, address, and what visitors read before and after. */
    List<Part> details(FormDefinition form) {
        return List.of(
                part("title", form.title()),
                part("slug", "/forms/" + form.slug()),
                part("introduction", form.introduction()),
                part("actionText", form.actionText()),
                part("thankYouHeading", form.thankYouHeading()),
                part("thankYouText", form.thankYouText()));
    }

    /** Whose data it asks for. */
    List<Part> people(FormDefinition form) {
        List<Part> people = new ArrayList<>();
        for (int person = 0; person < form.people().size(); person++)
            people.add(
                    person == 0
                            ? new Part("people", text("forms.edit.sender"), text("forms.people.sender"))
                            : new Part(
                                    "people-" + person,
                                    text("forms.edit.person", person + 1),
                                    form.people().get(person)));
        return people;
    }

    /** How it is laid out, and what keeps machines out. */
    List<Part> pages(FormDefinition form) {
        int seconds = form.spamControl().minimumSeconds();
        return List.of(
                part("layout", text("forms.layout." + form.layout().name())),
                part(
                        "minimumSeconds",
                        seconds == 1 ? text("forms.edit.one-second") : text("forms.edit.seconds", seconds)),
                part("proofOfWork", yesOrNo(form.spamControl().proofOfWork())));
    }

    /** Which other sites may embed it. */
    List<Part> sites(FormDefinition form) {
        return List.of(part(
                "sites", form.sites().isEmpty() ? text("forms.edit.sites.none") : String.join("\n", form.sites())));
    }

    /** What visitors are told about the data, and what then holds. */
    List<Part> dataUse(Processing use) {
        LawfulBasis basis = use.lawfulBasis();
        return List.of(
                part("purpose", use.purpose()),
                part("lawfulBasis", basis == null ? "" : text("forms.basis." + basis.name())),
                part("seenBy", use.seenBy()),
                part("retention", retention(use)),
                part("byStatus", byStatus(use)));
    }

    /** How long submissions are kept, as visitors and the register are told. */
    String kept(Processing use) {
        return Statement.kept(use, texts);
    }

    /** How long submissions are kept, as an editor chose it; empty when that is not decided. */
    private String retention(Processing use) {
        Integer days = use.retentionDays();
        if (use.retention() == RetentionRule.UNTIL_ERASED) return text("forms.edit.until-erased");
        return days == null ? "" : days(days);
    }

    /** Shorter lives, one a line; empty when there are none. */
    private String byStatus(Processing use) {
        return use.byStatus().stream()
                .map(each -> text("forms.status." + each.status().name()) + ": " + days(each.days()))
                .collect(Collectors.joining("\n"));
    }

    private String days(int days) {
        return days == 1 ? text("forms.edit.one-day") : text("forms.edit.days", days);
    }

    /** Who may read what was sent, without the names of anybody; empty for nobody. */
    String readers(Readers readers) {
        Stream<String> roles = ReadersEditor.ROLES.stream()
                .filter(readers.roles()::contains)
                .map(role -> text("forms.readers.role." + role.name()));
        int people = readers.people().size();
        Stream<String> persons = people == 0
                ? Stream.of()
                : Stream.of(people == 1 ? text("forms.readers.one") : text("forms.readers.people", people));
        return Stream.concat(roles, persons).collect(Collectors.joining(", "));
    }

    /** All about a question, what it lacks left out. */
    List<Part> question(Field field, FormDefinition form) {
        List<Part> parts = new ArrayList<>();
        add(parts, "label", field.label());
        add(parts, "type", text("forms.type." + field.type().name()));
        add(parts, "help", field.help());
        add(parts, "guidance", field.guidance());
        if (field.type() != FieldType.HIDDEN) add(parts, "required", yesOrNo(field.required()));
        add(parts, "choices", String.join("\n", field.choices()));
        add(
                parts,
                "defaults",
                field.type() == FieldType.CHECKBOX && !field.defaults().isEmpty()
                        ? text("forms.condition.ticked")
                        : String.join("\n", field.defaults()));
        add(parts, "minLength", number(field.limits().minLength()));
        add(parts, "maxLength", number(field.maxLength()));
        add(parts, "pattern", field.limits().pattern());
        add(parts, "patternProblem", field.limits().patternProblem());
        add(
                parts,
                "fileKinds",
                field.limits().fileKinds().stream()
                        .map(kind -> text("forms.file-kind." + kind.name()))
                        .collect(Collectors.joining("\n")));
        add(parts, "fileMegabytes", number(field.limits().fileMegabytes()));
        DataClass dataClass = field.handling().dataClass();
        add(parts, "dataClass", dataClass == null ? "" : text("forms.data-class." + dataClass.name()));
        add(parts, "person", person(field, form));
        if (field.identifies() != Identifies.NOBODY)
            add(
                    parts,
                    "identifies",
                    text("forms.identifies." + field.identifies().name()));
        add(parts, "exportable", yesOrNo(field.handling().exportable()));
        add(
                parts,
                "conditions",
                field.conditions().stream()
                        .map(condition -> condition(condition, form))
                        .collect(Collectors.joining("\n")));
        return parts;
    }

    private static String number(@Nullable Integer number) {
        return number == null ? "" : number.toString();
    }

    private void add(List<Part> parts, String name, String text) {
        if (!text.isEmpty()) parts.add(new Part(name, text("forms.part." + name), text));
    }

    /** Whose data the answer is. */
    String person(Field field, FormDefinition form) {
        return field.person() == 0 || field.person() >= form.people().size()
                ? text("forms.people.sender")
                : form.people().get(field.person());
    }

    private String condition(Condition condition, FormDefinition form) {
        Field about = form.fields().stream()
                .filter(field -> field.id().equals(condition.question()))
                .findFirst()
                .orElse(null);
        String answers = condition.answers().stream()
                .map(answer -> about != null && about.type() == FieldType.CHECKBOX && answer.equals(FormProblems.TICKED)
                        ? text("forms.condition.ticked")
                        : answer)
                .collect(Collectors.joining(" / "));
        return (about == null ? text("forms.condition.removed") : about.label()) + ": " + answers;
    }

    /** What a question is called where all are listed: its number and its label. */
    String numbered(Field field, FormDefinition form) {
        return form.fields().indexOf(field) + 1 + ". " + labelled(field);
    }

    /** A question's label, or words that say that it has none. */
    String labelled(Field field) {
        return field.label().isEmpty() ? text("forms.edit.no-label") : field.label();
    }

    /** The questions, as they are shown beside what somebody typed. */
    Map<String, String> questions(FormDefinition form) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Field field : form.fields())
            shown.put(text("forms.edit.question", form.fields().indexOf(field) + 1), field.label());
        return shown;
    }

    /** By label, as it is shown beside what somebody typed. */
    static Map<String, String> beside(List<Part> parts) {
        Map<String, String> shown = new LinkedHashMap<>();
        parts.forEach(part -> shown.put(part.label(), part.text()));
        return shown;
    }

    /** The question that a problem is about, in words: "Question 3"; null when it is about none. */
    @Nullable
    String question(String where, FormDefinition form) {
        String id = where.replaceFirst("-.*", "");
        if (!FieldId.isOne(id)) return null;
        int at = FormEditor.indexOf(form.fields(), id);
        return at < 0 ? null : text("forms.edit.question", at + 1);
    }

    private Part part(String id, String text) {
        return new Part(id, text("forms.edit." + id), text);
    }

    private String yesOrNo(boolean yes) {
        return text(yes ? "forms.yes" : "forms.no");
    }

    String text(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
