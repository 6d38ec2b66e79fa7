package dev.lethe.processes.records;

import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.RecordRef;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The records of one feature as their own events have them. A read model says where to look; what is destroyed, and what is kept
 * of it, is decided here. Each feature whose records are destroyed one by one, or go by themselves, implements it once, as a bean.
 */
public interface RecordsByEvents {

    /** The feature's code, as {@link dev.lethe.query.records.PersonalRecords#feature} has it. */
    String feature();

    /**
     * Looks up what a read model says is due: whether it is by the events, and which keys they name. Who writes to a read model's
     * rows can keep something from going, and have nothing go. What is changed is told of in the log, as an alarm.
     *
     * @param told records of this feature
     * @param since when the read models were known to be current: what happened later is no sign that they were changed
     */
    Found lookUp(List<DueRecord> told, LocalDate day, Instant since);

    /**
     * What was looked up. What became something else since then is in neither list.
     *
     * @param due with the keys that the events name
     * @param changed of which the read model does not say what the events do
     */
    record Found(List<DueRecord> due, List<DueRecord> changed) {
        public Found {
            due = List.copyOf(due);
            changed = List.copyOf(changed);
        }
    }

    /**
     * All keys that anything of these records is sealed under, destroyed or not. Left out is what no event tells of, whose events
     * are not whole, or of which something does not open where they say that it stands: a key that they name may be somebody
     * else's.
     *
     * @param records of this feature
     */
    Map<RecordRef, Set<UUID>> keys(Collection<RecordRef> records);
}
