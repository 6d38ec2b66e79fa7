package dev.lethe.command.forms.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question of a form.
 *
 * @param help hint text, empty for none
 * @param choices for checkboxes, drop-down lists and radios; empty otherwise
 * @param maxLength the most characters it takes, or null for its type's own limit
 * @param person whose data the answer is: 0 for the sender, else the position in {@link FormDefinition#people}
 * @param identifies whether the answer tells who that person is
 * @param guidance text before the question, as Markdown; empty for none
 * @param defaults what stands in the field at first: one text, or choices; empty for nothing
 * @param conditions all of which must hold for it to be asked; empty to ask always
 */
public record Field(
        FieldId id,
        FieldType type,
        String label,
        String help,
        boolean required,
        List<String> choices,
        @Nullable Integer maxLength,
        int person,
        Identifies identifies,
        String guidance,
        List<String> defaults,
        Limits limits,
        Handling handling,
        List<Condition> conditions) {

    @SuppressWarnings("ConstantValue") // fields of before there were these are stored without them
    public Field {
        choices = List.copyOf(choices);
        guidance = guidance == null ? "" : guidance;
        defaults = defaults == null ? List.of() : List.copyOf(defaults);
        limits = limits == null ? Limits.NONE : limits;
        handling = handling == null ? Handling.UNDECIDED : handling;
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** A plain one: always asked, personal data, exportable. */
    public Field(
            FieldId id,
            FieldType type,
            String label,
            String help,
            boolean required,
            List<String> choices,
            @Nullable Integer maxLength,
            int person,
            Identifies identifies) {
        this(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                "",
                List.of(),
                Limits.NONE,
                new Handling(DataClass.PERSONAL, true),
                List.of());
    }

    /** The same question as another one. */
    public Field withId(FieldId other) {
        return new Field(
                other,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                guidance,
                defaults,
                limits,
                handling,
                conditions);
    }

    /** The same question about another person. */
    public Field about(int whose) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                whose,
                identifies,
                guidance,
                defaults,
                limits,
                handling,
                conditions);
    }

    /** The same question, its answer telling who the person is like this. */
    public Field identifying(Identifies as) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                as,
                guidance,
                defaults,
                limits,
                handling,
                conditions);
    }

    /** The same question, asked when these hold. */
    public Field askedIf(List<Condition> all) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                guidance,
                defaults,
                limits,
                handling,
                all);
    }

    /** The same question, its answers handled like this. */
    public Field handled(Handling how) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                guidance,
                defaults,
                limits,
                how,
                conditions);
    }

    /** The same question with these limits. */
    public Field within(Limits other) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                guidance,
                defaults,
                other,
                handling,
                conditions);
    }

    /** The same question, with something in it at first. */
    public Field beginningWith(List<String> values) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                guidance,
                values,
                limits,
                handling,
                conditions);
    }

    /** The same question after this text. */
    public Field after(String markdown) {
        return new Field(
                id,
                type,
                label,
                help,
                required,
                choices,
                maxLength,
                person,
                identifies,
                markdown,
                defaults,
                limits,
                handling,
                conditions);
    }
}
