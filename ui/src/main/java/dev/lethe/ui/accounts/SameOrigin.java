package dev.lethe.ui.accounts;

import dev.lethe.ui.web.OtherSites;
import dev.lethe.ui.web.PublicAddress;
import dev.lethe.ui.web.Refusals;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what another site's page makes a browser send, before anything looks at it; but to a form's API its own other sites
 * may send.
 */
final class SameOrigin extends OncePerRequestFilter {

    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final OtherSites sites;
    private final Origins origins;

    SameOrigin(OtherSites sites, PublicAddress ours) {
        this.sites = sites;
        this.origins = new Origins(ours);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (HARMLESS.contains(request.getMethod()) || !origins.areForeign(request) || sites.areWelcome(request))
            chain.doFilter(request, response);
        else Refusals.fromElsewhere(request, response);
    }
}
