package dev.lethe.ui.web;

import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

/** Where every site has something: notices, assets, and the page of an error. */
@Component
class PlainRoutes implements Routes {

    @Override
    public List<Route> routes() {
        return List.of(
                Route.everybody("/privacy"),
                Route.everybody("/cookies"),
                Route.everybody("/accessibility"),
                Route.everybody("/assets/**"),
                Route.everybody("/error"));
    }
}
