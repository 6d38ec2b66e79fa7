/**
 * Seals personal values under keys that can be destroyed, and keeps those keys: the words for it and the vault's roles. Knows nothing
 * of forms, Axon or the web. What lies in the packages below is this library's alone; {@code spring} opens the vault for others.
 */
@NullMarked
package dev.lethe.shredding;

import org.jspecify.annotations.NullMarked;
