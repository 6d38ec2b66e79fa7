package dev.lethe.ui.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a form was sent from a page of our own. Visitors have no session, so a foreign page cannot act in their
 * name; but it could send something in their browser that they never saw.
 */
final class Origins {

    private Origins() {}

    /**
     * Whether a browser says that this was sent from another site. What no browser sent says nothing, and passes: it could
     * claim whatever it liked.
     */
    static boolean isForeign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) return !site.equals("same-origin") && !site.equals("none");
        String origin = request.getHeader("Origin");
        if (origin == null) return false;
        String from = host(origin);
        return from == null || !from.equals(withoutDefaultPort(request.getHeader("Host")));
    }

    private static @Nullable String host(String origin) {
        try {
            return withoutDefaultPort(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The scheme is not compared: before a proxy that ends HTTPS we see another one than the browser does. */
    private static @Nullable String withoutDefaultPort(@Nullable String authority) {
        return authority == null ? null : authority.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
    }
}
