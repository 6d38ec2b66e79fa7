package dev.lethe.ui.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where people reach this installation: what every whole address in a page begins with. It is configured, and nothing that a
 * request says of its host, or a proxy of it, has a part in it: else whoever sends a request chose where a link leads.
 *
 * <p>Without a configured one it is for this machine only: {@code localhost}, {@code 127.0.0.1} and {@code [::1]}, with the port
 * that it listens at.
 */
@Component
public class PublicAddress {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String WRONG = "lethe.public-url (LETHE_PUBLIC_URL) must be the address that people use, from"
            + " https:// or http:// to its host and, if it is not the usual one, its port: https://forms.example.gov.uk";

    private final @Nullable String configured;

    /**
     * @param url scheme, host and port, or blank
     * @throws IllegalArgumentException when it is none, or holds more than that
     */
    public PublicAddress(@Value("${lethe.public-url:}") String url) {
        configured = url.isBlank() ? null : checked(url.strip());
    }

    private static String checked(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(WRONG, e);
        }
        boolean more = uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
        boolean below = uri.getRawPath() != null
                && !uri.getRawPath().isEmpty()
                && !uri.getRawPath().equals("/");
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (more
                || below
                || uri.getHost() == null
                || uri.getPort() == 0
                || uri.getPort() > 65_535
                || !(scheme.equals("https") || scheme.equals("http"))) throw new IllegalArgumentException(WRONG);
        return scheme + "://" + withoutUsualPort(scheme, uri.getRawAuthority());
    }

    private static String withoutUsualPort(String scheme, String authority) {
        return authority.toLowerCase(Locale.ROOT).replaceFirst(scheme.equals("https") ? ":(443)?$" : ":(80)?$", "");
    }

    /** As it is configured, without a slash at its end; empty when it is this machine's only. */
    public Optional<String> configured() {
        return Optional.ofNullable(configured);
    }

    /**
     * What addresses in the answer to this request begin with, without a slash at the end. Without a configured one it is the
     * one of this machine's names that was asked, so that a link keeps to the browser's session.
     */
    public String of(HttpServletRequest request) {
        if (configured != null) return configured;
        String host = host(request);
        return "http://"
                + (isOfThisMachine(host, request.getLocalPort()) ? host : "localhost:" + request.getLocalPort());
    }

    /** Whether this address is what a request asked for. */
    boolean isAsked(HttpServletRequest request) {
        String host = host(request);
        if (configured == null) return isOfThisMachine(host, request.getLocalPort());
        String scheme = configured.substring(0, configured.indexOf(':'));
        return configured.equals(scheme + "://" + withoutUsualPort(scheme, host));
    }

    private static boolean isOfThisMachine(String host, int port) {
        String suffix = ":" + port;
        return port == 80 && THIS_MACHINE.contains(host)
                || host.endsWith(suffix) && THIS_MACHINE.contains(host.substring(0, host.length() - suffix.length()));
    }

    private static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }

    /** Whether an origin, as a browser names it, is this one. */
    public boolean isOrigin(String origin, HttpServletRequest request) {
        return of(request).equals(origin);
    }
}
