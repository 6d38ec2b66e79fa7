package dev.lethe.ui.forms;

import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.web.OtherSites;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way back to the page of another site that a visitor came from. Whoever can write an address can ask for one; it leads
 * nowhere but to a site that the form lists at the moment, and says nothing but which form of that page was sent.
 *
 * @param origin as the form lists it
 * @param path of the page, encoded
 * @param query of the page, encoded; empty for none
 * @param form which of the page's forms it was, {@code report-a-pothole_1}
 */
record WayBack(String origin, String path, String query, String form) {

    /** The hidden input, and the parameter, with the page's address. */
    static final String FROM = "from";
    /** The hidden input, and the parameter, that says which of the page's forms it is. */
    static final String FORM = "form";

    /** What the page is told when its form was sent. */
    private static final String SUCCESS = "embed_success";

    /** Once it is encoded, in characters: encoded once more into an address of ours it must not be too long for a header. */
    private static final int LONGEST = 2_000;

    private static final Pattern WHICH = Pattern.compile("([a-z0-9]+(?:-[a-z0-9]+)*)_[1-9][0-9]{0,2}");

    /**
     * The way back that these two describe; empty when they do not, or to a site that the form does not list.
     *
     * @param isItsSlug whether a slug is, or was, the form's
     */
    static Optional<WayBack> of(Published current, String from, String form, Predicate<String> isItsSlug) {
        Matcher which = WHICH.matcher(form);
        if (from.isEmpty() || !which.matches()) return Optional.empty();
        URI page;
        try {
            String encoded = new URI(from).toASCIIString();
            if (encoded.length() > LONGEST) return Optional.empty();
            page = new URI(encoded);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        Optional<String> origin = origin(page).filter(site -> OtherSites.list(current, site));
        if (origin.isEmpty() || !isItsSlug.test(which.group(1))) return Optional.empty();
        String path = page.getRawPath();
        return Optional.of(new WayBack(
                origin.get(), path.isEmpty() ? "/" : path, page.getRawQuery() == null ? "" : page.getRawQuery(), form));
    }

    /** As browsers name it. What is written in a way that a browser might read as another place has none. */
    private static Optional<String> origin(URI page) {
        String host = page.getHost();
        if (host == null || page.getRawUserInfo() != null || page.getScheme() == null) return Optional.empty();
        String scheme = page.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 0;
        if (usual == 0) return Optional.empty();
        String port = page.getPort() < 0 || page.getPort() == usual ? "" : ":" + page.getPort();
        return Optional.of(scheme + "://" + host.toLowerCase(Locale.ROOT) + port);
    }

    /** The page's address, to be carried along. */
    public String from() {
        return origin + path + (query.isEmpty() ? "" : "?" + query);
    }

    /** Where the visitor goes once the form is received. */
    String afterSuccess() {
        Stream<String> others = Arrays.stream(query.split("&"))
                .filter(parameter -> !parameter.isEmpty() && !parameter.split("=", 2)[0].equals(SUCCESS));
        return origin
                + path
                + Stream.concat(others, Stream.of(SUCCESS + "=" + form)).collect(Collectors.joining("&", "?", ""))
                + "#"
                + form;
    }

    /** The site, as visitors read it. */
    public String site() {
        return origin.replaceFirst("^https?://", "");
    }
}
