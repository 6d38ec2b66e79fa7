package dev.lethe.ui.routes;

import java.util.List;

/**
 * A part of the staff area. It is shown to whoever may go to its address.
 *
 * @param order its place among the others: by this number
 * @param text the key of its name; {@code <text>.text} says on the first page what is there
 * @param address where it leads
 * @param within patterns of the addresses that are in it; the narrowest of all parts counts
 */
public record NavigationEntry(int order, String text, String address, List<String> within) {

    public NavigationEntry {
        within = List.copyOf(within);
    }

    /** With all that lies below its address. */
    public NavigationEntry(int order, String text, String address) {
        this(order, text, address, List.of(address + "/**"));
    }
}
