package dev.lethe.ui.health;

import dev.lethe.ui.health.HealthLine.State;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What is found, in the words of {@code messages/health.properties}. */
@Component
class HealthTexts {

    private final MessageSource texts;

    HealthTexts(MessageSource texts) {
        this.texts = texts;
    }

    String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }

    /** The same of what there may be no words for. */
    @Nullable
    String sayIfKnown(String key) {
        return texts.getMessage(key, null, null, Locale.UK);
    }

    /** A line whose name and text are of one family of keys. */
    HealthLine line(String family, State state, String text, Object... arguments) {
        return new HealthLine(say(family), state, say(family + "." + text, arguments));
    }

    static String number(long count) {
        return String.format(Locale.UK, "%,d", count);
    }

    /** A length of time as somebody would say it: in minutes up to two hours, in hours up to two days, then in days. */
    String about(Duration time) {
        long minutes = time.toMinutes();
        if (minutes <= 1) return say("health.time.minute");
        if (minutes < 120) return say("health.time.minutes", number(minutes));
        if (time.toHours() < 48) return say("health.time.hours", number(time.toHours()));
        return say("health.time.days", number(time.toDays()));
    }

    /** Bytes as somebody would say them, in powers of ten. */
    static String size(long bytes) {
        if (bytes < 10_000) return number(bytes) + " bytes";
        if (bytes < 10_000_000) return number(bytes / 1_000) + " KB";
        if (bytes < 10_000_000_000L) return number(bytes / 1_000_000) + " MB";
        return number(bytes / 1_000_000_000) + " GB";
    }
}
