package dev.lethe.ui.routes;

import dev.lethe.command.accounts.model.Role;
import java.util.Set;

/**
 * Addresses, and who may go there.
 *
 * @param pattern an address, in which {@code *} stands for one segment and {@code **}, at its end, for any number
 * @param everybody whether it is for visitors; the staff area never is
 * @param roles of which a member of staff needs one; none for every member of staff
 */
public record Route(String pattern, boolean everybody, Set<Role> roles) {

    public Route {
        if (!pattern.matches("/|(/(\\*|[\\w.-]+))+(/\\*\\*)?|(/\\*\\*)"))
            throw new IllegalArgumentException("Neither an address nor a pattern of addresses: " + pattern);
        roles = Set.copyOf(roles);
    }

    public static Route everybody(String pattern) {
        return new Route(pattern, true, Set.of());
    }

    /** @param roles of which one is needed; none for every member of staff */
    public static Route staff(String pattern, Role... roles) {
        return new Route(pattern, false, Set.of(roles));
    }

    /** Whether it holds this address, or all addresses that this pattern holds. */
    boolean holds(String address) {
        String[] mine = pattern.split("/", -1);
        String[] other = address.split("/", -1);
        for (int i = 0; i < mine.length; i++) {
            if (mine[i].equals("**")) return true;
            if (i == other.length || other[i].equals("**")) return false;
            if (!mine[i].equals("*") && !mine[i].equals(other[i])) return false;
        }
        return mine.length == other.length;
    }

    /** Whether there is an address that both hold. */
    boolean meets(Route other) {
        String[] mine = pattern.split("/", -1);
        String[] theirs = other.pattern.split("/", -1);
        for (int i = 0; ; i++) {
            if (i < mine.length && mine[i].equals("**") || i < theirs.length && theirs[i].equals("**")) return true;
            if (i == mine.length || i == theirs.length) return mine.length == theirs.length;
            if (!mine[i].equals("*") && !theirs[i].equals("*") && !mine[i].equals(theirs[i])) return false;
        }
    }
}
