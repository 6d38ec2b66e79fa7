package dev.lethe.shredding;

import java.util.UUID;

/**
 * New keys for one record, one for each owner, in their order. They are durable no later than the next synchronous commit
 * to the event store. Closing clears them from memory; a key whose record never comes to be harms nobody and stays.
 */
public interface RecordKeys extends AutoCloseable {

    /** The id of an owner's key. */
    UUID keyId(int owner);

    /**
     * Seals a value of an owner at its place.
     *
     * @param owner the position of the owner in the list that the keys were made for, from 0
     * @throws IllegalArgumentException when the value is larger than 16 MiB as JSON
     */
    <T> Personal<T> seal(int owner, Place<T> place, T value);

    @Override
    void close();
}
