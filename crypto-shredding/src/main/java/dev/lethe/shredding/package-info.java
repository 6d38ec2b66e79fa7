/** Seals personal values under keys that can be destroyed, and keeps those keys. Knows nothing of forms, Axon or the web. */
@NullMarked
package dev.lethe.shredding;

import org.jspecify.annotations.NullMarked;
