package dev.lethe.ui.accounts;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class AccountRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(
                Route.everybody("/sign-in"),
                Route.everybody("/accounts/link/*"),
                Route.everybody("/accounts/first/*"),
                Route.staff("/staff"),
                Route.staff("/staff/account/**"),
                Route.staff(EndedSessionController.ADDRESS),
                Route.staff("/sign-out"),
                Route.staff("/staff/accounts/**", ADMINISTRATOR));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(new NavigationEntry(900, "accounts.navigation", "/staff/accounts"));
    }
}
