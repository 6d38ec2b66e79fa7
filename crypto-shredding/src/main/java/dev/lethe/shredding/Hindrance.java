package dev.lethe.shredding;

import java.time.Instant;

/** Why a key is not destroyed together with others whose time is over. */
public sealed interface Hindrance {

    /**
     * It was kept when its person was erased, or is about to be.
     *
     * @param ground why
     */
    record Held(Ground ground) implements Hindrance {}

    /**
     * Its processing is restricted: whatever is destroyed by its age, or by hand, leaves it out.
     *
     * @param since the day, at its beginning in UTC
     * @param ground why
     */
    record Restricted(Instant since, Ground ground) implements Hindrance {}

    /** The vault has no such key and never destroyed one: an alarm. Its database was restored from before it was made, perhaps. */
    record Unknown() implements Hindrance {}

    /** Its row, or that of its subject, does not unseal where it stands: an alarm. Rows were changed or moved. */
    record Broken() implements Hindrance {}
}
