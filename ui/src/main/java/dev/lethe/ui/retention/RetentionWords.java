package dev.lethe.ui.retention;

import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.retention.DueSubmissions;
import dev.lethe.query.retention.Fate;
import dev.lethe.query.retention.Lifetime;
import dev.lethe.ui.web.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** How long things are kept, in the words of the pages. */
@Component
public class RetentionWords {

    private final DueSubmissions due;
    private final MessageSource texts;

    RetentionWords(DueSubmissions due, MessageSource texts) {
        this.due = due;
        this.texts = texts;
    }

    /** When a submission goes, as a sentence; null when there is nothing left of it to go. */
    public @Nullable String sentence(SubmissionId submission) {
        return switch (due.fate(submission).orElse(null)) {
            case Fate.After(var lastDay) -> say("retention.fate.after", Times.day(lastDay));
            case Fate.Stays _ -> say("retention.fate.stays");
            case Fate.Held _ -> say("retention.fate.held");
            case Fate.Gone _ -> null;
            case null -> null;
        };
    }

    /** What a form says of how long its submissions are kept, as sentences. */
    public List<String> rule(Processing says) {
        Lifetime lifetime = Lifetime.of(says);
        var sentences = new ArrayList<String>();
        sentences.add(
                lifetime.days().isEmpty()
                        ? say("retention.rule.until-erased")
                        : counted("retention.rule", lifetime.days().getAsInt()));
        for (SubmissionStatus status : SubmissionStatus.values()) {
            OptionalInt days = lifetime.days(status);
            if (days.isPresent())
                sentences.add(
                        counted("retention.rule.status", days.getAsInt(), say("retention.status." + status.name())));
        }
        return sentences;
    }

    private String counted(String key, int days, Object... more) {
        var arguments = new ArrayList<Object>(List.of(days));
        arguments.addAll(List.of(more));
        return say(key + (days == 1 ? ".one" : ".days"), arguments.toArray());
    }

    String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
