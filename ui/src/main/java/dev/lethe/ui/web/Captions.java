package dev.lethe.ui.web;

import dev.lethe.query.records.Caption;
import dev.lethe.query.records.Caption.Given;
import dev.lethe.query.records.Caption.Keyed;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What records are called, in the words of the pages. */
@Component
public class Captions {

    private final MessageSource texts;

    Captions(MessageSource texts) {
        this.texts = texts;
    }

    /** @throws org.springframework.context.NoSuchMessageException when nobody wrote these words: a mistake of the feature's */
    public String text(Caption caption) {
        return switch (caption) {
            case Given(String text) -> text;
            case Keyed(String key, List<Object> arguments) ->
                texts.getMessage(
                        key,
                        arguments.stream()
                                .map(each -> each instanceof Caption inner ? text(inner) : each)
                                .toArray(),
                        Locale.UK);
        };
    }
}
