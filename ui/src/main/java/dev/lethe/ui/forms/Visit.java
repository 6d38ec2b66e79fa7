package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.submissions.Problem;
import dev.lethe.ui.forms.Step.Notice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came with a visitor's page.
 *
 * @param token the submit token, or whatever stood in its place
 * @param at which page it was: {@value #AT_START}, {@value #AT_QUESTIONS}, {@value #AT_CHECK}, {@value #AT_CONFIRM} or the id of a field
 * @param changing whether the visitor came back from checking the answers
 * @param go what was pressed, see {@link Journey}; empty for the page's first button
 * @param typed everything else, by the names of the inputs
 * @param refused files that came with it and were not taken, by field
 * @param notice why not all that came could be read; null when it could
 */
public record Visit(
        String token,
        String at,
        boolean changing,
        String go,
        Map<String, List<String>> typed,
        Map<FieldId, Problem> refused,
        @Nullable Notice notice) {

    /** The hidden input with the submit token. */
    public static final String TOKEN = "token";
    /** The hidden input that says which page it is. */
    public static final String AT = "at";
    /** The hidden input that is there when the visitor came back from checking the answers. */
    public static final String CHANGING = "changing";
    /** The hidden input that is there once the visitor has come to checking the answers. */
    public static final String SEEN = "seen";
    /** The hidden input with the secret of the link under which the answers would be saved, or are. */
    public static final String LINK = "link";
    /** The hidden input that is there when what was typed on other pages is kept, and does not come along. */
    public static final String KEPT = "kept";
    /** The name of the buttons. */
    public static final String GO = "go";

    public static final String AT_START = "start";
    public static final String AT_QUESTIONS = "questions";
    public static final String AT_CHECK = "check";
    public static final String AT_CONFIRM = "confirm";

    /** A visit from what a form posted, by name. */
    public static Visit of(Map<String, List<String>> posted) {
        return of(posted, Map.of(), null);
    }

    /** A visit from what a form posted, by name, with files. */
    static Visit of(Map<String, List<String>> posted, Map<FieldId, Problem> refused, @Nullable Notice notice) {
        return new Visit(
                first(posted, TOKEN),
                first(posted, AT),
                !first(posted, CHANGING).isEmpty(),
                first(posted, GO),
                posted,
                refused,
                notice);
    }

    /** The secret that came along; empty for none. Only of a visit as it was posted. */
    String link() {
        return first(typed, LINK);
    }

    /** Whether what was typed on other pages is not among this, since it is kept. */
    boolean isInParts() {
        return typed.containsKey(KEPT);
    }

    /** The same with something else typed. */
    Visit with(Map<String, List<String>> other) {
        return new Visit(token, at, changing, go, other, refused, notice);
    }

    /** The same, of which something is to be said first. */
    Visit with(Notice other) {
        return new Visit(token, at, changing, go, typed, refused, other);
    }

    /** The first value of an input; empty for none. */
    static String first(Map<String, List<String>> posted, String name) {
        List<String> values = posted.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    @Override
    public String toString() {
        return "Visit[…]";
    }
}
