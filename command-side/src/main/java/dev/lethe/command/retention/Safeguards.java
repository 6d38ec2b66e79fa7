package dev.lethe.command.retention;

import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.RecordCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a run must not go on without a second look: nothing that it destroys comes back, and a clock that jumped, or a slip in
 * a form's retention, would let it destroy everything.
 *
 * @param limitPercent the share of a feature's records that may go in one run: of each for itself, since a slip in what has few is
 *     not to hide behind one that has many
 */
record Safeguards(int limitPercent) {

    /** As many of a feature may always go: a small council's share is soon reached. */
    static final long ALWAYS = 100;

    /**
     * How long nothing may have happened. A run is itself something that happens, so this is a day: with an hour for the
     * night on which summer time ends, and another for a run that is late.
     */
    static final Duration SILENCE = Duration.ofHours(26);

    /** How far the clock may be behind: nodes' clocks differ a little. */
    static final Duration BEHIND = Duration.ofMinutes(5);

    Safeguards {
        if (limitPercent < 1 || limitPercent > 100)
            throw new IllegalArgumentException("lethe.retention.limit-percent is a number from 1 to 100");
    }

    /** How many of so many records of one feature may go without a second look. */
    private long limit(long living) {
        return Math.max(ALWAYS, living * limitPercent / 100);
    }

    /** Why not, if there is a reason. */
    Optional<ExpiryRefusal> against(Activity heard, List<RecordCount> due, List<FeatureCount> living, Instant now) {
        if (heard.latest() != null && now.isBefore(heard.latest().minus(BEHIND)))
            return Optional.of(ExpiryRefusal.CLOCK_BEHIND);
        if (heard.longest(now).compareTo(SILENCE) > 0) return Optional.of(ExpiryRefusal.CLOCK_AHEAD);
        if (!exceeded(due, living).isEmpty()) return Optional.of(ExpiryRefusal.TOO_MANY);
        return Optional.empty();
    }

    /** The limits that are exceeded, by feature. */
    List<FeatureCount> exceeded(List<RecordCount> due, List<FeatureCount> living) {
        return due.stream()
                .map(RecordCount::feature)
                .distinct()
                .filter(feature -> due(feature, due) > limit(living(feature, living)))
                .map(feature -> new FeatureCount(feature, limit(living(feature, living))))
                .toList();
    }

    private static long due(String feature, List<RecordCount> due) {
        return due.stream()
                .filter(each -> each.feature().equals(feature))
                .mapToLong(RecordCount::records)
                .sum();
    }

    /** None where nobody counted: what is not known to be many is few. */
    private static long living(String feature, List<FeatureCount> living) {
        return living.stream()
                .filter(each -> each.feature().equals(feature))
                .mapToLong(FeatureCount::records)
                .sum();
    }
}
