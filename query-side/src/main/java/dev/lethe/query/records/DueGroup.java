package dev.lethe.query.records;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that live by one rule, and how many of them are due on a day, or soon after.
 *
 * @param feature whose they are
 * @param group its code within the feature: the id of a form, say
 * @param title for people
 * @param rule how long they are kept, in sentences
 * @param toldShorter whether people were told that some are deleted sooner than the rule now says
 * @param living of how many something can be read
 * @param due how many go on this day
 * @param within7 how many go on it or within the next seven days
 * @param within30 how many go on it or within the next thirty days
 * @param held how many would be due and stay, since something of them was kept on a ground when a person was erased
 * @param oldest when the first of those that are due came; null when none is
 * @param newest when the last of them came
 */
public record DueGroup(
        String feature,
        String group,
        Caption title,
        List<Caption> rule,
        boolean toldShorter,
        long living,
        long due,
        long within7,
        long within30,
        long held,
        @Nullable Instant oldest,
        @Nullable Instant newest) {

    public DueGroup {
        rule = List.copyOf(rule);
    }

    /** Which it is, among those of all features. */
    public RecordGroup among() {
        return new RecordGroup(feature, group);
    }
}
