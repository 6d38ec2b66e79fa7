package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormProblem.at;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.Identifies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What keeps a form from being saved or published, in the order of the page. Lengths are in characters (code points). */
public final class FormProblems {

    public static final int TITLE_MAX = 255;
    public static final int SLUG_MAX = 100;
    public static final int INTRODUCTION_MAX = 10_000;
    public static final int ACTION_TEXT_MAX = 32;
    public static final int THANK_YOU_HEADING_MAX = 200;
    public static final int THANK_YOU_TEXT_MAX = 5_000;
    public static final int PURPOSE_MAX = 2_000;
    public static final int SEEN_BY_MAX = 1_000;
    public static final int LABEL_MAX = 255;
    public static final int HELP_MAX = 255;
    public static final int CHOICE_MAX = 255;
    public static final int CHOICES_MAX = 200;
    public static final int FIELDS_MAX = 200;
    public static final int PEOPLE_MAX = 10;
    /** 100 years. */
    public static final int RETENTION_DAYS_MAX = 36_500;

    /** The most characters that a field of one line takes. */
    public static final int SINGLE_LINE_MAX = 255;
    /** The most characters that a field of several lines takes, unless it says less. */
    public static final int MULTI_LINE_MAX = 20_000;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final FormDefinition form;
    private final List<FormProblem> problems = new ArrayList<>();

    private FormProblems(FormDefinition form) {
        this.form = form;
    }

    /** What keeps a draft from being saved: it may be incomplete, not malformed. */
    public static List<FormProblem> ofDraft(FormDefinition form) {
        return new FormProblems(form).found(false);
    }

    /** What keeps it from being published: the draft's problems, and all that is missing. */
    public static List<FormProblem> ofPublication(FormDefinition form) {
        return new FormProblems(form).found(true);
    }

    private List<FormProblem> found(boolean publishing) {
        title(publishing);
        text("introduction", form.introduction(), INTRODUCTION_MAX);
        people(publishing);
        fields(publishing);
        requiredText("actionText", "action-text", form.actionText(), ACTION_TEXT_MAX, publishing);
        requiredText("thankYouHeading", "thank-you-heading", form.thankYouHeading(), THANK_YOU_HEADING_MAX, publishing);
        text("thankYouText", form.thankYouText(), THANK_YOU_TEXT_MAX);
        processing(publishing);
        return List.copyOf(problems);
    }

    private void title(boolean publishing) {
        requiredText("title", "title", form.title(), TITLE_MAX, publishing);
        requiredText("slug", "slug", form.slug(), SLUG_MAX, publishing);
        if (!form.slug().isEmpty() && !SLUG.matcher(form.slug()).matches()) problems.add(at("slug", "slug.shape"));
    }

    private void people(boolean publishing) {
        if (form.people().size() > PEOPLE_MAX) problems.add(at("people", "people.too-many", PEOPLE_MAX));
        if (publishing && form.people().isEmpty()) problems.add(at("people", "people.required"));
        for (int person = 0; person < form.people().size(); person++) {
            String where = "people-" + person;
            text(where, form.people().get(person), LABEL_MAX);
            if (!publishing || person == 0) continue;
            if (form.people().get(person).isBlank()) problems.add(at(where, "person.required"));
            int whose = person;
            if (form.fields().stream().noneMatch(field -> field.person() == whose))
                problems.add(at(where, "person.without-fields"));
        }
    }

    private void fields(boolean publishing) {
        if (publishing && form.fields().isEmpty()) problems.add(at("fields", "fields.required"));
        if (form.fields().size() > FIELDS_MAX) problems.add(at("fields", "fields.too-many", FIELDS_MAX));
        Set<FieldId> seen = new HashSet<>();
        Set<Integer> addressed = new HashSet<>();
        for (Field field : form.fields()) {
            if (!seen.add(field.id())) problems.add(at(field.id().value(), "field.twice"));
            requiredText(field.id() + "-label", "label", field.label(), LABEL_MAX, publishing);
            text(field.id() + "-help", field.help(), HELP_MAX);
            choices(field, publishing);
            maxLength(field);
            if (field.person() < 0
                    || field.person() >= Math.max(1, form.people().size()))
                problems.add(at(field.id() + "-person", "field.person"));
            identifies(field, addressed, publishing);
        }
    }

