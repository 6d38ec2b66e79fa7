package dev.lethe.query.submissions;

import java.time.LocalDate;

/** What retention will do with a submission. */
public sealed interface Fate {

    /** It is deleted when this day is over. */
    record After(LocalDate lastDay) implements Fate {}

    /** It is there until somebody erases it. */
    record Stays() implements Fate {}

    /** Its time does not count: something of it was kept on a ground when a person was erased. */
    record Held() implements Fate {}

    /** Nothing of it can be read any more. */
    record Gone() implements Fate {}
}
