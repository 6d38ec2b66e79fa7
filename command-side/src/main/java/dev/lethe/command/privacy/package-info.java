/** Erasure of people and records. */
@NullMarked
package dev.lethe.command.privacy;

import org.jspecify.annotations.NullMarked;
