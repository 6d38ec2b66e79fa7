package dev.lethe.ui.privacy;

import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class PrivacyRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(
                Route.staff("/staff/people/**", PRIVACY_OFFICER),
                Route.staff("/staff/erasures/**", PRIVACY_OFFICER),
                Route.staff("/staff/submissions/*/erase", PRIVACY_OFFICER));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(
                new NavigationEntry(300, "people.navigation", "/staff/people"),
                new NavigationEntry(600, "erasures.navigation", "/staff/erasures"));
    }
}
