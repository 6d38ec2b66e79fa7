package dev.lethe.ui.audit;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class AuditRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(Route.staff("/staff/audit/**", PRIVACY_OFFICER, ADMINISTRATOR));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(new NavigationEntry(800, "audit.navigation", "/staff/audit"));
    }
}
