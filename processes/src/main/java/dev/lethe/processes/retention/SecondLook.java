package dev.lethe.processes.retention;

import dev.lethe.query.retention.Outlook;
import java.time.LocalDate;

/**
 * What somebody saw when they said that it may go.
 *
 * @param day the day that it was due on
 * @param records how many records that were
 */
public record SecondLook(LocalDate day, long records) {

    /** Whether this is what would go. */
    boolean saw(Outlook outlook) {
        return outlook.day().equals(day) && outlook.due() == records;
    }
}
