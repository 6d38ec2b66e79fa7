package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers which other sites' pages may read what the API answers (CORS): those that the form lists. Nothing is ever
 * answered with credentials, of which there are none.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class OtherSitesHeaders extends OncePerRequestFilter {

    /** How long a browser may remember what it was told, in seconds: a site that is struck from a list is out soon. */
    private static final String REMEMBERED = "600";

    private final OtherSites sites;

    OtherSitesHeaders(OtherSites sites) {
        this.sites = sites;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.addHeader("Vary", "Origin");
        boolean welcome = sites.areWelcome(request);
        if (welcome) {
            response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
            response.setHeader("Access-Control-Expose-Headers", "Retry-After");
            response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        }
        if (!isAskingFirst(request)) {
            chain.doFilter(request, response);
            return;
        }
        if (welcome) {
            response.setHeader("Access-Control-Allow-Methods", "GET, POST");
            response.setHeader("Access-Control-Allow-Headers", "Content-Type");
            response.setHeader("Access-Control-Max-Age", REMEMBERED);
        }
        response.setStatus(welcome ? HttpServletResponse.SC_NO_CONTENT : HttpServletResponse.SC_FORBIDDEN);
    }

    private static boolean isAskingFirst(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }
}
