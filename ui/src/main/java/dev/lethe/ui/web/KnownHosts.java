package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what was meant for another host than the {@link PublicAddress} (RFC 9110, 15.5.20). Only the health is for everybody:
 * probes ask for it by number.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class KnownHosts extends OncePerRequestFilter {

    private static final int MISDIRECTED = 421;

    private static final Logger LOG = LoggerFactory.getLogger(KnownHosts.class);

    private final PublicAddress address;
    private final AtomicBoolean told = new AtomicBoolean();

    KnownHosts(PublicAddress address) {
        this.address = address;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return HealthAddresses.hold(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (address.isAsked(request)) {
            chain.doFilter(request, response);
            return;
        }
        if (told.compareAndSet(false, true))
            LOG.warn(
                    "A request was refused since it asked for another host than {}. If people should reach Lethe there, set"
                            + " LETHE_PUBLIC_URL; if a proxy of yours sent it, let that pass Host on as it came. This is said once.",
                    address.configured().orElse("localhost"));
        SafeErrors.showWithoutForm(request, response, MISDIRECTED);
        response.flushBuffer(); // the container would wait for the rest of the request first
    }
}
