package dev.lethe.shredding;

import java.util.UUID;

/**
 * Puts right whose a part of a record is: a new subject takes the old one's place, and the old one is destroyed.
 *
 * <p><b>Guaranteed:</b> the old subject is destroyed once an event says that it was replaced, and lives on as it was where none
 * does. What lives beside the old key and was not sealed anew is lost then, in every copy.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface Replacing {

    /**
     * Begins to put right whose a part of a record is: makes a subject of its own for it, under these identifiers, and an order that
     * ends the old one once an event has {@link Replacement#said}, sealed under the new key. From then on the old one takes no key,
     * and no order reaches either until {@link #completeReplacement}, which a start and the hourly mark do as well. Everything that
     * lives beside the old key is to be sealed anew under the new one and named by the same commit of the events; what is not, is
     * lost.
     *
     * @return the own key of the new subject
     * @throws AddressTakenException when another member of staff has the address
     * @throws VaultException when the account is not the same, the record is to be erased or is being put right already, or the root
     *     state has no room
     */
    RecordKeys replace(Replacement replacement);

    /**
     * Ends what was replaced, once its event is stored. A store that does not give it out yet is asked for some seconds.
     *
     * @throws VaultException when it cannot be completed now; it is within the hour, or at the next start
     */
    void completeReplacement(UUID erasure, EventHistory events);

    /**
     * Forgets what was to be replaced, once it is certain that its event is not stored and never will be: the old subject lives on as
     * it was.
     *
     * @throws VaultException when that cannot be done now; it is within some hours, or at the next start
     */
    void giveUpReplacement(UUID erasure, EventHistory events);

    /**
     * Ends what the events say was replaced and lives on, since its order was lost. Does nothing while somebody has to say what was
     * restored. Reads little: it may be asked every few minutes.
     *
     * @return how many subjects
     */
    int endForgottenReplacements(EventHistory events);
}
