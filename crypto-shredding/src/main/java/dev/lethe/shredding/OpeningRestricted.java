package dev.lethe.shredding;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * Opens values also where their processing is restricted, for whoever decides about the restriction or answers the person: it is
 * given to nothing that lists, searches, exports or runs by itself.
 *
 * <p>As {@link Unsealing#openAll} and {@link Unsealing#openFile} otherwise. That a value is restricted is not said by what it opens
 * to, but by {@link #restrictions}.
 */
public interface OpeningRestricted {

    /** Opens many values with one look at the keys. */
    Openings openAllEvenRestricted(Collection<? extends Sealed<?>> values);

    /** Opens a file, in constant memory. */
    Opened<InputStream> openFileEvenRestricted(FilePlace place, InputStream sealed) throws IOException;

    /**
     * Those of these keys that are restricted.
     *
     * @throws VaultException when what says so was changed
     */
    Map<UUID, Restriction> restrictions(Collection<UUID> keyIds);
}
