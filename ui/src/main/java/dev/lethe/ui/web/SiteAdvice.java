package dev.lethe.ui.web;

import dev.lethe.command.accounts.model.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page the {@link Site} around it. */
@ControllerAdvice
class SiteAdvice {

    private final String council;
    private final PublicAddress address;

    SiteAdvice(@Value("${lethe.council.name:Lethe Council}") String council, PublicAddress address) {
        this.council = council;
        this.address = address;
    }

    @ModelAttribute("site")
    Site site(HttpServletRequest request) {
        boolean staff = request.getUserPrincipal() != null;
        boolean late = request.getMethod().equals("GET") && request.getParameter("late") != null;
        String path = request.getRequestURI();
        boolean staffArea = path.equals("/staff") || path.startsWith("/staff/");
        List<Site.Item> navigation = !staff
                ? List.of()
                : Arrays.stream(Part.values())
                        .filter(part -> part.isFor(request))
                        .map(part -> new Site.Item(part.text, part.href, part.holds(path)))
                        .toList();
        return new Site(council, address.of(request), staff, staffArea, late, navigation);
    }

    /** The parts of the staff area, in the order of the navigation. */
    private enum Part {
        FORMS("web.navigation.forms", "/staff/forms", Role.EDITOR),
        SUBMISSIONS(
                "web.navigation.submissions", "/staff/submissions", Role.EDITOR, Role.CASEWORKER, Role.PRIVACY_OFFICER),
        PEOPLE("web.navigation.people", "/staff/people", Role.PRIVACY_OFFICER),
        REGISTER("web.navigation.register", "/staff/register", Role.EDITOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR),
        READERS("web.navigation.readers", "/staff/readers", Role.ADMINISTRATOR),
        ERASURES("web.navigation.erasures", "/staff/erasures", Role.PRIVACY_OFFICER),
        RETENTION("web.navigation.retention", "/staff/retention", Role.PRIVACY_OFFICER, Role.ADMINISTRATOR),
        AUDIT("web.navigation.audit", "/staff/audit", Role.PRIVACY_OFFICER, Role.ADMINISTRATOR),
        ACCOUNTS("web.navigation.accounts", "/staff/accounts", Role.ADMINISTRATOR),
        HEALTH("web.navigation.health", "/staff/health", Role.ADMINISTRATOR);

        private final String text;
        private final String href;
        private final List<Role> roles;

        Part(String text, String href, Role... roles) {
            this.text = text;
            this.href = href;
            this.roles = List.of(roles);
        }

        boolean isFor(HttpServletRequest request) {
            return roles.stream().anyMatch(role -> request.isUserInRole(role.name()));
        }

        boolean holds(String path) {
            if (path.matches("/staff/forms/[^/]+/readers")) return this == READERS;
            return path.equals(href) || path.startsWith(href + "/");
        }
    }
}
