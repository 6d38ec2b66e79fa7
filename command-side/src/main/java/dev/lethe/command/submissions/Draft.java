package dev.lethe.command.submissions;

import dev.lethe.shredding.Label;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form that is being filled in, between two of its pages. Its text form shows none of it.
 *
 * @param token what {@link SubmissionIntake#begin} made
 * @param link the secret of the link under which the answers would be saved to come back to, or are
 * @param at the page that the last one led to
 * @param typed all that was typed so far, by the names of the inputs; a field of no name in it was not visited yet
 * @param judged the pages whose problems were shown: those of others are not, until their visitor goes on from there
 * @param refused files that were not taken, by field
 * @param notice what is said above the page that the last one led to, in words of the pages' own; empty for nothing
 * @param left what was typed on an earlier version's page and has no place on this one's
 * @param beside what travels along and is no answer
 * @param presses how many buttons were pressed in the visit so far; what is kept of a page that is left without one adds none
 */
public record Draft(
        String token,
        String link,
        String at,
        Map<String, List<String>> typed,
        Set<String> judged,
        Map<String, Problem> refused,
        List<String> notice,
        List<Left> left,
        Map<String, List<String>> beside,
        int presses) {

    static final Label<Draft> DRAFT = Label.of("submission.draft", Draft.class);

    /**
     * Something that was typed and is not carried along. Its text form does not show it.
     *
     * @param label of the question; empty when that is not known any more
     */
    public record Left(String label, String text) {
        @Override
        public String toString() {
            return "Left[" + label + "]";
        }
    }

    public Draft {
        typed = Collections.unmodifiableMap(new LinkedHashMap<>(typed));
        judged = Set.copyOf(judged);
        refused = Map.copyOf(refused);
        notice = List.copyOf(notice);
        left = List.copyOf(left);
        beside = Map.copyOf(beside);
    }

    /** The same with nothing typed but this. */
    Draft with(Map<String, List<String>> other) {
        return new Draft(token, link, at, other, judged, refused, notice, left, beside, presses);
    }

    /**
     * The same, with what was typed elsewhere meanwhile where this one changed nothing: two pages of a visit that are left at
     * once must not undo each other.
     *
     * @param before what both began with; null for nothing
     * @return empty when it only is what was left on a page, and a button was pressed meanwhile
     */
    Optional<Draft> over(@Nullable Draft before, Draft meanwhile) {
        boolean pressed = presses > (before == null ? 0 : before.presses);
        if (!pressed && meanwhile.presses > presses) return Optional.empty();
        Map<String, List<String>> both = new LinkedHashMap<>(typed);
        if (meanwhile.token.equals(token)) {
            Map<String, List<String>> first = before == null ? Map.of() : before.typed;
            Set<String> names = new LinkedHashSet<>(meanwhile.typed.keySet());
            names.addAll(typed.keySet());
            for (String name : names) {
                if (!Objects.equals(typed.get(name), first.get(name))) continue;
                List<String> theirs = meanwhile.typed.get(name);
                if (theirs == null) both.remove(name);
                else both.put(name, theirs);
            }
        }
        int all = pressed ? Math.max(presses, meanwhile.presses + 1) : presses;
        return Optional.of(new Draft(token, link, at, both, judged, refused, notice, left, beside, all));
    }

    @Override
    public String toString() {
        return "Draft[…]";
    }
}
