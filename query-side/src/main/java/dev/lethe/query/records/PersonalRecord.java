package dev.lethe.query.records;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A record that holds data of a person, with nothing of it opened.
 *
 * @param group what it lives and is counted with: the id of its form, say
 * @param title what kind of record it is, for people: the title of its form, say
 * @param name what tells it from others of its kind, such as the reference that a visitor was given; nothing personal
 * @param at when it came
 * @param theirs those of the keys that were asked for that something of it is sealed under
 * @param others keys that others' parts of it are sealed under, which stay when this person is erased
 */
public record PersonalRecord(
        RecordRef ref, String group, Caption title, String name, Instant at, List<UUID> theirs, List<UUID> others) {

    public PersonalRecord {
        theirs = List.copyOf(theirs);
        others = List.copyOf(others);
    }

    /** Whether it holds other people's data too. */
    public boolean shared() {
        return !others.isEmpty();
    }
}
