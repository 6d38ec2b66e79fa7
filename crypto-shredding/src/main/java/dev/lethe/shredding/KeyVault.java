package dev.lethe.shredding;

/**
 * The vault of keys: all of its roles in one. Take the role that you need instead: only what puts an application together has to
 * name the whole, since whoever has it can destroy.
 *
 * <p><b>Guaranteed:</b> AES-256-GCM; a token opens only at the place it was sealed for; tampering throws and is never
 * mistaken for erasure; once {@link Shredding#carryOut} returns, no copy of the vault, of whatever age, opens what it destroyed
 * together with any root state that this vault still knows of. <b>Not guaranteed:</b> length hidden beyond Padmé's steps;
 * anything once a caller has the plaintext; copies of the root state that were made outside.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface KeyVault
        extends Sealing,
                Unsealing,
                OpeningRestricted,
                Restricting,
                PeopleSearch,
                StaffDirectory,
                Shredding,
                Replacing,
                OrphanShredding,
                ErasureLedger,
                DestroyedKeys,
                VaultUpkeep,
                EventMarks,
                Restorations,
                VaultInspection,
                AutoCloseable {

    @Override
    void close();
}
