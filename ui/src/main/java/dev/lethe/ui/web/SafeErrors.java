package dev.lethe.ui.web;

import dev.lethe.command.RareLog;
import dev.lethe.shredding.VaultException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.CloseNowException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Catches what nobody handled before the servlet container sees it: the container would log the exception's message, and
 * messages repeat input. What is logged is a random reference, which the visitor is shown too, and where in the code it
 * happened.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
public class SafeErrors extends OncePerRequestFilter {

    /** The request attribute that holds the reference. */
    static final String REFERENCE = "lethe.error.reference";

    private static final Logger log = LoggerFactory.getLogger(SafeErrors.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final RareLog RARE_LOG = new RareLog(log);

    @Override
    @SuppressWarnings("CatchingUnchecked")
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        // An answer broke off midway, and is noted: no page about it can follow, and the container ends the connection.
        if (request.getDispatcherType() == DispatcherType.ERROR && response.isCommitted()) return;
        try {
            // An error page must not look into the form again: what it tells of may be that this cannot be read.
            boolean told = request.getDispatcherType() == DispatcherType.ERROR;
            chain.doFilter(told ? new WithoutForm(request) : request, response);
            if (response instanceof WholeAnswer answer) answer.found();
        } catch (Exception | StackOverflowError failure) {
            // Where the rest of a request cannot be read, the container answers at once; what comes after fails for
            // that.
            if (request.getDispatcherType() == DispatcherType.REQUEST
                    && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException) return;
            int faulty = faultOfTheClient(failure);
            if (faulty != 0 && response.isCommitted()) {
                // Nobody reads it. Of an error page the container would make a record.
                if (request.getDispatcherType() == DispatcherType.ERROR) return;
                throw brokenOff();
            }
            if (faulty != 0) {
                showWithoutForm(request, response, faulty);
                return;
            }
            if (isForWantOfMemory(failure) && !response.isCommitted()) {
                response.setHeader(HttpHeaders.RETRY_AFTER, "30");
                showWithoutForm(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                response.flushBuffer(); // the container would wait for the rest of the request first
                return;
            }
            note(request, failure);
            if (response.isCommitted()) throw brokenOff();
            response.resetBuffer();
            int status = isForWantOfAConnection(failure)
                    ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
                    : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            if (request.getDispatcherType() == DispatcherType.ERROR) {
                response.setContentType("text/plain;charset=UTF-8");
                response.getWriter().write("Sorry, there is a problem with the service. Try again in a few minutes.");
            } else {
                response.sendError(status);
            }
        }
    }

    /** The one kind that the servlet container closes the connection for without a record of its own. */
    private static IOException brokenOff() {
        return new CloseNowException("The answer broke off");
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
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) == null)
            request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
        try {
            request.getRequestDispatcher("/error").forward(new WithoutForm(request), response);
        } catch (ServletException failure) {
            note(request, failure);
        }
    }

    /** A request as if nothing had been sent with it. */
    private static final class WithoutForm extends HttpServletRequestWrapper {

        private static final Set<String> OF_THE_BODY = Set.of("content-type", "content-length", "transfer-encoding");

        WithoutForm(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public @Nullable String getHeader(String name) {
            return isOfTheBody(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isOfTheBody(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        private static boolean isOfTheBody(String header) {
            return OF_THE_BODY.contains(header.toLowerCase(Locale.ROOT));
        }

        @Override
        public @Nullable String getContentType() {
            return null;
        }

        @Override
        public int getContentLength() {
            return 0;
        }

        @Override
        public long getContentLengthLong() {
            return 0;
        }

        @Override
        public @Nullable String getQueryString() {
            return null;
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

    /**
     * The status for what nobody but the client can mend, 0 for all else: a form that is too long or garbled (Tomcat reads it
     * when it is first looked into), one that breaks off or comes too slowly, an answer that nobody waits for any more.
     */
    private static int faultOfTheClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case InvalidParameterException unreadable -> {
                    return unreadable.getErrorCode();
                }
                case LargeBodies.TooLargeException _ -> {
                    return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
                }
                case BadRequestException _, CloseNowException _, RequestRejectedException _ -> {
                    return HttpServletResponse.SC_BAD_REQUEST;
                }
                default -> {}
            }
        }
        return 0;
    }

    /** Whether others hold what this would have taken: nothing of ours failed, and anybody can see to it that it happens. */
    private static boolean isForWantOfMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof NoRoomException) return true;
        return false;
    }

    /** Whether nothing failed but that no connection to a database was to be had in time: all were in use, or it is away. */
    private static boolean isForWantOfAConnection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof SQLTransientConnectionException) return true;
        return false;
    }

    /** The type of what keeps things and cannot be reached, or not now; null where that is not what failed. */
    private static @Nullable Class<?> away(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case VaultException _,
                        DataAccessResourceFailureException _,
                        TransientDataAccessException _,
                        CannotCreateTransactionException _,
                        EventStoreException _,
                        SQLTransientException _,
                        SQLRecoverableException _,
                        SQLNonTransientConnectionException _ -> {
                    return cause.getClass();
                }
                default -> {}
            }
        }
        return null;
    }

    /**
     * Logs a failure without anything that it or the request says, and marks the request with the reference. What is away
     * fails for everybody, and anybody can ask again: that is told once a minute, and without a reference.
     */
    public static void note(HttpServletRequest request, Throwable failure) {
        Object place = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (isForWantOfAConnection(failure)) {
            RARE_LOG.error("No connection to a database was free in time: a request could not be answered");
            return;
        }
        Class<?> away = away(failure);
        if (away != null) {
            RARE_LOG.error(
                    List.of(away, String.valueOf(place)),
                    () -> "What keeps things does not answer, at " + place + ": " + traceOf(failure));
            return;
        }
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        String reference = HexFormat.of().formatHex(random).toUpperCase(Locale.ROOT);
        request.setAttribute(REFERENCE, reference);
        log.error("Problem {} at {} {}: {}", reference, request.getMethod(), place, traceOf(failure));
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
