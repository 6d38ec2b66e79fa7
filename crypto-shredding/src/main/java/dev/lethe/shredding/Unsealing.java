package dev.lethe.shredding;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/**
 * Opens what was sealed.
 *
 * <p><b>Guaranteed:</b> a token opens only at the place it was sealed for; tampering and a missing key throw, and are never
 * mistaken for an erasure; what an erasure destroyed does not open on any node once {@link Shredding#carryOut} has returned.
 * <b>Not guaranteed:</b> anything once a caller has the plaintext. Whoever has this role changes nothing with it.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface Unsealing {

    /**
     * Opens one value.
     *
     * @throws CannotBeOpenedException when it should open and does not
     */
    <T> Opened<T> open(Sealed<T> value);

    /** Opens many values with one look at the keys. Use it for a page; alarms come when each value is asked for. */
    Openings openAll(Collection<? extends Sealed<?>> values);

    /**
     * Opens a file, in constant memory. That it stands at its place, and its first 64 KiB, are checked before this returns.
     * What comes later is checked while it is read: a stream that throws has given out the <em>beginning of a file</em>,
     * and whoever passes it on must abort visibly (a download without its last chunk), never end it as if it were whole.
     * Only an end that was read, -1, is the end of the file. Closing the stream forgets the key and closes {@code sealed}.
     *
     * @param sealed the file as {@link RecordKeys#sealFile} wrote it, from its first byte; read no further when it is erased
     * @return a stream whose reads throw {@link CannotBeOpenedException} where the file was changed or cut, and
     *     {@link IOException} only when {@code sealed} did
     * @throws CannotBeOpenedException when it should open and does not; the key id has only zeros when the file names none
     * @throws IOException when {@code sealed} cannot be read
     */
    Opened<InputStream> openFile(FilePlace place, InputStream sealed) throws IOException;
}
