package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.web.RichText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form as the API tells it: what visitors see of it, and nothing that is for editors. Part of the API, see its description in
 * {@code openapi.json}: add freely, rename or remove nothing.
 *
 * @param people whose data it asks for, as visitors read it; the first is the sender, described by the empty text
 * @param actionText the text of the button
 * @param token to be sent along with the answers
 * @param challenge the work to be done before sending, or null for none
 */
record FormDescription(
        String slug,
        int version,
        String title,
        String introduction,
        Layout layout,
        List<String> people,
        List<FieldDescription> fields,
        String actionText,
        ThankYou thankYou,
        Statement statement,
        String token,
        Work.@Nullable Challenge challenge) {

    /** An editor's text: as it was written, and as HTML with few elements. */
    record Rich(String markdown, String html) {
        static Rich of(String markdown) {
            return new Rich(markdown, RichText.html(markdown));
        }
    }

    /** What is shown in place of the form once it is received. */
    record ThankYou(String heading, Rich text) {}

    /** When a question is asked: one of these answers was given to that one. */
    record When(String question, List<String> answers) {}

    /**
     * What files a question takes.
     *
     * @param kinds empty for all
     * @param megabytes the largest, or null for the greatest there is
     */
    record Files(List<FileKind> kinds, @Nullable Integer megabytes) {}

    /**
     * A question.
     *
     * @param parts the names of its parts when its answer has several
     * @param person whose data the answer is, by position among the form's people
     * @param autocomplete what a browser may fill in, or null
     * @param guidance before the question
     * @param conditions all of which must hold for it to be asked
     * @param files null unless it takes one
     */
    record FieldDescription(
            String id,
            FieldType type,
            String label,
            String help,
            boolean required,
            List<String> choices,
            List<String> parts,
            @Nullable Integer minLength,
            @Nullable Integer maxLength,
            int person,
            @Nullable String autocomplete,
            Rich guidance,
            List<String> defaults,
            List<When> conditions,
            @Nullable Files files) {

        static FieldDescription of(Field field) {
            return new FieldDescription(
                    field.id().value(),
                    field.type(),
                    field.label(),
                    field.help(),
                    field.required(),
                    field.choices(),
                    InputNames.parts(field),
                    field.limits().minLength(),
                    field.maxLength(),
                    field.person(),
                    Question.of(field, null, Map.of()).autocomplete(),
                    Rich.of(field.guidance()),
                    field.defaults(),
                    field.conditions().stream()
                            .map(when -> new When(when.question().value(), when.answers()))
                            .toList(),
                    field.type() == FieldType.FILE
                            ? new Files(
                                    field.limits().fileKinds(), field.limits().fileMegabytes())
                            : null);
        }
    }

    static FormDescription of(
            Published published, Statement statement, String token, Work.@Nullable Challenge challenge) {
        FormDefinition form = published.definition();
        return new FormDescription(
                form.slug(),
                published.version().version(),
                form.title(),
                form.introduction(),
                form.layout(),
                form.people(),
                form.fields().stream().map(FieldDescription::of).toList(),
                form.actionText(),
                new ThankYou(form.thankYouHeading(), Rich.of(form.thankYouText())),
                statement,
                token,
                challenge);
    }
}
