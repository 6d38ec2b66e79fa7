package dev.lethe.shredding;

import org.jspecify.annotations.Nullable;

/**
 * What a search found for subjects whose event never came.
 *
 * @param found how many there are
 * @param destroyed how many of them were destroyed
 * @param heldBack why none was, as the end of a sentence; null when nothing stood in the way
 */
public record OrphanSearch(
        int found, int destroyed, @Nullable String heldBack) {

    /** Nothing was looked at: what there is may be under way. */
    public static final OrphanSearch TOO_EARLY =
            new OrphanSearch(0, 0, "nothing is looked at before it is two hours old, by this process's own clock");
}
