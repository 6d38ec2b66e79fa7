package dev.lethe.ui.accounts;

import dev.lethe.ui.web.PublicAddress;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells whether a form was sent from a page of our own. Visitors have no session, so a foreign page cannot act in their
 * name; but it could send something in their browser that they never saw.
 */
final class Origins {

    private final PublicAddress ours;

    Origins(PublicAddress ours) {
        this.ours = ours;
    }

    /**
     * Whether a browser says that this was sent from another site. What no browser sent says nothing, and passes: it could
     * claim whatever it liked.
     */
    boolean areForeign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) return !site.equals("same-origin") && !site.equals("none");
        String origin = request.getHeader("Origin");
        return origin != null && !ours.isOrigin(origin, request);
    }
}
