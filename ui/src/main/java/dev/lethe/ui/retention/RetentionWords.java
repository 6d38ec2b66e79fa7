package dev.lethe.ui.retention;

import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.submissions.Fate;
import dev.lethe.query.submissions.Fates;
import dev.lethe.ui.web.Times;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** How long things are kept, in the words of the pages. */
@Component
public class RetentionWords {

    private final Fates fates;
    private final MessageSource texts;

    RetentionWords(Fates fates, MessageSource texts) {
        this.fates = fates;
        this.texts = texts;
    }

    /** When a submission goes, as a sentence; null when there is nothing left of it to go. */
    public @Nullable String sentence(SubmissionId submission) {
        return switch (fates.of(submission).orElse(null)) {
            case Fate.After(var lastDay) -> say("retention.fate.after", Times.day(lastDay));
            case Fate.Stays _ -> say("retention.fate.stays");
            case Fate.Held _ -> say("retention.fate.held");
            case Fate.Gone _ -> null;
            case null -> null;
        };
    }

    String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
