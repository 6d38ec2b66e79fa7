package dev.lethe.ui.submissions;

import static dev.lethe.command.accounts.model.Role.CASEWORKER;
import static dev.lethe.command.accounts.model.Role.EDITOR;
import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class SubmissionRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(
                Route.staff("/staff/submissions/**", EDITOR, CASEWORKER, PRIVACY_OFFICER),
                Route.staff("/staff/forms/*/submissions", EDITOR));
    }

    @Override
    public List<NavigationEntry> navigation() {
        return List.of(new NavigationEntry(200, "submissions.navigation", "/staff/submissions"));
    }
}
