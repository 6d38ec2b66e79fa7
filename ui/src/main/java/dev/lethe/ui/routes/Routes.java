package dev.lethe.ui.routes;

import java.util.List;

/**
 * The addresses of one feature. Each feature implements it once, as a bean in its own package. What no feature names is
 * refused to everybody: a new page starts with a line there.
 *
 * <p>A pattern may lie within another's, also within another feature's: the narrower counts. Two of which neither holds the
 * other, and that meet all the same, fail the start.
 */
public interface Routes {

    List<Route> routes();

    /** What leads there in the staff area. */
    default List<NavigationEntry> navigation() {
        return List.of();
    }
}
