package dev.lethe.ui.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Refusals whose status alone says too little: the error page has words of their own for them. */
public final class Refusals {

    private static final String KIND = "lethe.error.kind";

    private Refusals() {}

    /** Refuses what another site's page made a browser send. */
    public static void fromElsewhere(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(KIND, "elsewhere");
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    /** Whose words to take; null when the status has them. */
    static @Nullable Object kind(HttpServletRequest request) {
        return request.getAttribute(KIND);
    }
}
