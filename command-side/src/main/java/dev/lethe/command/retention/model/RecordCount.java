package dev.lethe.command.retention.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How many records of a group of a feature's.
 *
 * @param feature the feature's code
 * @param group the group's code within it: the id of a form, say
 */
public record RecordCount(String feature, String group, long records) {

    /** Reads also what was said when there was no feature but one: how many submissions of a form. */
    @JsonCreator
    static RecordCount read(
            @JsonProperty("feature") @Nullable String feature,
            @JsonProperty("group") @JsonAlias("form") String group,
            @JsonProperty("records") long records) {
        return new RecordCount(FeatureCount.orFirst(feature), group, records);
    }
}
