package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses methods that no page and no part of the API has, and addresses and types that nothing could read, before anything
 * looks at what came with them.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class RequestHead extends OncePerRequestFilter {

    /** Those of the routes, and what browsers and the servlet's standard make of them. */
    static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "OPTIONS");

    private static final String ALLOWED = "GET, HEAD, POST, OPTIONS";
    /** Without parameters in the path, which no route has, and with whole escapes only. */
    private static final Pattern READABLE = Pattern.compile("(?:[^%;]|%[0-9A-Fa-f]{2})*+");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int refused = 0;
        String type = request.getContentType();
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, ALLOWED);
            refused = HttpServletResponse.SC_METHOD_NOT_ALLOWED;
        } else if (!READABLE.matcher(request.getRequestURI()).matches()) refused = HttpServletResponse.SC_BAD_REQUEST;
        else if (type != null && !isOne(type)) refused = HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE;
        if (refused == 0) {
            chain.doFilter(request, response);
            return;
        }
        SafeErrors.showWithoutForm(request, response, refused);
        response.flushBuffer(); // the container would wait for the rest of the request first
    }

    /** Spring takes it for a failure of its own when a body claims to be of every type. */
    private static boolean isOne(String type) {
        try {
            return MediaType.parseMediaType(type).isConcrete();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
