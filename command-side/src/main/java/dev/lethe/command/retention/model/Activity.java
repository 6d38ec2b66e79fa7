package dev.lethe.command.retention.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When anything happened since the last run that was allowed, from which a clock that jumped is told. Between two things that
 * happened: once the clock has jumped, all that happens afterwards has its new time, and the last of it proves nothing.
 *
 * @param latest the highest time that anything has; null when nothing ever happened
 * @param last the time of the last thing; null when nothing ever happened
 * @param silentFrom the time before the longest silence between two things; null when there is none
 * @param silentTo the time after it
 */
public record Activity(
        @Nullable Instant latest,
        @Nullable Instant last,
        @Nullable Instant silentFrom,
        @Nullable Instant silentTo) {

    /** Nothing ever happened. */
    public static final Activity NOTHING = new Activity(null, null, null, null);

    /** How long the longest silence was, the one up to now included. */
    public Duration longest(Instant now) {
        Duration between =
                silentFrom == null || silentTo == null ? Duration.ZERO : Duration.between(silentFrom, silentTo);
        Duration since = last == null ? Duration.ZERO : Duration.between(last, now);
        return between.compareTo(since) > 0 ? between : since;
    }

    /** The time before the longest silence. */
    public @Nullable Instant before(Instant now) {
        return sinceLastIsLongest(now) ? last : silentFrom;
    }

    /** The time after the longest silence. */
    public @Nullable Instant after(Instant now) {
        return sinceLastIsLongest(now) ? now : silentTo;
    }

    private boolean sinceLastIsLongest(Instant now) {
        return silentFrom == null || silentTo == null || !longest(now).equals(Duration.between(silentFrom, silentTo));
    }
}
