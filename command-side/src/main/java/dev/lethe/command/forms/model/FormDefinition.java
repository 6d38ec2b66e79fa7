package dev.lethe.command.forms.model;

import java.util.List;

/**
 * A form as an editor built it.
 *
 * @param slug the last part of its address, lower-case words joined by hyphens
 * @param people whose data it asks for; the first is the sender, and each further one is described as the visitor sees it
 *     ("The person you are reporting about")
 * @param actionText the text of the button, which says what it does
 * @param thankYouText Markdown
 * @param layout how its questions are laid out on pages
 * @param sites the origins of other sites that may embed it, such as {@code https://www.example.gov.uk}
 * @param spamControl what keeps machines out
 */
public record FormDefinition(
        String title,
        String slug,
        String introduction,
        List<String> people,
        List<Field> fields,
        String actionText,
        String thankYouHeading,
        String thankYouText,
        Processing processing,
        Layout layout,
        List<String> sites,
        SpamControl spamControl) {

    @SuppressWarnings("ConstantValue") // forms of before there were these are stored without them
    public FormDefinition {
        people = List.copyOf(people);
        fields = List.copyOf(fields);
        layout = layout == null ? Layout.ONE_PAGE : layout;
        sites = sites == null ? List.of() : List.copyOf(sites);
        spamControl = spamControl == null ? SpamControl.USUAL : spamControl;
    }

    /** On one page, embedded nowhere, with the usual spam control. */
    public FormDefinition(
            String title,
            String slug,
            String introduction,
            List<String> people,
            List<Field> fields,
            String actionText,
            String thankYouHeading,
            String thankYouText,
            Processing processing) {
        this(
                title,
                slug,
                introduction,
                people,
                fields,
                actionText,
                thankYouHeading,
                thankYouText,
                processing,
                Layout.ONE_PAGE,
                List.of(),
                SpamControl.USUAL);
    }

    /** The same form with these questions. */
    public FormDefinition with(List<Field> questions) {
        return with(people, questions);
    }

    /** The same form with these questions about these people. */
    public FormDefinition with(List<String> described, List<Field> questions) {
        return new FormDefinition(
                title,
                slug,
                introduction,
                described,
                questions,
                actionText,
                thankYouHeading,
                thankYouText,
                processing,
                layout,
                sites,
                spamControl);
    }

    /** The same form, its data used like this. */
    public FormDefinition with(Processing use) {
        return new FormDefinition(
                title,
                slug,
                introduction,
                people,
                fields,
                actionText,
                thankYouHeading,
                thankYouText,
                use,
                layout,
                sites,
                spamControl);
    }

    /** The same form laid out like this. */
    public FormDefinition with(Layout pages) {
        return new FormDefinition(
                title,
                slug,
                introduction,
                people,
                fields,
                actionText,
                thankYouHeading,
                thankYouText,
                processing,
                pages,
                sites,
                spamControl);
    }

    /** The same form, embedded by these sites. */
    public FormDefinition embeddedBy(List<String> origins) {
        return new FormDefinition(
                title,
                slug,
                introduction,
                people,
                fields,
                actionText,
                thankYouHeading,
                thankYouText,
                processing,
                layout,
                origins,
                spamControl);
    }

    /** The same form, kept from machines like this. */
    public FormDefinition with(SpamControl control) {
        return new FormDefinition(
                title,
                slug,
                introduction,
                people,
                fields,
                actionText,
                thankYouHeading,
                thankYouText,
                processing,
                layout,
                sites,
                control);
    }
}
