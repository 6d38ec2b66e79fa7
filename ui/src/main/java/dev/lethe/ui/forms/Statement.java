package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.query.submissions.Lifetime;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;

/**
 * What a visitor is told before sending (UK GDPR Article 13), in words.
 *
 * @param purpose why the data is asked for
 * @param seenBy who will see it
 * @param basis the lawful basis
 * @param kept how long it is kept
 * @param rights what the visitor can ask for, and of whom
 */
record Statement(String purpose, String seenBy, String basis, String kept, String rights) {

    static Statement of(FormDefinition form, String council, MessageSource texts) {
        Processing processing = form.processing();
        LawfulBasis basis = processing.lawfulBasis();
        String rights = text(texts, "forms.data.rights.text", council);
        return new Statement(
                processing.purpose(),
                processing.seenBy(),
                basis == null ? "" : text(texts, "forms.basis." + basis.name() + ".visitor"),
                kept(processing, texts),
                basis == LawfulBasis.CONSENT ? rights + " " + text(texts, "forms.data.consent") : rights);
    }

    /**
     * How long submissions are kept, on one line: by the same reckoning as that by which they go, so that whoever reads it on
     * the form's page, by the API or in the register is told the same, and what then happens.
     */
    static String kept(Processing processing, MessageSource texts) {
        Lifetime lifetime = Lifetime.of(processing);
        String longest = lifetime.days().isEmpty()
                ? text(texts, "forms.data.until-erased")
                : counted(texts, "forms.data", lifetime.days().getAsInt());
        String sooner = Arrays.stream(SubmissionStatus.values())
                .flatMap(status -> lifetime.days(status).stream()
                        .mapToObj(days -> counted(
                                texts, "forms.data.status", days, text(texts, "forms.data.status." + status.name()))))
                .collect(Collectors.joining(", "));
        return sooner.isEmpty() ? longest : text(texts, "forms.data.sooner", longest, sooner);
    }

    /** @param status for those texts that say one */
    private static String counted(MessageSource texts, String key, int days, String... status) {
        return text(
                texts,
                key + (days == 1 ? ".one-day" : ".days"),
                Stream.concat(Stream.of(days), Stream.of(status)).toArray());
    }

    private static String text(MessageSource texts, String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
