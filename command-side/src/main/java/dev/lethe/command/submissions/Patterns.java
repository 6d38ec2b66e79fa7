package dev.lethe.command.submissions;

import com.google.re2j.Pattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The patterns of fields, compiled once. RE2's, which take time linear in the answer, whatever an editor wrote. */
final class Patterns {

    private static final int KEPT = 500;

    private static final Map<String, Pattern> COMPILED = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pattern> eldest) {
            return size() > KEPT;
        }
    });

    private Patterns() {}

    /** A pattern of a published form: that it compiles was seen to before it was published. */
    static Pattern of(String expression) {
        return COMPILED.computeIfAbsent(expression, Pattern::compile);
    }
}
