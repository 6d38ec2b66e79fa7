package dev.lethe.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a browser does between pages: it keeps cookies, posts what forms hold, and follows where it is led, or stays. */
public final class Http {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final URI site;
    private final CookieManager cookies = new CookieManager();
    private final Map<HttpClient.Redirect, HttpClient> clients = new EnumMap<>(HttpClient.Redirect.class);

    private final @Nullable InetAddress from;

    public Http(URI site) {
        this.site = site;
        this.from = null;
    }

    /** One at another address of this machine, which all begin with 127. */
    public Http(URI site, String from) {
        this.site = URI.create("http://127.0.0.1:" + site.getPort());
        this.from = InetAddress.ofLiteral(from);
    }

    /** Most need but one of the two. */
    private synchronized HttpClient client(HttpClient.Redirect redirects) {
        return clients.computeIfAbsent(
                redirects,
                which -> HttpClient.newBuilder()
                        .cookieHandler(cookies)
                        .followRedirects(which)
                        .localAddress(from)
                        .connectTimeout(Duration.ofMinutes(1))
                        .build());
    }

    public URI site() {
        return site;
    }

    /** Values by name. */
    public Map<String, String> cookies() {
        return cookies.getCookieStore().getCookies().stream()
                .collect(Collectors.toMap(HttpCookie::getName, HttpCookie::getValue));
    }

    /** From now on none is kept. */
    public void keepNoCookies() {
        cookies.setCookiePolicy(CookiePolicy.ACCEPT_NONE);
    }

    public HttpRequest.Builder getting(String path) {
        return HttpRequest.newBuilder(site.resolve(path)).GET();
    }

    /** As a browser would from a page of the site itself. */
    public HttpRequest.Builder posting(URI to, List<Map.Entry<String, String>> pairs) {
        return posting(to, site.toString(), pairs);
    }

    /** As a browser would from a page of another site. */
    public HttpRequest.Builder posting(URI to, String origin, List<Map.Entry<String, String>> pairs) {
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString(encoded(pairs)));
    }

    /** Names and values in turn, as pairs. */
    public static List<Map.Entry<String, String>> pairs(String... namesAndValues) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            pairs.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
        return pairs;
    }

    public static String encoded(List<Map.Entry<String, String>> pairs) {
        return pairs.stream()
                .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The token of a page's form, without which staff can change nothing. */
    public String token(String page) {
        Matcher token = CSRF.matcher(
                stay(getting(page), HttpResponse.BodyHandlers.ofString()).body());
        if (!token.find()) throw new IllegalStateException("No token on " + page);
        return token.group(1);
    }

    /** The answer at the end of all redirects. */
    public <T> HttpResponse<T> follow(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        return send(client(HttpClient.Redirect.NORMAL), request, body);
    }

    /** The first answer, wherever it would lead. */
    public <T> HttpResponse<T> stay(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        return send(client(HttpClient.Redirect.NEVER), request, body);
    }

    private static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
