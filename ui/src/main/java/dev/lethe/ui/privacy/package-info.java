/** What privacy officers do: find a person, see what is held, order an erasure, and see its proof. */
@NullMarked
package dev.lethe.ui.privacy;

import org.jspecify.annotations.NullMarked;
