package dev.lethe.shredding;

import dev.lethe.shredding.vault.PostgresKeyVault;
import java.nio.file.Path;
import java.util.List;

/** Opens the key vault. */
public final class KeyVaults {

    private KeyVaults() {}

    /**
     * Refuses directories that hold a root state of another format, and changes nothing. Opening does so too; this is for
     * whoever starts a database first.
     *
     * @throws VaultRefusedException with the version that reads it
     */
    public static void refuseOtherFormats(List<Path> rootDirectories) {
        PostgresKeyVault.refuseOtherFormats(rootDirectories);
    }

    /**
     * Opens the vault: migrates its database, compares root state, tables and ledger, repairs what can be repaired, and
     * finishes what a crash left between a ledger entry and its puncture. In an empty database with empty root directories
     * it makes a new vault; a root state that is missing is never replaced by a new one.
     *
     * @throws VaultRefusedException when root state, tables and ledger do not fit together; nothing was changed
     * @throws VaultException when the database or the main root directory cannot be reached
     */
    public static KeyVault open(VaultConfiguration configuration) {
        return PostgresKeyVault.open(configuration);
    }
}
