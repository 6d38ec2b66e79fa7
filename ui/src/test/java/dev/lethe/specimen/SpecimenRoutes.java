package dev.lethe.specimen;

import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;

class SpecimenRoutes implements Routes {

    static final String PATH = "/staff/specimens";

    @Override
    public List<Route> routes() {
        return List.of(Route.staff(PATH, PRIVACY_OFFICER));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(new NavigationEntry(10_000, "specimens.navigation", PATH));
    }
}
