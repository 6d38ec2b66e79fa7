package dev.lethe.command.submissions;

import dev.lethe.shredding.Label;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        Map<String, List<String>> beside) {

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
        return new Draft(token, link, at, other, judged, refused, notice, left, beside);
    }

    @Override
    public String toString() {
        return "Draft[…]";
    }
}
