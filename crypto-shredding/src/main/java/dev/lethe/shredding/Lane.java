package dev.lethe.shredding;

import java.time.Period;
import java.util.regex.Pattern;

/**
 * What dies together: the part of the key tree that records of one purpose lie in, so that retention can destroy whole
 * ranges at once.
 *
 * @param purpose a short code, such as {@code people} or {@code retention-30d}; stored for good
 * @param lasting whether one subject holds all of a person's records here; otherwise each record is a subject of its own
 */
public record Lane(String purpose, boolean lasting) {

    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** Lasting records of the public. */
    public static final Lane PEOPLE = new Lane("people", true);
    /** Accounts of members of staff. */
    public static final Lane STAFF = new Lane("staff", true);
    /** Things that live for minutes or hours: mail, uploads, forwarded cases. */
    public static final Lane MINUTES = new Lane("minutes", false);

    /** @throws IllegalArgumentException when the purpose is not a code of at most 40 characters */
    public Lane {
        if (!PURPOSE.matcher(purpose).matches()) throw new IllegalArgumentException("Not a lane's purpose: " + purpose);
    }

    /** Records that are deleted after so many days. */
    public static Lane retention(Period period) {
        if (period.getYears() != 0 || period.getMonths() != 0 || period.getDays() < 1)
            throw new IllegalArgumentException("A retention period is a number of days: " + period);
        return new Lane("retention-" + period.getDays() + "d", false);
    }
}
