package dev.lethe.command.retention.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Records of a group that were due and stayed.
 *
 * @param feature the feature's code
 * @param group the group's code within it: the id of a form, say
 * @param why why they stayed
 * @param records how many
 */
public record LeftOut(String feature, String group, Reason why, long records) {

    /** Why a record stays whose time is over. */
    public enum Reason {
        /** Something of it was kept on a ground when a person was erased. */
        HELD,
        /** Its processing is restricted, so that it is stored. */
        RESTRICTED,
        /** The vault does not know a key of it, and never destroyed it: an alarm. */
        UNKNOWN_KEY,
        /** A key of it does not unseal: an alarm. */
        BROKEN_KEY,
        /** Its events do not say what the read models do, or what they name does not open where it stands: an alarm. */
        NOT_AS_RECORDED
    }

    /** Reads also what was said when there was no feature but one: of submissions of a form. */
    @JsonCreator
    static LeftOut read(
            @JsonProperty("feature") @Nullable String feature,
            @JsonProperty("group") @JsonAlias("form") String group,
            @JsonProperty("why") Reason why,
            @JsonProperty("records") long records) {
        return new LeftOut(FeatureCount.orFirst(feature), group, why, records);
    }
}
