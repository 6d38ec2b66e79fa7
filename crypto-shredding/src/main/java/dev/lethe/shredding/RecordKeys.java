package dev.lethe.shredding;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    /**
     * Seals a file of an owner for its place, of any length and in constant memory: reads {@code plain} to its end and
     * writes the sealed file to {@code sealed}, which is flushed. Neither is closed. When either fails, what was written so
     * far is no file: it never opens to its end, so throw it away. The length is not hidden: the sealed file is longer by
     * 73 bytes, and by 16 for each segment after the first.
     *
     * @param owner the position of the owner in the list that the keys were made for, from 0
     * @return how many bytes were read
     * @throws IOException when reading or writing fails
     */
    long sealFile(int owner, FilePlace place, InputStream plain, OutputStream sealed) throws IOException;

    /**
     * Whether one of them was destroyed since, or will be, since its record is being put right: what was kept opens no more then.
     * To be asked before it is acknowledged; also after closing. Waits some seconds for a record that is being put right.
     */
    boolean areDestroyed();

    @Override
    void close();
}
