package dev.lethe.query.records;

import java.util.List;

/** A record of a person, opened. It lives for one answer, and its text form shows nothing of it. */
public record OpenedRecord(PersonalRecord record, List<RecordPart> parts) {

    public OpenedRecord {
        parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
        return "OpenedRecord[" + record.ref() + "]";
    }
}
