package dev.lethe.ui.forms;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * Where one visit to a form has its pages, and the cookie that goes there and nowhere else. The address says nothing of
 * anybody and opens nothing: whoever is given it begins a visit of their own. What was typed is found by the secret in the
 * cookie, which ends with the browser. Its text form does not show the secret.
 *
 * @param slug of the form
 * @param id of the visit, in its address
 * @param cookie the secret and how many of its pages were gone on from, or how the visit ended; empty when the browser sent
 *     none
 */
record VisitPlace(String slug, String id, String cookie) {

    /** The cookie of a visit. Its path is the visit's address. */
    static final String COOKIE = "lethe-visit";

    /** How a visit ended. */
    enum End {
        SENT,
        CLEARED
    }

    private static final int BYTES = 16;
    private static final int MOST_STEPS = 1_000_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Pattern SECRET = Pattern.compile("([A-Za-z0-9_-]{43})(?:[.]([0-9]{1,6}))?");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Where no visit was before. */
    static VisitPlace fresh(String slug) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new VisitPlace(slug, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), "");
    }

    /** The visit at an address; empty when it is none. */
    static Optional<VisitPlace> of(HttpServletRequest request, String slug, String id) {
        if (!ID.matcher(id).matches()) return Optional.empty();
        String cookie = "";
        Cookie[] all = request.getCookies();
        // The one with the longest path comes first (RFC 6265, 5.4), and that is the visit's own.
        if (all != null)
            for (Cookie one : all) if (one.getName().equals(COOKIE) && cookie.isEmpty()) cookie = one.getValue();
        return Optional.of(new VisitPlace(slug, id, cookie));
    }

    /** Whether the browser keeps cookies: without, answers travel with the page. */
    boolean isKnown() {
        return !cookie.isEmpty();
    }

    /** What the visit's draft is found by; empty when there is none. */
    Optional<String> secret() {
        Matcher parts = SECRET.matcher(cookie);
        return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
    }

    /** How many of its pages were gone on from. Known also while the database is away. */
    int steps() {
        Matcher parts = SECRET.matcher(cookie);
        return parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : 0;
    }

    /** How it ended; empty while it goes on. */
    Optional<End> end() {
        for (End end : End.values()) if (end.name().equals(cookie)) return Optional.of(end);
        return Optional.empty();
    }

    /** Where its pages post to. */
    String address() {
        return "/forms/" + slug + "/visit/" + id;
    }

    /** Lets the browser remember the secret, as long as it is open. */
    void begin(String secret, HttpServletRequest request, HttpServletResponse response) {
        set(secret, request, response);
    }

    /**
     * One more of its pages was gone on from: what the browser shows of earlier ones may be of before. Those that it holds in
     * memory are thrown away where a cookie's change does that, and what was typed on the others is not put back, since their
     * forms name the step (see {@link JourneyPages}).
     */
    void goneOn(String secret, HttpServletRequest request, HttpServletResponse response) {
        set(secret + "." + (steps() + 1) % MOST_STEPS, request, response);
    }

    /**
     * Lets the browser forget the secret, and remember that the visit is over. What it holds of pages in memory, to come back
     * to them quickly, it throws away: with the cookie's change where it heeds that, and else because it is told.
     */
    void end(End end, HttpServletRequest request, HttpServletResponse response) {
        set(end.name(), request, response);
        response.setHeader("Clear-Site-Data", "\"cache\"");
    }

    private void set(String value, HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, value)
                        .path(request.getContextPath() + address())
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite("Lax") // the first page of a visit may be reached from another site
                        .build()
                        .toString());
    }

    @Override
    public String toString() {
        return "VisitPlace[" + slug + "]";
    }
}
