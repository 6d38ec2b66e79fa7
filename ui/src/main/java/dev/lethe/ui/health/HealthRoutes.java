package dev.lethe.ui.health;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class HealthRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(Route.everybody("/actuator/health/**"), Route.staff("/staff/health/**", ADMINISTRATOR));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(new NavigationEntry(1000, "health.navigation", "/staff/health"));
    }
}
