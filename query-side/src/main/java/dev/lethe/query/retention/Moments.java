package dev.lethe.query.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When anything happened since the last run that was allowed, as the audit trail has it.
 *
 * @param latest the highest time that anything has; null when nothing happened
 * @param last the time of the last thing
 * @param silentFrom the time before the longest silence between two things; null when there were not two
 * @param silentTo the time after it
 */
public record Moments(
        @Nullable Instant latest,
        @Nullable Instant last,
        @Nullable Instant silentFrom,
        @Nullable Instant silentTo) {}
