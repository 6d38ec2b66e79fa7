package dev.lethe.ui.forms;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.EDITOR;
import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class FormRoutes implements Routes {

    private static final String READERS_OF_ONE = "/staff/forms/*/readers";

    @Override
    public List<Route> routes() {
        return List.of(
                Route.everybody("/"),
                Route.everybody("/forms/**"),
                Route.everybody("/api/v1/**"),
                Route.everybody("/embed.js"),
                Route.everybody("/embed/*"),
                Route.staff("/staff/forms/**", EDITOR),
                Route.staff(READERS_OF_ONE, ADMINISTRATOR),
                Route.staff("/staff/readers", ADMINISTRATOR),
                Route.staff("/staff/register", EDITOR, PRIVACY_OFFICER, ADMINISTRATOR));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(
                new NavigationEntry(100, "forms.navigation", "/staff/forms"),
                new NavigationEntry(400, "register.navigation", "/staff/register"),
                new NavigationEntry(
                        500, "readers.navigation", "/staff/readers", List.of("/staff/readers/**", READERS_OF_ONE)));
    }
}
