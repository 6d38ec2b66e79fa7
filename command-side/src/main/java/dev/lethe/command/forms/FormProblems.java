package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormProblem.at;

import com.google.re2j.Pattern;
import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.forms.model.RetentionRule;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
    public static final int GUIDANCE_MAX = 5_000;
    public static final int PATTERN_MAX = 500;
    public static final int SITES_MAX = 50;
    /** The largest file that a form can take, in MiB. */
    public static final int FILE_MEGABYTES_MAX = 50;
    /** A longer wait would be a nuisance to people who know what they want to say. */
    public static final int MINIMUM_SECONDS_MAX = 60;
    /** 100 years. */
    public static final int RETENTION_DAYS_MAX = 36_500;

    /** The most characters that a field of one line takes. */
    public static final int SINGLE_LINE_MAX = 255;
    /** The most characters that a field of several lines takes, unless it says less. */
    public static final int MULTI_LINE_MAX = 20_000;

    /** What a ticked box answers, and so what a condition about one asks for. */
    public static final String TICKED = "yes";

    /** The most characters of a web address. */
    public static final int URL_MAX = 2_048;

    /** Of all texts of a form's questions together: a page shows them all, each time it is asked for. */
    public static final int TEXTS_MAX = 500_000;

    /** Of all patterns of a form together: what judging all answers of one visitor can take, in steps. */
    private static final int PATTERNS_MAX = 10 * Patterns.MOST_STEPS;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    /** A scheme, a host and perhaps a port, as browsers send it: nothing after it. */
    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?");

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
        sites();
        if (form.spamControl().minimumSeconds() < 0 || form.spamControl().minimumSeconds() > MINIMUM_SECONDS_MAX)
            problems.add(at("minimumSeconds", "minimum-seconds", MINIMUM_SECONDS_MAX));
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
        if (form.fields().stream().mapToLong(FormProblems::steps).sum() > PATTERNS_MAX)
            problems.add(at("fields", "patterns.too-large"));
        if (form.fields().stream().mapToLong(FormProblems::texts).sum() > TEXTS_MAX)
            problems.add(at("fields", "texts.too-long", TEXTS_MAX));
        Set<FieldId> seen = new HashSet<>();
        Set<Integer> addressed = new HashSet<>();
        for (Field field : form.fields()) {
            if (!seen.add(field.id())) problems.add(at(field.id().value(), "field.twice"));
            requiredText(field.id() + "-label", "label", field.label(), LABEL_MAX, publishing);
            text(field.id() + "-help", field.help(), HELP_MAX);
            choices(field, publishing);
            text(field.id() + "-guidance", field.guidance(), GUIDANCE_MAX);
            defaults(field, publishing);
            length(field);
            pattern(field, publishing);
            file(field);
            dataClass(field, publishing);
            conditions(field, publishing);
            if (field.person() < 0
                    || field.person() >= Math.max(1, form.people().size()))
                problems.add(at(field.id() + "-person", "field.person"));
            identifies(field, addressed, publishing);
        }
    }

    /** What a page shows of a question, in characters. */
    private static long texts(Field field) {
        return Stream.of(
                                List.of(field.label(), field.help(), field.guidance()),
                                List.of(field.limits().pattern(), field.limits().patternProblem()),
                                field.choices(),
                                field.defaults())
                        .flatMap(List::stream)
                        .mapToLong(text -> text.codePointCount(0, text.length()))
                        .sum()
                + field.conditions().stream()
                        .flatMap(condition -> condition.answers().stream())
                        .mapToLong(answer -> answer.codePointCount(0, answer.length()))
                        .sum();
    }

    /** How much judging an answer by its pattern can take. */
    private static long steps(Field field) {
        String pattern = field.limits().pattern();
        if (pattern.isEmpty()) return 0;
        Integer asked = field.maxLength();
        int longest = asked == null ? longest(field) : Math.min(asked, longest(field));
        return (long) Patterns.size(pattern) * Math.max(0, longest);
    }

    private void choices(Field field, boolean publishing) {
        String where = field.id() + "-choices";
        if (field.choices().size() > CHOICES_MAX) problems.add(at(where, "choices.too-many", CHOICES_MAX));
        field.choices().forEach(choice -> text(where, choice, CHOICE_MAX));
        if (!publishing) return;
        if (!field.type().hasChoices()) {
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

    private void defaults(Field field, boolean publishing) {
        String where = field.id() + "-defaults";
        field.defaults().forEach(value -> text(where, value, longest(field)));
        if (publishing
                && field.type() == FieldType.HIDDEN
                && field.required()
                && field.defaults().isEmpty()) problems.add(at(where, "hidden.required"));
        if (field.defaults().isEmpty()) return;
        int most = switch (field.type()) {
            case CHECKBOXES -> field.choices().size();
            case FILE, ADDRESS -> 0;
            default -> 1;
        };
        if (field.defaults().size() > most) {
            problems.add(at(where, "default.unwanted"));
            return;
        }
        if (publishing && field.type().hasChoices() && !field.choices().containsAll(field.defaults())
                || field.type() == FieldType.CHECKBOX && !field.defaults().equals(List.of(TICKED)))
            problems.add(at(where, "default.choice"));
        if (!isMoment(field.type(), field.defaults().getFirst())) problems.add(at(where, "default.date"));
    }

    /** A date and a time are kept as one text each, and shown in parts: a text that is none would show as nothing. */
    private static boolean isMoment(FieldType type, String text) {
        try {
            if (type == FieldType.DATE) LocalDate.parse(text);
            if (type == FieldType.DATE_TIME) LocalDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** The longest answer that a field could take, in characters, whatever length the editor asks for. */
    public static int longest(Field field) {
        int most = switch (field.type()) {
            case MULTI_LINE -> MULTI_LINE_MAX;
            case URL -> URL_MAX;
            default -> SINGLE_LINE_MAX;
        };
        String pattern = field.limits().pattern();
        return pattern.isEmpty() ? most : Patterns.longest(pattern, most);
    }

    private void length(Field field) {
        int most = field.type() == FieldType.MULTI_LINE ? MULTI_LINE_MAX : SINGLE_LINE_MAX;
        Integer length = field.maxLength();
        if (length != null && (length < 1 || length > most))
            problems.add(at(field.id() + "-maxLength", "max-length", most));
        else if (length != null && length > longest(field))
            problems.add(at(field.id() + "-maxLength", "max-length.pattern", longest(field)));
        Integer least = field.limits().minLength();
        int upTo = length == null || length < 1 ? longest(field) : Math.min(longest(field), length);
        if (least != null && (least < 1 || least > upTo))
            problems.add(at(field.id() + "-minLength", "min-length", upTo));
    }

    private void pattern(Field field, boolean publishing) {
        Limits limits = field.limits();
        text(field.id() + "-pattern", limits.pattern(), PATTERN_MAX);
        text(field.id() + "-patternProblem", limits.patternProblem(), LABEL_MAX);
        if (limits.pattern().isEmpty()) return;
        if (field.type() != FieldType.SINGLE_LINE && field.type() != FieldType.MULTI_LINE)
            problems.add(at(field.id() + "-pattern", "pattern.unwanted"));
        switch (Patterns.verdict(limits.pattern())) {
            case USABLE -> {}
            case MALFORMED -> problems.add(at(field.id() + "-pattern", "pattern.shape"));
            case TOO_LONG -> {} // which was said
            case TOO_LARGE ->
                problems.add(at(field.id() + "-pattern", "pattern.too-large", Patterns.MOST_INSTRUCTIONS));
        }
        if (publishing && limits.patternProblem().isBlank())
            problems.add(at(field.id() + "-patternProblem", "pattern.problem"));
    }

    private void file(Field field) {
        Integer size = field.limits().fileMegabytes();
        if (size != null && (size < 1 || size > FILE_MEGABYTES_MAX))
            problems.add(at(field.id() + "-fileMegabytes", "file-size", FILE_MEGABYTES_MAX));
    }

    private void dataClass(Field field, boolean publishing) {
        if (!publishing) return;
        DataClass chosen = field.handling().dataClass();
        if (chosen == null) problems.add(at(field.id() + "-dataClass", "data-class.required"));
        else if (chosen == DataClass.NOT_PERSONAL && field.identifies() != Identifies.NOBODY)
            problems.add(at(field.id() + "-dataClass", "data-class.identifies"));
    }

    private void conditions(Field field, boolean publishing) {
        if (!publishing || field.conditions().isEmpty()) return;
        String where = field.id() + "-conditions";
        if (form.layout() != Layout.PAGE_PER_QUESTION) {
            problems.add(at(where, "condition.layout"));
            return;
        }
        int place = form.fields().indexOf(field);
        for (Condition condition : field.conditions()) {
            Field about = form.fields().subList(0, place).stream()
                    .filter(earlier -> earlier.id().equals(condition.question()))
                    .findFirst()
                    .orElse(null);
            if (about == null || !about.type().hasChoices() && about.type() != FieldType.CHECKBOX) {
                problems.add(at(where, "condition.question"));
                return;
            }
            List<String> offered = about.type() == FieldType.CHECKBOX ? List.of(TICKED) : about.choices();
            if (condition.answers().isEmpty() || !offered.containsAll(condition.answers())) {
                problems.add(at(where, "condition.answer"));
                return;
            }
        }
        if (!AskedFields.isReachable(form, field)) problems.add(at(where, "condition.unreachable"));
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
        RetentionRule rule = form.processing().retention();
        if (publishing && rule == null) problems.add(at("retention", "retention.required"));
        Integer days = form.processing().retentionDays();
        if (days != null ? days < 1 || days > RETENTION_DAYS_MAX : publishing && rule == RetentionRule.DAYS)
            problems.add(at("retentionDays", "retention-days", RETENTION_DAYS_MAX));
        Set<SubmissionStatus> seen = new HashSet<>();
        for (StatusRetention each : form.processing().byStatus()) {
            String where = "byStatus-" + each.status();
            if (each.days() < 1 || each.days() > RETENTION_DAYS_MAX)
                problems.add(at(where, "by-status.days", RETENTION_DAYS_MAX));
            if (!seen.add(each.status())) problems.add(at(where, "by-status.twice"));
        }
    }

    private void sites() {
        if (form.sites().size() > SITES_MAX) problems.add(at("sites", "sites.too-many", SITES_MAX));
        if (!form.sites().stream().allMatch(site -> ORIGIN.matcher(site).matches()))
            problems.add(at("sites", "sites.shape"));
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
}
