package dev.lethe.ui.retention;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class RetentionRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(
                Route.staff("/staff/retention/**", PRIVACY_OFFICER, ADMINISTRATOR),
                Route.staff("/staff/retention/second-look", PRIVACY_OFFICER),
                Route.staff("/staff/health/restored", ADMINISTRATOR));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(new NavigationEntry(700, "retention.navigation", "/staff/retention"));
    }
}
