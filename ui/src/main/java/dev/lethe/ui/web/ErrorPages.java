package dev.lethe.ui.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** One plain page for whatever went wrong. It knows the status, or which of the {@link Refusals} it was, and nothing else of the request. */
@Controller
class ErrorPages implements ErrorController {

    private static final Set<Integer> DESCRIBED = Set.of(400, 403, 404, 405, 413, 415, 500, 503);

    @RequestMapping("${server.error.path:/error}")
    String problem(HttpServletRequest request, Model model) {
        Object kind = Refusals.kind(request);
        model.addAttribute(
                "kind", kind != null ? kind : kind(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)));
        model.addAttribute("reference", request.getAttribute(SafeErrors.REFERENCE));
        return "web/problem";
    }

    private static int kind(Object status) {
        // No status: somebody asked for the error page itself.
        if (!(status instanceof Integer code)) return 404;
        if (DESCRIBED.contains(code)) return code;
        return code < 500 ? 400 : 500;
    }
}
