/** The roles of the vault, carried out: who is outside of this package sees {@code PostgresKeyVault} alone, and that only to open it. */
@NullMarked
package dev.lethe.shredding.vault;

import org.jspecify.annotations.NullMarked;
