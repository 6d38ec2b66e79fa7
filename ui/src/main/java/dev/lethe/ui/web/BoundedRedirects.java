package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests whose answer would lead to an address that is too long for a header: whoever sent them chose what stands in
 * it. Without this, the servlet container would say that the service failed, and log it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class BoundedRedirects extends OncePerRequestFilter {

    /** As it is sent, in characters; all headers of an answer have 8,192 bytes together. */
    static final int LONGEST = 6_500;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new Bounded(response));
    }

    private static final class Bounded extends HttpServletResponseWrapper {

        Bounded(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            sendRedirect(location, SC_FOUND, true);
        }

        @Override
        public void sendRedirect(String location, boolean clearBuffer) throws IOException {
            sendRedirect(location, SC_FOUND, clearBuffer);
        }

        @Override
        public void sendRedirect(String location, int status) throws IOException {
            sendRedirect(location, status, true);
        }

        @Override
        public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
            if (location.length() > LONGEST) sendError(SC_BAD_REQUEST);
            else super.sendRedirect(location, status, clearBuffer);
        }
    }
}
