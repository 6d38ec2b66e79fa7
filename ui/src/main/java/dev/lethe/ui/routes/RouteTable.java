package dev.lethe.ui.routes;

import dev.lethe.command.accounts.model.Role;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** All features' routes, the narrower before the wider. */
@Component
public class RouteTable {

    private static final List<Route> STAFF_AREA = List.of(Route.staff("/staff/**"), Route.staff("/sign-out"));

    /** Whatever holds another has fewer words of its own, or as many and ends in what is open, or is shorter. */
    private static final Comparator<Route> NARROWEST = Comparator.comparingLong(
                    (Route route) -> -words(route.pattern()))
            .thenComparing(route -> route.pattern().endsWith("**"))
            .thenComparing(route -> -route.pattern().length())
            .thenComparing(Route::pattern);

    /**
     * A part of the staff area, as a page shows it.
     *
     * @param text the key of its name
     * @param here whether the page shown is in it
     */
    public record Part(String text, String href, boolean here) {}

    private final List<Route> routes;
    private final List<NavigationEntry> navigation;

    /** The parts of the staff area that each pattern belongs to. */
    private final Map<Route, NavigationEntry> parts;

    /** @throws IllegalStateException when it is not clear who may go to an address */
    RouteTable(List<Routes> features) {
        routes = features.stream()
                .flatMap(each -> each.routes().stream())
                .sorted(NARROWEST)
                .toList();
        navigation = features.stream()
                .flatMap(each -> each.navigation().stream())
                .sorted(Comparator.comparingInt(NavigationEntry::order).thenComparing(NavigationEntry::address))
                .toList();
        for (Route route : routes) {
            if (route.everybody() && STAFF_AREA.stream().anyMatch(route::meets))
                throw new IllegalStateException("The staff area is not for everybody: " + route.pattern());
            if (!route.everybody() && STAFF_AREA.stream().noneMatch(area -> area.holds(route.pattern())))
                throw new IllegalStateException("Outside of the staff area nobody is signed in: " + route.pattern());
        }
        unambiguous(routes);
        parts = navigation.stream()
                .flatMap(entry -> entry.within().stream().map(pattern -> Map.entry(Route.staff(pattern), entry)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> {
                    throw new IllegalStateException(
                            "Two parts of the staff area have one address: " + one.text() + " and " + other.text());
                }));
        unambiguous(List.copyOf(parts.keySet()));
        for (NavigationEntry entry : navigation)
            if (of(entry.address()).isEmpty())
                throw new IllegalStateException("Nobody may go where this leads: " + entry.address());
    }

    private static void unambiguous(List<Route> routes) {
        for (int i = 0; i < routes.size(); i++)
            for (Route other : routes.subList(i + 1, routes.size())) {
                Route one = routes.get(i);
                if (one.meets(other) && one.holds(other.pattern()) == other.holds(one.pattern()))
                    throw new IllegalStateException(
                            "Two routes meet: " + one.pattern() + " and " + other.pattern() + ". Which one counts?");
            }
    }

    private static long words(String pattern) {
        return Arrays.stream(pattern.split("/"))
                .filter(each -> !each.isEmpty() && !each.startsWith("*"))
                .count();
    }

    /** In the order in which they count: the first that holds an address. */
    public List<Route> routes() {
        return routes;
    }

    /** The route of this address; none when it is refused to everybody. */
    Optional<Route> of(String address) {
        return routes.stream().filter(route -> route.holds(address)).findFirst();
    }

    /** The parts of the staff area that somebody with these roles may go to. */
    public List<Part> navigation(Predicate<Role> has, String address) {
        NavigationEntry here = parts.keySet().stream()
                .filter(route -> route.holds(address))
                .min(NARROWEST)
                .map(parts::get)
                .orElse(null);
        return navigation.stream()
                .filter(entry -> of(entry.address())
                        .filter(route -> route.roles().isEmpty()
                                || route.roles().stream().anyMatch(has))
                        .isPresent())
                .map(entry -> new Part(entry.text(), entry.address(), entry.equals(here)))
                .toList();
    }
}
