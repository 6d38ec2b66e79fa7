package dev.lethe.ui.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Catches what nobody handled before the servlet container sees it: the container would log the exception's message, and
 * messages repeat input. What is logged is a random reference, which the visitor is shown too, and where in the code it
 * happened.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class SafeErrors extends OncePerRequestFilter {

    /** The request attribute that holds the reference. */
    static final String REFERENCE = "lethe.error.reference";

    private static final Logger log = LoggerFactory.getLogger(SafeErrors.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    @SuppressWarnings("CatchingUnchecked")
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (Exception | StackOverflowError failure) {
            // Tomcat reads a form when it is first looked into, and says then that it is too long or garbled.
            InvalidParameterException unreadable = unreadable(failure);
            if (unreadable != null && !response.isCommitted()) {
                showWithoutForm(request, response, unreadable.getErrorCode());
                return;
            }
            note(request, failure);
            if (response.isCommitted()) throw new IOException("The answer broke off");
            response.resetBuffer();
            if (request.getDispatcherType() == DispatcherType.ERROR) {
                response.setContentType("text/plain;charset=UTF-8");
                response.getWriter().write("Sorry, there is a problem with the service. Try again in a few minutes.");
            } else {
                response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
    }

    @Override
    protected void doFilterNestedErrorDispatch(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException {
        doFilterInternal(request, response, chain);
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    /** The error page must not look into the form again: it would fail as this page did. */
    static void showWithoutForm(HttpServletRequest request, HttpServletResponse response, int status)
            throws IOException {
        response.resetBuffer();
        response.setStatus(status);
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
        try {
            request.getRequestDispatcher("/error").forward(new WithoutForm(request), response);
        } catch (ServletException failure) {
            note(request, failure);
        }
    }

    /** A request as if nothing had been sent with it. */
    private static final class WithoutForm extends HttpServletRequestWrapper {

        WithoutForm(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public @Nullable String getParameter(String name) {
            return null;
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.emptyEnumeration();
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }
    }

    private static @Nullable InvalidParameterException unreadable(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof InvalidParameterException)) cause = cause.getCause();
        return (InvalidParameterException) cause;
    }

    /** Logs a failure without anything that it or the request says, and marks the request with the reference. */
    static void note(HttpServletRequest request, Throwable failure) {
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        String reference = HexFormat.of().formatHex(random).toUpperCase(Locale.ROOT);
        request.setAttribute(REFERENCE, reference);
        log.error(
                "Problem {} at {} {}: {}",
                reference,
                request.getMethod(),
                request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                traceOf(failure));
    }

    /** The kinds and places of a failure and its causes; their messages are left out, since they may repeat input. */
    static String traceOf(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++, cause = cause.getCause()) {
            if (depth > 0) trace.append("\n  caused by ");
            trace.append(cause.getClass().getName());
            int shown = 0;
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (shown == 0 || (shown < 6 && frame.getClassName().startsWith("dev.lethe"))) {
                    trace.append("\n    at ").append(frame);
                    shown++;
                }
            }
        }
        return trace.toString();
    }
}
