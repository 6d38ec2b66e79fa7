/**
 * How values, files, identifiers and keys are sealed, byte by byte. For this library only: it opens whatever it is given the key
 * of, and knows nothing of holds, ledger or erasure.
 */
@NullMarked
package dev.lethe.shredding.sealing;

import org.jspecify.annotations.NullMarked;
