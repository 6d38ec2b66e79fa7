package dev.lethe.query.records;

import java.util.List;
import java.util.UUID;

/**
 * A record whose time is over.
 *
 * @param group what it is counted with
 * @param keys all keys of it that are left
 */
public record DueRecord(RecordRef ref, String group, List<UUID> keys) {
    public DueRecord {
        keys = List.copyOf(keys);
    }

    /** What it is counted with, among those of all features. */
    public RecordGroup among() {
        return new RecordGroup(ref.feature(), group);
    }

    /** The same with other keys. */
    public DueRecord with(List<UUID> others) {
        return new DueRecord(ref, group, others);
    }
}
