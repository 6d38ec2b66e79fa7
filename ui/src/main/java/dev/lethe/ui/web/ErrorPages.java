package dev.lethe.ui.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * One plain page for whatever went wrong, or a few words of JSON where the API was asked. It knows the status, or which of the
 * {@link Refusals} it was, and nothing else of the request.
 */
@Controller
class ErrorPages implements ErrorController {

    private static final Set<Integer> DESCRIBED = Set.of(400, 403, 404, 405, 413, 415, 421, 500, 503);

    private final MessageSource texts;

    ErrorPages(MessageSource texts) {
        this.texts = texts;
    }

    @RequestMapping("${server.error.path:/error}")
    Object problem(HttpServletRequest request, Model model) {
        Object kind = Refusals.kind(request);
        if (isOfTheApi(request)) return said(request, kind);
        model.addAttribute(
                "kind", kind != null ? kind : kind(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)));
        model.addAttribute("way", Refusals.way(request));
        model.addAttribute("reference", request.getAttribute(SafeErrors.REFERENCE));
        return "web/problem";
    }

    private static int kind(Object status) {
        // No status: somebody asked for the error page itself.
        if (!(status instanceof Integer code)) return 404;
        if (DESCRIBED.contains(code)) return code;
        return code < 500 ? 400 : 500;
    }

    /** Browsers are shown pages, programs are told a code. */
    private ResponseEntity<ApiProblem> said(HttpServletRequest request, @Nullable Object refusal) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object kind = refusal != null ? refusal : kind(status);
        return ResponseEntity.status(status instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND)
                // or Spring would look for a file's name in the address, which may be no address
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline")
                .body(ApiProblem.of("status-" + kind, texts));
    }

    private static boolean isOfTheApi(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
                && path.startsWith("/api/");
    }
}
