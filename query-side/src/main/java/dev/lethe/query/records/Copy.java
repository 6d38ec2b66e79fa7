package dev.lethe.query.records;

import java.time.Instant;

/**
 * A copy of a record that left the system, of which its recipients are told when it is erased (UK GDPR Article 19).
 *
 * @param recipient who took it or was sent it
 * @param certain whether it was in it; else it may have been
 */
public record Copy(RecordRef record, Caption recipient, Instant at, boolean certain) {}
