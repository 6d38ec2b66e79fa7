package dev.lethe.shredding;

import java.util.Collection;
import java.util.UUID;

/**
 * Restricts the processing of parts of records (UK GDPR, article 18), and ends that. What is restricted is whatever a part's
 * subject holds: its values and files, and what stands beside them.
 *
 * <p><b>Guaranteed:</b> whoever opens after a restriction was made is told of it and given nothing, in whichever thread or process,
 * but by {@link OpeningRestricted}; nothing new is sealed for it, it is not put right, and it is not destroyed by its age or by
 * whoever may not end restrictions; who takes the restriction from the vault's tables is told of at the next start or within the
 * hour, and nothing goes by its age from then on. It outlasts restarts. <b>Not guaranteed:</b> what was opened before; a vault that
 * is restored from before it knows nothing of it, which is told as any restore.
 */
public interface Restricting {

    /**
     * Restricts the parts of records that these keys belong to, on this ground. What is restricted on it already stays as it is,
     * on another it is restricted anew; what is destroyed is left out.
     *
     * @throws VaultException when a key is unknown, a row of it was changed, or it is being put right: nothing is restricted then
     */
    void restrict(Collection<UUID> keyIds, Ground ground);

    /** Ends the restriction of the parts of records that these keys belong to. What is not restricted stays as it is. */
    void liftRestriction(Collection<UUID> keyIds);
}
