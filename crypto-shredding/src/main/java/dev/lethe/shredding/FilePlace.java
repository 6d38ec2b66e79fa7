package dev.lethe.shredding;

/**
 * Where a file stands: what it is and in which record. A sealed file opens only at the place it was sealed for.
 *
 * @param label what the file is, with its part
 * @param record the record that holds it
 */
public record FilePlace(FileLabel label, RecordId record) {}
