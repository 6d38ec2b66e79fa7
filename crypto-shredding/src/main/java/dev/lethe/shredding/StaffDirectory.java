package dev.lethe.shredding;

import java.util.Optional;
import java.util.UUID;

/**
 * Finds the account of a member of staff by the address that they sign in with. Of residents it tells nothing.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface StaffDirectory {

    /**
     * A member of staff, as the address finds them.
     *
     * @param account the id that stands beside the address
     * @param key a key of theirs, beside which others can be made
     */
    record MemberOfStaff(UUID account, UUID key) {}

    /**
     * The member of staff with this address, if there is one: how a sign-in finds the account.
     *
     * @throws VaultException when a row of the subject was changed
     */
    Optional<MemberOfStaff> memberOfStaff(Identifier email);
}