    private void choices(Field field, boolean publishing) {
        String where = field.id() + "-choices";
        if (field.choices().size() > CHOICES_MAX) problems.add(at(where, "choices.too-many", CHOICES_MAX));
        field.choices().forEach(choice -> text(where, choice, CHOICE_MAX));
        if (!publishing) return;
        if (!hasChoices(field.type())) {
            if (!field.choices().isEmpty()) problems.add(at(where, "choices.unwanted"));
            return;
        }
        int least = field.type() == FieldType.CHECKBOXES ? 1 : 2;
        if (field.choices().size() < least) problems.add(at(where, "choices.required", least));
        // A choice with spaces around it would never equal the trimmed answer.
        if (field.choices().stream().anyMatch(choice -> choice.isBlank() || !choice.equals(choice.strip())))
            problems.add(at(where, "choices.blank"));
        if (new HashSet<>(field.choices()).size() < field.choices().size()) problems.add(at(where, "choices.twice"));
    }

    private void maxLength(Field field) {
        Integer length = field.maxLength();
        if (length == null) return;
        int most = field.type() == FieldType.MULTI_LINE ? MULTI_LINE_MAX : SINGLE_LINE_MAX;
        if (length < 1 || length > most) problems.add(at(field.id() + "-maxLength", "max-length", most));
    }

    private void identifies(Field field, Set<Integer> addressed, boolean publishing) {
        if (!publishing) return;
        boolean fits = switch (field.identifies()) {
            case NOBODY -> true;
            case EMAIL -> field.type() == FieldType.EMAIL;
            case PHONE -> field.type() == FieldType.TELEPHONE;
            case NAME, REFERENCE -> field.type() == FieldType.SINGLE_LINE;
        };
        if (!fits) problems.add(at(field.id() + "-identifies", "identifies.type"));
        // Two addresses in one record would make it undecided which of two people it belongs to.
        if (field.identifies() == Identifies.EMAIL && !addressed.add(field.person()))
            problems.add(at(field.id() + "-identifies", "identifies.twice"));
    }

    private void processing(boolean publishing) {
        requiredText("purpose", "purpose", form.processing().purpose(), PURPOSE_MAX, publishing);
        if (publishing && form.processing().lawfulBasis() == null)
            problems.add(at("lawfulBasis", "lawful-basis.required"));
        requiredText("seenBy", "seen-by", form.processing().seenBy(), SEEN_BY_MAX, publishing);
        Integer days = form.processing().retentionDays();
        if (days != null && (days < 1 || days > RETENTION_DAYS_MAX))
            problems.add(at("retentionDays", "retention-days", RETENTION_DAYS_MAX));
    }

    private void requiredText(String where, String name, String text, int most, boolean required) {
        if (required && text.isBlank()) problems.add(at(where, name + ".required"));
        text(where, text, most);
    }

    private void text(String where, String text, int most) {
        if (text.codePointCount(0, text.length()) > most) problems.add(at(where, "too-long", most));
        if (text.codePoints().anyMatch(FormProblems::isUnusable)) problems.add(at(where, "characters"));
    }

    /** Neither PostgreSQL nor a page can hold NUL or half a character; other controls are invisible. */
    private static boolean isUnusable(int character) {
        return (Character.isISOControl(character) && character != '\n' && character != '\r' && character != '\t')
                || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
    }

    private static boolean hasChoices(FieldType type) {
        return switch (type) {
            case CHECKBOXES, DROPDOWN, RADIOS -> true;
            case SINGLE_LINE, MULTI_LINE, EMAIL, TELEPHONE, URL, NUMBER, DATE, CHECKBOX -> false;
        };
    }
}
