package dev.lethe.command.retention.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How many records of a feature.
 *
 * @param feature its code
 */
public record FeatureCount(String feature, long records) {

    /** The one feature that there was when events did not say yet of which something was. Stored are events without it: for ever. */
    private static final String FIRST = "submissions";

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public FeatureCount(@JsonProperty("feature") String feature, @JsonProperty("records") long records) {
        this.feature = feature;
        this.records = records;
    }

    /** Reads what was said when there was no feature but one: a number alone. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static FeatureCount read(long records) {
        return new FeatureCount(FIRST, records);
    }

    static String orFirst(@Nullable String feature) {
        return feature == null ? FIRST : feature;
    }
}
