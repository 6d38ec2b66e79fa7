package dev.lethe.query.records;

import java.util.List;

/** Words for people, which the pages say. */
public sealed interface Caption {

    /** Words that somebody at the council wrote: a form's title, a question. */
    record Given(String text) implements Caption {}

    /**
     * Words of the pages' own.
     *
     * @param key their key among the messages
     * @param arguments numbers, texts and other captions that they take
     */
    record Keyed(String key, List<Object> arguments) implements Caption {
        public Keyed {
            arguments = List.copyOf(arguments);
        }
    }

    /** Words that somebody at the council wrote. */
    static Caption given(String text) {
        return new Given(text);
    }

    /** Words of the pages' own. */
    static Caption keyed(String key, Object... arguments) {
        return new Keyed(key, List.of(arguments));
    }
}
