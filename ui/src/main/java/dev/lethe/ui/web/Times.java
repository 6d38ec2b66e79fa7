package dev.lethe.ui.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as people here read them: in British English, at the time that clocks in London show. */
public final class Times {

    /** Where days begin. */
    public static final ZoneId LONDON = ZoneId.of("Europe/London");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.UK);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);

    private Times() {}

    /** As in 14:05. */
    public static String time(Instant at) {
        return TIME.format(at.atZone(LONDON));
    }

    /** As in 3 November 2026. */
    public static String day(Instant at) {
        return DAY.format(at.atZone(LONDON));
    }

    /** As in 3 November 2026. */
    public static String day(LocalDate date) {
        return DAY.format(date);
    }

    /** As in 3 November 2026, 14:05. */
    public static String minute(Instant at) {
        return MINUTE.format(at.atZone(LONDON));
    }
}
