package dev.lethe.shredding;

/**
 * Where a value stands: what it is ({@link Label}) and in which record. A token opens only at the place it was sealed for.
 *
 * @param label what the value is, with its part and format
 * @param record the record that holds it
 */
public record Place<T>(Label<T> label, RecordId record) {}
