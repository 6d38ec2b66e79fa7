package dev.lethe.shredding;

import java.util.List;
import java.util.UUID;

/**
 * Gives out keys under which values are sealed.
 *
 * <p><b>Guaranteed:</b> AES-256-GCM; a token opens only at the place it was sealed for; a key that was given out is durable;
 * nothing new is ever sealed for the erased. <b>Not guaranteed:</b> length hidden beyond Padmé's steps. Whoever has this role
 * opens nothing with it, and destroys nothing.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface Sealing {

    /**
     * Makes keys for a new record.
     *
     * @param owners whose the parts of the record are, one key each
     * @throws VaultException when an owner is of the staff and has an address that another subject of the staff has, also
     *     when both are made at once
     */
    RecordKeys newKeys(List<? extends Owner> owners);

    /**
     * New keys for further values of the person whose key this is, in the same subject: an account's new password, say.
     *
     * @throws CannotBeOpenedException when that key is missing or broken
     * @throws VaultException when that key was erased: nothing new is ever sealed for the erased
     * @throws RestrictedException when it is restricted
     */
    RecordKeys moreKeysBeside(UUID keyId, int count);

    /**
     * The key of a record that is there, once more: for a value that takes the place of an older one and dies with it, so that
     * nothing has to be destroyed meanwhile. The older value opens for as long as the key lives.
     *
     * @throws CannotBeOpenedException when that key is missing or broken
     * @throws VaultException when that key was erased: nothing new is ever sealed for the erased
     * @throws RestrictedException when it is restricted
     */
    RecordKeys keyAgain(UUID keyId);
}
