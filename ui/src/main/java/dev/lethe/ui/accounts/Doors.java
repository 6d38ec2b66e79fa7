package dev.lethe.ui.accounts;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.CASEWORKER;
import static dev.lethe.command.accounts.model.Role.EDITOR;
import static dev.lethe.command.accounts.model.Role.PRIVACY_OFFICER;

import dev.lethe.command.accounts.model.Role;
import java.util.List;
import java.util.Set;

/** Which addresses there are and who may go there. What is not listed is not found: a new page starts with a line here. */
final class Doors {

    /** An address pattern of the staff area, and the roles of which one is needed; none for every member of staff. */
    record Door(String pattern, Set<Role> roles) {}

    /** For everybody. */
    static final List<String> PUBLIC = List.of(
            "/",
            "/forms/**",
            "/api/v1/**",
            "/embed.js",
            "/embed/*",
            "/privacy",
            "/cookies",
            "/accessibility",
            "/assets/**",
            "/error",
            "/sign-in",
            "/accounts/link/*",
            "/accounts/first/*",
            "/actuator/health/**");

    /** For members of staff; the first that matches counts. */
    static final List<Door> STAFF = List.of(
            new Door("/staff", Set.of()),
            new Door("/staff/account/**", Set.of()),
            new Door(EndedSessionController.ADDRESS, Set.of()),
            new Door("/sign-out", Set.of()),
            new Door("/staff/forms/*/readers", Set.of(ADMINISTRATOR)),
            new Door("/staff/readers", Set.of(ADMINISTRATOR)),
            new Door("/staff/register", Set.of(EDITOR, PRIVACY_OFFICER, ADMINISTRATOR)),
            new Door("/staff/forms/**", Set.of(EDITOR)),
            new Door("/staff/submissions/*/erase", Set.of(PRIVACY_OFFICER)),
            new Door("/staff/submissions/**", Set.of(EDITOR, CASEWORKER, PRIVACY_OFFICER)),
            new Door("/staff/people/**", Set.of(PRIVACY_OFFICER)),
            new Door("/staff/erasures/**", Set.of(PRIVACY_OFFICER)),
            new Door("/staff/retention/second-look", Set.of(PRIVACY_OFFICER)),
            new Door("/staff/retention/**", Set.of(PRIVACY_OFFICER, ADMINISTRATOR)),
            new Door("/staff/audit/**", Set.of(PRIVACY_OFFICER, ADMINISTRATOR)),
            new Door("/staff/accounts/**", Set.of(ADMINISTRATOR)),
            new Door("/staff/health/**", Set.of(ADMINISTRATOR)));

    private Doors() {}
}
