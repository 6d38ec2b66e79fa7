package dev.lethe.ui.accounts;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * The page in which a refused post waits until its sender has signed in again. Made before that, it cannot hold the new
 * session's token: its button leads to itself once more, with the token, and then on.
 */
@Controller
class EndedSessionController {

    static final String ADDRESS = "/staff/session-ended";

    /** Fields that hold passwords: they are on no page, not even hidden. */
    static final Set<String> PASSWORDS = Set.of("password", "old");

    private static final String TOKEN = "_csrf";

    /** A field as it was posted. Its text form does not show the value. */
    record Posted(String name, String value) {
        @Override
        public String toString() {
            return "Posted[" + name + "]";
        }
    }

    @RequestMapping(ADDRESS)
    @Nullable
    String page(
            @AuthenticationPrincipal @Nullable StaffMember member,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        if (request.getDispatcherType() != DispatcherType.FORWARD) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return null;
        }
        model.addAttribute("kind", member == null ? "ended" : "again");
        model.addAttribute("address", request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI));
        model.addAttribute("held", held(request));
        model.addAttribute(
                "password", request.getParameterMap().keySet().stream().anyMatch(PASSWORDS::contains));
        return "accounts/session-ended";
    }

    /** In the order in which they were posted. */
    private static List<Posted> held(HttpServletRequest request) {
        List<Posted> held = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            if (PASSWORDS.contains(name) || name.equals(TOKEN)) return;
            for (String value : values) held.add(new Posted(name, value));
        });
        return held;
    }
}
