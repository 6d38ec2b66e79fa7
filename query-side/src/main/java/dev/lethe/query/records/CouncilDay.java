package dev.lethe.query.records;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The days of the council's calendar, by which everything's time is counted. */
public final class CouncilDay {

    /** Where days begin and end. */
    public static final ZoneId ZONE = ZoneId.of("Europe/London");

    private CouncilDay() {}

    /** The day of a moment. */
    public static LocalDate of(Instant at) {
        return at.atZone(ZONE).toLocalDate();
    }

    /** Whether what has this last day is to go on this day: not on it, and from the first hour of the next. */
    public static boolean isDue(LocalDate lastDay, LocalDate today) {
        return lastDay.isBefore(today);
    }

    /**
     * The same, asked the other way round: what came, or became what it is, before this moment, and is kept for so many days, is
     * due on that day.
     */
    public static Instant dueBefore(int days, LocalDate today) {
        return today.minusDays(days).atStartOfDay(ZONE).toInstant();
    }
}
