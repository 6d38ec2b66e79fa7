package dev.lethe.ui.accounts;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/**
 * Answers a post that comes without a session, or from a page older than the session: that nothing was changed, and with
 * what was typed. Only our own pages' posts get here, or a foreign page could have something sent with one press.
 */
final class EndedSessions implements AccessDeniedHandler {

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
            throws IOException, ServletException {
        if (!(refused instanceof CsrfException)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (request.getRequestURI().equals(request.getContextPath() + "/sign-out") && !isSignedIn()) {
            response.sendRedirect(request.getContextPath() + "/sign-in?out"); // which is what was wanted
        } else {
            request.getParameterMap(); // it may be unreadable, and of what fails while it is forwarded the container
            // makes a record
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            request.getRequestDispatcher(EndedSessionController.ADDRESS).forward(request, response);
        }
    }

    private static boolean isSignedIn() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof StaffAuthentication;
    }
}
