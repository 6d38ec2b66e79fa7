package dev.lethe.shredding;

import java.time.Period;
import java.util.regex.Pattern;

/**
 * What dies together: the part of the key tree that records of one purpose lie in, so that retention can destroy whole
 * ranges at once.
 *
 * @param purpose a short code, such as {@code people} or {@code retention-30d}; kept for good in the root state
 */
public record Lane(String purpose) {

    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** In days. What editors choose makes no lane of its own: there are 256 of them. */
    private static final int[] CLASSES = {
        1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 366, 548, 731, 1096, 1461, 1827, 2192, 2557, 3653,
        5479, 7305, 10958, 14610, 18263, 25567, 36525
    };

    /** Lasting records of the public. */
    public static final Lane PEOPLE = new Lane("people");
    /** Accounts of members of staff. */
    public static final Lane STAFF = new Lane("staff");
    /** Things that live for minutes or hours: uploads, forwarded cases. */
    public static final Lane MINUTES = new Lane("minutes");
    /** What was saved to come back to. */
    public static final Lane DRAFTS = new Lane("drafts");
    /** What is typed in a visit: a page can do without, so its numbers must not be those that files need. */
    public static final Lane VISITS = new Lane("visits");
    /** The addresses that erasure orders name. */
    public static final Lane ORDERS = new Lane("orders");

    /** @throws IllegalArgumentException when the purpose is not a code of at most 40 characters */
    public Lane {
        if (!PURPOSE.matcher(purpose).matches()) throw new IllegalArgumentException("Not a lane's purpose: " + purpose);
    }

    /** Whether no event names a key in this lane: only such keys end without an order that the events tell of. */
    public boolean isShortLived() {
        return equals(MINUTES) || equals(DRAFTS) || equals(VISITS);
    }

    /** Whether a key in this lane that no event names is left over from a record that never came to be. */
    public boolean isNamedByEvents() {
        return !isShortLived() && !equals(ORDERS);
    }

    /**
     * Records that are deleted after so many days, together with those of other periods of the same class: the least of 31
     * that holds the period.
     *
     * @throws IllegalArgumentException when it is not a number of days from 1 to 36,525, which are a hundred years
     */
    public static Lane retention(Period period) {
        if (period.getYears() == 0 && period.getMonths() == 0 && period.getDays() >= 1)
            for (int days : CLASSES) if (period.getDays() <= days) return new Lane("retention-" + days + "d");
        throw new IllegalArgumentException("A retention period is a number of days, up to a hundred years: " + period);
    }
}
