package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.RetentionRule;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.query.records.CouncilDay;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a submission lives: the shorter of what its visitor was told and what its form says now. Days are days of the
 * council's calendar, so the hour at which something came makes no difference: it lives through the whole of its last day.
 *
 * @param told by the version that was answered
 * @param now by the version that visitors see
 */
public record Lifetime(Processing told, Processing now) {

    /** For a form that has not changed since. */
    public static Lifetime of(Processing told) {
        return new Lifetime(told, told);
    }

    /** After how many days it is deleted, counted from the day on which it came; empty for never. */
    public OptionalInt days() {
        return Stream.of(told, now)
                .filter(each -> each.retention() == RetentionRule.DAYS)
                .map(Processing::retentionDays)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .filter(days -> days > 0)
                .min();
    }

    /** After how many days with this status it is deleted, counted from the day on which it got it; empty for never. */
    public OptionalInt days(SubmissionStatus status) {
        return Stream.of(told, now)
                .map(Processing::byStatus)
                .flatMap(each -> each.stream())
                .filter(each -> each.status() == status)
                .mapToInt(StatusRetention::days)
                .filter(days -> days > 0)
                .min();
    }

    /**
     * The last day on which it may still be there; empty when it never goes by itself.
     *
     * @param receivedAt when it came
     * @param status how far the work on it is; this can only shorten its life
     * @param statusAt since when; null when nobody ever set it, and it is as old as the submission
     */
    public Optional<LocalDate> lastDay(Instant receivedAt, SubmissionStatus status, @Nullable Instant statusAt) {
        return Stream.concat(
                        after(receivedAt, days()).stream(),
                        after(statusAt == null ? receivedAt : statusAt, days(status)).stream())
                .min(LocalDate::compareTo);
    }

    private static Optional<LocalDate> after(Instant from, OptionalInt days) {
        return days.isEmpty()
                ? Optional.empty()
                : Optional.of(CouncilDay.of(from).plusDays(days.getAsInt()));
    }
}
