package dev.lethe.shredding;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Finds the data subject whom an identifier leads to.
 *
 * <p><b>Guaranteed:</b> residents and staff never share an enquiry; what was changed in the vault's database is not left out
 * silently. <b>Not guaranteed:</b> that possible matches are the person's: an officer decides. Whoever has this role opens no
 * record's values with it, and destroys nothing: an enquiry is only what an order can name.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface PeopleSearch {

    /**
     * Looks for a person. An e-mail address that stands first in a part leads to it, of whatever lane: what it finds is the
     * person's. One that stands elsewhere, and a telephone, a name or a reference, which several people may share, only find
     * possible matches. For those all identifiers of their kind are opened, which takes about two seconds for a million.
     *
     * @return empty when no living subject has this identifier
     * @throws AddressesUnreadException when not all addresses were read since the start; it says how far that is
     * @throws VaultException when a row of what was found was changed: nothing is left out silently
     */
    Optional<Enquiry> enquire(Identifier identifier, Population population);

    /** An earlier enquiry, with what it finds now; empty when it is unknown or older than a day. */
    Optional<Enquiry> enquiry(UUID id);

    /**
     * Looks for possible matches of an enquiry by something else that the person is known by, too.
     *
     * @return the enquiry as it is then; empty when it is unknown or older than a day
     */
    Optional<Enquiry> match(UUID enquiry, Identifier identifier);

    /**
     * Takes a possible match into an enquiry, or out of it again: an order then names its record beside the addresses.
     *
     * @param keyId the record's own key
     * @return the enquiry as it is then; empty when it is unknown or older than a day
     * @throws VaultException when that is no possible match of it
     */
    Optional<Enquiry> take(UUID enquiry, UUID keyId, boolean in);

    /**
     * How many addresses do not open where they stand: their rows were changed or moved, and whoever has them is not found. Whoever
     * is told that nobody was found has to be told that, too.
     */
    long unreadableAddresses();

    /**
     * Of how many parts of records not all identifiers are there, as of the last time they were counted: rows were taken away or
     * changed, and whoever they belong to is not found by them. Empty before the first time since the start.
     */
    OptionalLong incompleteParts();
}
