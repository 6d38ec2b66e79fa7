package dev.lethe.ui.accounts;

import dev.lethe.ui.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A browser reduced to cookies, pages and posts: it follows no redirect by itself, so that a test sees each answer. */
final class Site {

    private final Http http;

    private String forwardedFor = "";

    Site(URI base) {
        http = new Http(base);
    }

    /** One at another address of this machine, which all begin with 127. */
    Site(URI base, String from) {
        http = new Http(base, from);
    }

    /** As a proxy would that forwards it. */
    Site forwardedFor(String address) {
        forwardedFor = address;
        return this;
    }

    HttpResponse<String> get(String path) {
        return http.stay(http.getting(path), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts as a browser would from a page of the site itself. */
    HttpResponse<String> post(String path, String... namesAndValues) {
        return postFrom(http.site().toString(), path, namesAndValues);
    }

    /** Posts as a browser would from a page of another site. */
    HttpResponse<String> postFrom(String origin, String path, String... namesAndValues) {
        HttpRequest.Builder request = http.posting(http.site().resolve(path), origin, Http.pairs(namesAndValues));
        if (!forwardedFor.isEmpty())
            request.header("X-Forwarded-For", forwardedFor).header("X-Forwarded-Proto", "https");
        return http.stay(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Posts a form of a page, with the token that the page holds. */
    HttpResponse<String> submit(String page, String path, String... namesAndValues) {
        List<String> all = new ArrayList<>(List.of(namesAndValues));
        all.add("_csrf");
        all.add(http.token(page));
        return post(path, all.toArray(String[]::new));
    }

    HttpResponse<String> signIn(String email, String password) {
        return post("/sign-in", "email", email, "password", password);
    }

    Map<String, String> cookies() {
        return http.cookies();
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .map(to -> to.replaceFirst("^https?://[^/]+", ""))
                .orElse("");
    }
}
