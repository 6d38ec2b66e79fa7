package dev.lethe.command.forms.events;

import java.util.List;

/**
 * A form as an editor built it.
 *
 * @param slug the last part of its address, lower-case words joined by hyphens
 * @param people whose data it asks for; the first is the sender, and each further one is described as the visitor sees it
 *     ("The person you are reporting about")
 * @param actionText the text of the button, which says what it does
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
        Processing processing) {
    public FormDefinition {
        people = List.copyOf(people);
        fields = List.copyOf(fields);
    }
}
