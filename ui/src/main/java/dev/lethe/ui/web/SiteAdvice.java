package dev.lethe.ui.web;

import dev.lethe.ui.routes.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page the {@link Site} around it. */
@ControllerAdvice
class SiteAdvice {

    private final String council;
    private final PublicAddress address;
    private final RouteTable routes;

    SiteAdvice(@Value("${lethe.council.name:Lethe Council}") String council, PublicAddress address, RouteTable routes) {
        this.council = council;
        this.address = address;
        this.routes = routes;
    }

    @ModelAttribute("site")
    Site site(HttpServletRequest request) {
        boolean staff = request.getUserPrincipal() != null;
        boolean late = request.getMethod().equals("GET") && request.getParameter("late") != null;
        String path = request.getRequestURI();
        boolean staffArea = path.equals("/staff") || path.startsWith("/staff/");
        List<RouteTable.Part> navigation =
                staff ? routes.navigation(role -> request.isUserInRole(role.name()), path) : List.of();
        return new Site(council, address.of(request), staff, staffArea, late, navigation);
    }
}
