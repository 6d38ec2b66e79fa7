package dev.lethe.ui.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Refusals whose status alone says too little: the error page has words of their own for them. */
public final class Refusals {

    private static final String KIND = "lethe.error.kind";
    private static final String WAY = "lethe.error.way";

    private Refusals() {}

    /** Refuses what another site's page made a browser send. */
    public static void fromElsewhere(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(KIND, "elsewhere");
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    /**
     * Refuses somebody whom a form does not name among its readers.
     *
     * @param way where that can be changed, for whoever may; empty for others
     */
    public static void notAReader(HttpServletRequest request, HttpServletResponse response, String way)
            throws IOException {
        request.setAttribute(KIND, "not-reader");
        request.setAttribute(WAY, way);
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    /** Says that rows of the vault were changed, which no waiting mends. */
    static void changedRows(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(KIND, "changed-rows");
        response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }

    /** Where what stands in the way can be changed; null or empty when that is nowhere. */
    static @Nullable Object way(HttpServletRequest request) {
        return request.getAttribute(WAY);
    }

    /** Whose words to take; null when the status has them. */
    static @Nullable Object kind(HttpServletRequest request) {
        return request.getAttribute(KIND);
    }
}
