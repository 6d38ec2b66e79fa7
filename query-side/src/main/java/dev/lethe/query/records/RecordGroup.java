package dev.lethe.query.records;

import java.util.Comparator;

/**
 * Records of a feature that live by one rule and are counted together.
 *
 * @param feature the feature's code
 * @param group its code within the feature: the id of a form, say
 */
public record RecordGroup(String feature, String group) implements Comparable<RecordGroup> {

    private static final Comparator<RecordGroup> ORDER =
            Comparator.comparing(RecordGroup::feature).thenComparing(RecordGroup::group);

    @Override
    public int compareTo(RecordGroup other) {
        return ORDER.compare(this, other);
    }
}
