package dev.lethe.ui.routes;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.EDITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.model.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

class RouteTableTest {

    private static Routes feature(List<Route> routes, NavigationEntry... navigation) {
        return new Routes() {
            @Override
            public List<Route> routes() {
                return routes;
            }

            @Override
            public List<NavigationEntry> navigation() {
                return List.of(navigation);
            }
        };
    }

    private static RouteTable table(Route... routes) {
        return new RouteTable(List.of(feature(List.of(routes))));
    }

    @Test
    void the_narrower_route_counts_whoever_names_it_and_in_whatever_order() {
        Route wide = Route.staff("/staff/forms/**", EDITOR);
        Route narrow = Route.staff("/staff/forms/*/readers", ADMINISTRATOR);
        Route one = Route.staff("/staff/forms/*/readers/all");

        for (RouteTable table : List.of(
                table(wide, narrow, one),
                new RouteTable(List.of(feature(List.of(one)), feature(List.of(narrow)), feature(List.of(wide))))))
            assertThat(table.routes()).containsExactly(one, narrow, wide);
    }

    @Test
    void routes_that_meet_where_neither_holds_the_other_fail_the_start() {
        for (String other : List.of("/staff/forms/*/readers", "/staff/*/x/readers", "/staff/*/*/readers"))
            if (!Route.staff(other).holds("/staff/forms/*/readers"))
                assertThatThrownBy(() -> table(Route.staff("/staff/forms/*/readers"), Route.staff(other)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(other);
        assertThatThrownBy(() -> table(Route.staff("/staff/x"), Route.staff("/staff/x", EDITOR)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/staff/x");
    }

    @Test
    void the_staff_area_is_never_for_everybody_and_nothing_else_is_for_staff() {
        for (String staffs : List.of("/staff", "/staff/x", "/staff/**", "/sign-out"))
            assertThatThrownBy(() -> table(Route.everybody(staffs))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table(Route.staff("/forms"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table(Route.everybody("/**"), Route.staff("/staff")))
                .as("a pattern that holds the staff area too")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_is_no_pattern_is_refused() {
        for (String wrong : List.of("staff", "/staff/", "/staff/**/x", "/staff/{form}", "/a*", "/staff?x", ""))
            assertThatThrownBy(() -> Route.staff(wrong)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What is shown and what is let through must be the same: Spring decides who may go. */
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/, /x",
        "/staff/forms/**, /staff/forms",
        "/staff/forms/**, /staff/forms/1/2",
        "/staff/forms/**, /staff/formss",
        "/staff/forms/*/readers, /staff/forms/1/readers",
        "/staff/forms/*/readers, /staff/forms/readers",
        "/staff/forms/*/readers, /staff/forms/1/readers/2",
        "/embed/*, /embed",
        "/embed/*, /embed/work.js",
        "/staff, /staff/x"
    })
    void it_holds_what_spring_says_it_holds(String pattern, String address) {
        assertThat(Route.everybody(pattern).holds(address))
                .isEqualTo(PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(address)));
    }

    @Test
    void a_part_of_the_staff_area_is_shown_to_whom_it_is_open_for() {
        RouteTable table = new RouteTable(List.of(
                feature(
                        List.of(Route.staff("/staff/b/**", EDITOR)),
                        new NavigationEntry(2, "b.navigation", "/staff/b")),
                feature(
                        List.of(Route.staff("/staff/a/**", ADMINISTRATOR), Route.staff("/staff/b/*/a", ADMINISTRATOR)),
                        new NavigationEntry(1, "a.navigation", "/staff/a", List.of("/staff/a/**", "/staff/b/*/a")))));

        assertThat(table.navigation(EDITOR::equals, "/staff/b/1"))
                .containsExactly(new RouteTable.Part("b.navigation", "/staff/b", true));
        assertThat(table.navigation((Role _) -> true, "/staff/b/1/a"))
                .containsExactly(
                        new RouteTable.Part("a.navigation", "/staff/a", true),
                        new RouteTable.Part("b.navigation", "/staff/b", false));
        assertThatThrownBy(() -> new RouteTable(
                        List.of(feature(List.of(), new NavigationEntry(1, "nowhere.navigation", "/staff/nowhere")))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/staff/nowhere");
    }
}
